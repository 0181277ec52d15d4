import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { CommandSpec } from '../spec.ts';
import { busyboxIp } from './busybox-ip.ts';
import { completeIp } from './completion.ts';
import { eraOf } from './era.ts';
import { ipAddress } from './ip-address.ts';
import { ipLink } from './ip-link.ts';
import { ipMonitor } from './ip-monitor.ts';
import { ipNeighbor } from './ip-neigh.ts';
import { ipNetns } from './ip-netns.ts';
import { type IpOptions, parseIpOptions } from './ip-options.ts';
import { ipRoute } from './ip-route.ts';
import { ipRule } from './ip-rule.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { abbreviated } from './words.ts';

type IpObject = (sys: Sys, options: IpOptions, words: string[]) => Step<number>;

/** Objects in the order in which an abbreviation is tried (do_cmd of iproute2); `undefined` ones are not modelled. */
const OBJECTS: readonly (readonly [string, IpObject | undefined])[] = [
  ['address', ipAddress],
  ['addrlabel', undefined],
  ['maddress', undefined],
  ['route', ipRoute],
  ['rule', ipRule],
  ['neighbor', ipNeighbor],
  ['neighbour', ipNeighbor],
  ['ntable', undefined],
  ['link', ipLink],
  ['l2tp', undefined],
  ['tunnel', undefined],
  ['tuntap', undefined],
  ['token', undefined],
  ['tcp_metrics', undefined],
  ['monitor', ipMonitor],
  ['xfrm', undefined],
  ['mroute', undefined],
  ['mrule', undefined],
  ['netns', (sys, _options, words) => ipNetns(sys, words)],
  ['netconf', undefined],
  ['vrf', undefined],
  ['nexthop', undefined],
  ['mptcp', undefined],
  ['help', undefined],
];

const IP_USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { address | link | monitor | neighbour | netns | route | rule }
       OPTIONS := { -s[tatistics] | -d[etails] | -br[ief] | -o[neline] | -4 | -n[etns] name }
`;

function* run(sys: Sys): Step<number> {
  const options = parseIpOptions(sys, 'ip');
  const [word, ...words] = options.words;
  if (word === undefined || word === 'help') throw new Refusal(IP_USAGE, 255);
  const name = abbreviated(
    word,
    OBJECTS.map(([object]) => object),
  );
  if (name === undefined) throw new Refusal(`Object "${word}" is unknown, try "ip help".\n`, 1);
  const object = OBJECTS.find(([candidate]) => candidate === name)?.[1];
  if (!object) throw new NotModelled(name);
  return yield* object(sys, options, words);
}

const recent = refusing('ip', run);
const busybox = refusing('ip', busyboxIp);

export const ip: CommandSpec = {
  name: 'ip',
  summary: 'show and change devices, addresses, routes, neighbours and namespaces',
  usage: ['ip [OPTIONS] OBJECT {COMMAND | help}'],
  flags: [
    { names: ['-s', '-stats', '-statistics'], summary: 'counters; twice for errors in detail' },
    { names: ['-d', '-details'], summary: 'details of the kind of device' },
    { names: ['-br', '-brief'], summary: 'one short line a device' },
    { names: ['-o', '-oneline'], summary: 'one line a record' },
    { names: ['-4'], summary: 'IPv4 only' },
    { names: ['-6'], summary: 'IPv6 only' },
    { names: ['-c', '-color'], summary: 'accepted and ignored' },
    { names: ['-n', '-netns'], argument: 'NAME', summary: 'act in a named namespace' },
    { names: ['-j', '-json'], summary: 'JSON output', unmodelled: true },
    { names: ['-b', '-batch'], argument: 'FILE', summary: 'commands from a file', unmodelled: true },
    { names: ['-t', '-timestamp'], summary: 'times in monitor', unmodelled: true },
  ],
  words: ['address', 'link', 'route', 'rule', 'neigh', 'netns', 'monitor'],
  complete: completeIp,
  run: (sys) => (eraOf(sys) === 'busybox' ? busybox(sys) : recent(sys)),
};
