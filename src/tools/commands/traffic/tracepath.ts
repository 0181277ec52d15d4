import type { Step } from '../../../lib/index.ts';
import { isFailure, lookupRoute, noise } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { resolveName, reverseName } from './resolve.ts';

const FLAGS = [
  { names: ['-n'], summary: 'no names' },
  { names: ['-m'], argument: 'hops', summary: 'most hops' },
  { names: ['-p'], argument: 'port', summary: 'first port' },
  { names: ['-4'], summary: 'IPv4' },
  { names: ['-l'], argument: 'length', summary: 'octets of a packet', unmodelled: true },
  { names: ['-b'], summary: 'names and addresses', unmodelled: true },
] as const;

const FIRST_PORT = 44444;
const WAIT = 1_000_000;
/** Probes of a hop until it counts as silent. */
const TRIES = 3;

type Heard =
  | { kind: 'hop' | 'reached' | 'refused'; from: Ipv4; time: number; back: number }
  | { kind: 'smaller'; mtu: number; from: Ipv4; time: number }
  | { kind: 'silent' }
  | { kind: 'failed' }
  | { kind: 'interrupted' }
  | { kind: 'local'; mtu: number };

function* main(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'tracepath', parsed.flag);
    yield* sys.write(2, `tracepath: invalid option -- '${parsed.flag.replace(/^-+/, '')}'\n`);
    return 255;
  }
  const host = parsed.operands[0];
  if (host === undefined) {
    yield* sys.write(2, '\nUsage\n  tracepath [options] <destination>\n');
    return 255;
  }
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    yield* sys.write(2, `tracepath: ${host}: Name or service not known\n`);
    return 1;
  }
  const udp = yield* sys.socket({ type: 'udp' });
  const icmp = yield* sys.socket({ type: 'icmp', identifier: 0 });
  if (isFailure(udp) || isFailure(icmp)) return 1;
  sys.handle(['SIGINT']);
  const most = Number(parsed.flags.get('-m') ?? 30);
  const first = Number(parsed.flags.get('-p') ?? FIRST_PORT);
  return yield* walk(
    { sys, udp, icmp, target: resolved.address, names: !parsed.flags.has('-n'), port: first },
    most,
  );
}

interface Run {
  sys: Sys;
  udp: number;
  icmp: number;
  target: Ipv4;
  names: boolean;
  /** Goes up by one with each probe. */
  port: number;
}

/** What the kernel believes of the path: the device's MTU, or less where an ICMP error said so. */
function pathMtu(sys: Sys, target: Ipv4): number {
  const route = lookupRoute(sys.netns, target);
  const device = route && sys.netns.devices.get(route.kind === 'local' ? 1 : route.device);
  const learnt = sys.netns.exceptions.get(target);
  return learnt?.mtu !== undefined && learnt.expires > sys.now() ? learnt.mtu : (device?.mtu ?? 65535);
}

