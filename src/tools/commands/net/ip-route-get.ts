import type { Step } from '../../../lib/index.ts';
import { formatRouteAnswer, type RouteAnswer } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isLocalAddress, lookupRoute, selectSource } from '../../../model/state/index.ts';
import { type Ipv4, isMulticast } from '../../../model/wire/index.ts';
import { print } from '../spec.ts';
import type { IpOptions } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { prefixOf, type Words } from './words.ts';

/** `ip route get ADDRESS [from ADDRESS] [iif DEV] [oif DEV]`: asks the same lookup the packets use. */
export function* getRoute(sys: Sys, options: IpOptions, words: Words): Step<number> {
  const { netns } = options;
  let destination: Ipv4 | undefined;
  let from: Ipv4 | undefined;
  let iif: string | undefined;
  let oif: number | undefined;
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'from':
        from = words.address();
        break;
      case 'iif':
        iif = words.device(netns).name;
        break;
      case 'oif':
      case 'dev':
        oif = words.device(netns).index;
        break;
      case 'mark':
      case 'vrf':
      case 'uid':
      case 'tos':
      case 'sport':
      case 'dport':
      case 'ipproto':
      case 'fibmatch':
      case 'notify':
      case 'connected':
        throw new NotModelled(`route get ${word}`);
      default:
        if (word !== 'to' && (word.includes(':') || !/^[\d./]+$/.test(word)))
          throw new Refusal(`Error: any valid prefix is expected rather than "${word}".\n`, 1);
        destination = prefixOf(word === 'to' ? words.take() : word).address;
    }
  }
  if (destination === undefined) throw new Refusal('need at least a destination address\n', 1);
  if (from !== undefined && iif === undefined && !isLocalAddress(netns, from))
    throw netlinkRefusal({ errno: 'EINVAL' });
  const answer = answerFor(sys, options, destination, { from, iif, oif });
  yield* print(sys, formatRouteAnswer(answer, options.era));
  return 0;
}

function answerFor(
  sys: Sys,
  options: IpOptions,
  destination: Ipv4,
  asked: { from?: Ipv4; iif?: string; oif?: number },
): RouteAnswer {
  const { netns } = options;
  const route = lookupRoute(netns, destination, { source: asked.from, device: asked.oif, iif: asked.iif });
  if (!route) throw netlinkRefusal({ errno: 'ENETUNREACH' });
  // The errnos of fib_props: what the three blocking kinds answer.
  if (route.kind === 'unreachable') throw netlinkRefusal({ errno: 'EHOSTUNREACH' });
  if (route.kind === 'blackhole') throw netlinkRefusal({ errno: 'EINVAL' });
  if (route.kind === 'prohibit') throw netlinkRefusal({ errno: 'EACCES' });
  const exception = netns.exceptions.get(destination);
  const fresh = exception && exception.expires > sys.world.now ? exception : undefined;
  const device = route.kind === 'local' ? 'lo' : (netns.devices.get(route.device)?.name ?? '');
  return {
    destination,
    from: asked.from,
    kind: isMulticast(destination) ? 'multicast' : route.kind,
    gateway: fresh?.gateway ?? route.gateway,
    device,
    source: asked.from ?? selectSource(netns, route, destination),
    iif: asked.iif,
    exception: fresh && {
      expires: Math.floor((fresh.expires - sys.world.now) / 1_000_000),
      mtu: fresh.mtu,
    },
  };
}
