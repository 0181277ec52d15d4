import type { Step } from '../../../lib/index.ts';
import {
  byName,
  formatInterfaceTable,
  formatNetstat,
  formatNetstatStatistics,
  numericHost,
  selectLinks,
  selectSockets,
  serviceName,
  type SocketRow,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { releaseNumbers } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { BUSYBOX_NETSTAT_USAGE, busyboxInvalidOption } from './busybox-usage.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { readHostNames } from './host-names.ts';
import { netToolsStats } from './ifconfig.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { printRouteTable } from './route.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-r', '--route'], summary: 'routing table' },
  { names: ['-i', '--interfaces'], summary: 'table of devices' },
  { names: ['-s', '--statistics'], summary: 'counters by protocol' },
  { names: ['-n', '--numeric'], summary: 'numbers instead of names' },
  { names: ['-p', '--programs'], summary: 'process of each socket' },
  { names: ['-l', '--listening'], summary: 'only sockets that wait' },
  { names: ['-a', '--all'], summary: 'all sockets' },
  { names: ['-t', '--tcp'], summary: 'TCP' },
  { names: ['-u', '--udp'], summary: 'UDP' },
  { names: ['-w', '--raw'], summary: 'raw sockets' },
  { names: ['-4', '--inet'], summary: 'IPv4' },
  { names: ['-6', '--inet6'], summary: 'IPv6' },
  { names: ['-W', '--wide'], summary: 'long addresses uncut' },
  { names: ['-x', '--unix'], summary: 'UNIX sockets', unmodelled: true },
  { names: ['-e', '--extend'], summary: 'user and inode', unmodelled: true },
  { names: ['-o', '--timers'], summary: 'timers', unmodelled: true },
  { names: ['-c', '--continuous'], summary: 'again every second', unmodelled: true },
  { names: ['-g', '--groups'], summary: 'multicast groups', unmodelled: true },
  { names: ['-M', '--masquerade'], summary: 'masqueraded connections', unmodelled: true },
];

function* run(sys: Sys): Step<number> {
  const era = eraOf(sys);
  if (era === 'busybox') checkBusybox(sys.args);
  const { flags } = parseFlags(sys, 'netstat', FLAGS, {
    usage: 'usage: netstat [-vWeenNcCF] [<Af>] -r         netstat {-V|--version|-h|--help}\n',
    status: 3,
  });
  const has = (name: string) => flags.has(name);
  if (has('-r')) {
    if (has('-6')) throw new NotModelled('-6 with -r');
    yield* printRouteTable(sys, { numeric: has('-n'), netstat: true });
    return 0;
  }
  if (has('-i')) return yield* interfaces(sys, has('-a'));
  if (has('-s')) return yield* statistics(sys, has('-u'), has('-t'));
  const chosen = [has('-t') && 'tcp', has('-u') && 'udp', has('-w') && 'raw'].filter(Boolean);
  const protocols = chosen.length > 0 ? chosen : ['tcp', 'udp', 'raw'];
  const order = ['tcp', 'udp', 'raw'];
  const rows = selectSockets(sys.world, sys.netns, sys.process.namespaces.pid)
    .filter((row) => protocols.includes(row.protocol) && familyPasses(row, has('-4'), has('-6')))
    .filter((row) => (has('-a') ? true : has('-l') ? isWaiting(row) : !isWaiting(row)))
    .sort((a, b) => order.indexOf(a.protocol) - order.indexOf(b.protocol));
  const names = has('-n') ? () => undefined : yield* readHostNames(sys);
  const text = formatNetstat(rows, {
    era,
    heading: has('-a') ? 'servers and established' : has('-l') ? 'only servers' : 'w/o servers',
    programs: has('-p'),
    portName: (port) => (has('-n') ? String(port) : serviceName(port)),
    hostName: (address) =>
      has('-n') ? numericHost(address) : address === 0 ? '0.0.0.0' : (names(address) ?? formatIpv4(address)),
  });
  yield* print(sys, text);
  return 0;
}

/** Sockets that wait for somebody: TCP listeners, and UDP sockets without a peer. */
function isWaiting(row: SocketRow): boolean {
  return row.state === 'LISTEN' || row.state === 'UNCONN';
}

function familyPasses(row: SocketRow, four: boolean, six: boolean): boolean {
  if (four === six) return true;
  return four ? row.family === 'inet' : row.family === 'inet6';
}

/** The recorded busybox build has no `-p`, `-i`, `-s`. */
function checkBusybox(words: readonly string[]): void {
  for (const word of words)
    for (const letter of word.startsWith('-') ? word.slice(1) : '')
      if (!'raltuwxen'.includes(letter))
        throw new Refusal(busyboxInvalidOption('netstat', letter, BUSYBOX_NETSTAT_USAGE), 1);
}

function* interfaces(sys: Sys, all: boolean): Step<number> {
  const rows = byName(selectLinks(sys.world, sys.netns))
    .filter((row) => all || row.device.up)
    .map((row) => ({ row, stats: netToolsStats(sys, row.device) }));
  yield* print(sys, formatInterfaceTable(rows));
  return 0;
}

function* statistics(sys: Sys, udp: boolean, tcp: boolean): Step<number> {
  if (udp && tcp) throw new NotModelled('-s with both -t and -u');
  const { netns } = sys;
  const [major, minor] = releaseNumbers(sys.node.kernel);
  const established = [...netns.sockets.values()].filter(
    (socket) => socket.kind === 'tcp' && (socket.state === 'ESTABLISHED' || socket.state === 'CLOSE_WAIT'),
  ).length;
  yield* print(
    sys,
    formatNetstatStatistics(
      {
        counters: netns.counters,
        forwarding: netns.forwarding,
        established,
        recentKernel: major > 4 || (major === 4 && minor >= 15),
        recentTool: eraOf(sys) === 'recent',
      },
      udp ? 'udp' : tcp ? 'tcp' : undefined,
    ),
  );
  return 0;
}

export const netstat: CommandSpec = {
  name: 'netstat',
  summary: 'sockets, routes, devices and counters (the old tool)',
  usage: ['netstat [-nalpt uw]', 'netstat {-r | -i | -s} [-n]'],
  flags: FLAGS,
  run: refusing('netstat', run),
};
