import { type Step, wordTable } from '../../../lib/index.ts';
import {
  formatOldSs,
  formatOldSsSummary,
  formatSs,
  formatSsSummary,
  selectSockets,
  serviceName,
  type SocketRow,
  ssState,
  summarizeSockets,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { parseCidr, contains } from '../../../model/wire/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-n', '--numeric'], summary: 'numbers instead of names' },
  { names: ['-l', '--listening'], summary: 'only sockets that wait' },
  { names: ['-a', '--all'], summary: 'all sockets' },
  { names: ['-t', '--tcp'], summary: 'TCP' },
  { names: ['-u', '--udp'], summary: 'UDP' },
  { names: ['-w', '--raw'], summary: 'raw sockets' },
  { names: ['-p', '--processes'], summary: 'process of each socket' },
  { names: ['-s', '--summary'], summary: 'counts' },
  { names: ['-i', '--info'], summary: 'TCP internals' },
  { names: ['-e', '--extended'], summary: 'user and inode' },
  { names: ['-4', '--ipv4'], summary: 'IPv4' },
  { names: ['-6', '--ipv6'], summary: 'IPv6' },
  { names: ['-H', '--no-header'], summary: 'no heading' },
  { names: ['-O', '--oneline'], summary: 'one line a socket', unmodelled: true },
  { names: ['-o', '--options'], summary: 'timers', unmodelled: true },
  { names: ['-m', '--memory'], summary: 'memory', unmodelled: true },
  { names: ['-x', '--unix'], summary: 'UNIX sockets', unmodelled: true },
  { names: ['-0', '--packet'], summary: 'packet sockets', unmodelled: true },
  { names: ['-K', '--kill'], summary: 'close sockets', unmodelled: true },
  { names: ['-E', '--events'], summary: 'follow closings', unmodelled: true },
  { names: ['-r', '--resolve'], summary: 'names of hosts', unmodelled: true },
  { names: ['-N', '--net'], argument: 'NETNS', summary: 'in a named namespace', unmodelled: true },
];

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'ss', FLAGS, { usage: 'Usage: ss [ OPTIONS ]\n', status: 255 });
  const has = (name: string) => flags.has(name);
  const old = eraOf(sys) === 'old';
  const all = selectSockets(sys.world, sys.netns, sys.process.namespaces.pid);
  if (has('-s')) {
    const summary = summarizeSockets(all, sys.netns.fragments.size);
    yield* print(sys, old ? formatOldSsSummary(summary) : formatSsSummary(summary));
    return 0;
  }
  const filter = parseFilter(operands);
  const chosen = [has('-t') && 'tcp', has('-u') && 'udp', has('-w') && 'raw'].filter(Boolean);
  const protocols = chosen.length > 0 ? chosen : ['tcp', 'udp', 'raw'];
  const rows = all.filter(
    (row) =>
      protocols.includes(row.protocol) &&
      (has('-4') === has('-6') || row.family === (has('-4') ? 'inet' : 'inet6')) &&
      (filter.states ? filter.states.includes(ssState(row)) : statePasses(row, has('-l'), has('-a'))) &&
      filter.tests.every((test) => test(row)),
  );
  const format = {
    protocol: protocols.length > 1,
    state: filter.states?.length !== 1,
    processes: has('-p'),
    internals: has('-i'),
    extended: has('-e'),
    columns: sys.isTerminal(1) ? sys.windowSize().columns : undefined,
    portName: (port: number) => (has('-n') ? String(port) : serviceName(port)),
  };
  const text = old ? formatOldSs(rows, { ...format, numeric: has('-n') }) : formatSs(rows, format);
  yield* print(sys, has('-H') ? text.slice(text.indexOf('\n') + 1) : text);
  return 0;
}

function statePasses(row: SocketRow, listening: boolean, all: boolean): boolean {
  const waiting = row.state === 'LISTEN' || row.state === 'UNCONN';
  if (all) return true;
  // Without a choice: what is connected. Half-open and lingering ones are left out (ss(8); recorded after a curl).
  return listening ? waiting : !waiting && row.state !== 'TIME_WAIT' && row.state !== 'SYN_RECV';
}

const STATES: Readonly<Record<string, readonly string[]>> = wordTable({
  established: ['ESTAB'],
  'syn-sent': ['SYN-SENT'],
  'syn-recv': ['SYN-RECV'],
  'fin-wait-1': ['FIN-WAIT-1'],
  'fin-wait-2': ['FIN-WAIT-2'],
  'time-wait': ['TIME-WAIT'],
  'close-wait': ['CLOSE-WAIT'],
  'last-ack': ['LAST-ACK'],
  listening: ['LISTEN'],
  listen: ['LISTEN'],
  closing: ['CLOSING'],
  connected: [
    'ESTAB',
    'SYN-SENT',
    'SYN-RECV',
    'FIN-WAIT-1',
    'FIN-WAIT-2',
    'TIME-WAIT',
    'CLOSE-WAIT',
    'LAST-ACK',
    'CLOSING',
  ],
});

interface SsFilter {
  states?: string[];
  tests: ((row: SocketRow) => boolean)[];
}

/** `state S`, `sport = :N`, `dport = :N`, `src A[:P]`, `dst A[:P]`, joined by an implied `and`. */
function parseFilter(operands: readonly string[]): SsFilter {
  const words = operands.join(' ').replace(/[()]/g, ' ').split(/\s+/).filter(Boolean);
  const filter: SsFilter = { tests: [] };
  while (words.length > 0) {
    const word = words.shift()!;
    switch (word) {
      case 'and':
      case '&&':
        break;
      case 'state': {
        const name = words.shift() ?? '';
        const states = STATES[name];
        if (!states) throw new Refusal(`ss: wrong state name: ${name}\n`, 255);
        filter.states = [...(filter.states ?? []), ...states];
        break;
      }
      case 'sport':
      case 'dport': {
        const operator = /^(=|==|eq)$/.test(words[0] ?? '') ? words.shift() : undefined;
        const text = words.shift() ?? '';
        if (operator === undefined && !text.startsWith(':')) throw new NotModelled(`filter ${word} ${text}`);
        const port = Number(text.replace(/^.*:/, ''));
        if (!Number.isInteger(port)) throw new NotModelled(`filter ${word} ${text}`);
        filter.tests.push((row) => (word === 'sport' ? row.port : (row.peer?.port ?? 0)) === port);
        break;
      }
      case 'src':
      case 'dst': {
        const [host, port] = (words.shift() ?? '').split(':');
        const net = parseCidr(host);
        if (!net && host !== '*')
          throw new Refusal(
            `Error: an inet prefix is expected rather than "${host}".\nCannot parse dst/src address.\n`,
            1,
          );
        filter.tests.push((row) => {
          const address = word === 'src' ? row.address : (row.peer?.address ?? 0);
          const number = word === 'src' ? row.port : (row.peer?.port ?? 0);
          return (
            (!net || contains(net.address, net.prefix, address)) &&
            (port === undefined || Number(port) === number)
          );
        });
        break;
      }
      default:
        throw new NotModelled(`filter ${word}`);
    }
  }
  return filter;
}

export const ss: CommandSpec = {
  name: 'ss',
  profiles: ['centos7', 'debian12'],
  summary: 'sockets',
  usage: ['ss [-nlatuwpsie46H] [FILTER]'],
  flags: FLAGS,
  words: ['state', 'established', 'listening', 'sport', 'dport', 'src', 'dst'],
  run: refusing('ss', run),
};