function* walk(run: Run, most: number): Step<number> {
  const { sys } = run;
  if (!lookupRoute(sys.netns, run.target)) {
    yield* sys.write(1, ' 1:  send failed\n     Resume: pmtu 65535 \n');
    return 0;
  }
  const local = (ttl: number) =>
    `${String(ttl).padStart(2)}?: [LOCALHOST]                      pmtu ${mtu}\n`;
  let mtu = pathMtu(sys, run.target);
  yield* sys.write(1, local(1));
  // A hop is asked again when its probe began with another MTU in mind: the first one always, which begins with 65535.
  let changed = true;
  for (let ttl = 1; ttl <= most; ttl++) {
    for (let silent = 0; ; ) {
      const heard = yield* ask(run, ttl, mtu);
      if (heard.kind === 'interrupted') return 130;
      if (heard.kind === 'failed') {
        yield* sys.write(1, `${String(ttl).padStart(2)}:  send failed\n     Resume: pmtu ${mtu} \n`);
        return 0;
      }
      if (heard.kind === 'local') {
        mtu = heard.mtu;
        yield* sys.write(1, local(ttl));
        changed = true;
        continue;
      }
      if (heard.kind === 'smaller') {
        mtu = heard.mtu;
        yield* sys.write(1, `${yield* rowText(run, ttl, heard.from, heard.time)}pmtu ${mtu}\n`);
      } else if (heard.kind !== 'silent') {
        const end = heard.kind === 'reached' ? 'reached' : heard.kind === 'refused' ? '!H' : '';
        yield* sys.write(1, `${yield* rowText(run, ttl, heard.from, heard.time)}${end}\n`);
      }
      if (changed || heard.kind === 'smaller') {
        changed = false;
        silent = 0;
        continue;
      }
      if (heard.kind === 'silent') {
        silent++;
        if (silent < TRIES) continue;
        yield* sys.write(1, `${String(ttl).padStart(2)}:  no reply\n`);
        break;
      }
      if (heard.kind === 'hop') break;
      yield* sys.write(
        1,
        `     Resume: pmtu ${mtu} ${heard.kind === 'reached' ? `hops ${ttl} back ${heard.back} ` : ''}\n`,
      );
      return 0;
    }
  }
  yield* sys.write(1, `     Too many hops: pmtu ${mtu}\n     Resume: pmtu ${mtu} \n`);
  return 0;
}

function* rowText(run: Run, ttl: number, from: Ipv4, time: number): Step<string> {
  const host = run.names ? ((yield* reverseName(run.sys, from)) ?? formatIpv4(from)) : formatIpv4(from);
  return `${String(ttl).padStart(2)}:  ${host.padEnd(52)} ${`${(time / 1000).toFixed(3)}ms`.padStart(8)} `;
}

/** One probe of the path's MTU, with Don't Fragment. */
function* ask(run: Run, ttl: number, mtu: number): Step<Heard> {
  const { sys } = run;
  const port = run.port++;
  const started = sys.now();
  const sent = yield* sys.sendTo(run.udp, run.target, port, '\0'.repeat(mtu - 28), {
    ttl,
    dontFragment: true,
  });
  if (isFailure(sent)) {
    if (sent.errno !== 'EMSGSIZE') return { kind: 'failed' };
    const smaller = pathMtu(sys, run.target);
    if (smaller >= mtu) return { kind: 'failed' };
    return { kind: 'local', mtu: smaller };
  }
  for (;;) {
    const message = yield* sys.receiveIcmp(run.icmp, { deadline: started + WAIT });
    if (isFailure(message)) {
      if (message.errno === 'EINTR') return { kind: 'interrupted' };
      return { kind: 'silent' };
    }
    const icmp = message.packet.payload;
    const quoted = icmp.kind === 'icmp' ? icmp.quoted?.payload : undefined;
    const inner = quoted?.kind === 'fragment' ? quoted.whole : quoted;
    if (icmp.kind !== 'icmp' || inner?.kind !== 'udp' || inner.dport !== port) continue;
    const time =
      message.at - started + 15 + Math.floor(20 * noise(sys.world, 'tracepath', message.packet.src, port));
    const from = message.packet.src;
    // Answers leave with 64 or 255; the rest is the way back.
    const back = (message.packet.ttl > 64 ? 256 : 65) - message.packet.ttl;
    if (icmp.type === 11) return { kind: 'hop', from, time, back };
    if (icmp.type !== 3) continue;
    if (icmp.code === 4) return { kind: 'smaller', mtu: icmp.mtu ?? mtu, from, time };
    return { kind: icmp.code === 3 ? 'reached' : 'refused', from, time, back };
  }
}

export const tracepath: CommandSpec = {
  name: 'tracepath',
  profiles: ['centos7', 'debian12'],
  summary: 'show the routers on the way to a host and the MTU of the path',
  usage: ['tracepath [-n] [-m HOPS] HOST'],
  flags: FLAGS,
  run: main,
};
