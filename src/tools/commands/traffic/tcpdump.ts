import type { Step } from '../../../lib/index.ts';
import { isFailure, lookupDevice, type NetDevice } from '../../../model/state/index.ts';
import { encodeFrame, encodePcap, type Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
  printError,
} from '../spec.ts';
import {
  type CaptureFilter,
  FilterError,
  filterNames,
  FilterNotModelled,
  parseFilter,
} from './capture-filter.ts';
import { matches } from './capture-match.ts';
import { type CaptureOptions, CapturePrinter } from './capture-printer.ts';
import { resolveName, reverseName } from './resolve.ts';

const FLAGS = [
  { names: ['-i', '--interface'], argument: 'interface', summary: 'device, or any' },
  { names: ['-c'], argument: 'count', summary: 'end after that many packets' },
  { names: ['-n'], summary: 'no names' },
  { names: ['-e'], summary: 'show the link header' },
  { names: ['-v'], summary: 'more detail; up to three times' },
  { names: ['-q'], summary: 'less detail' },
  { names: ['-t'], summary: 'no time; -tt seconds, -ttt difference, -tttt with date' },
  { names: ['-x'], summary: 'octets; -xx with the link header' },
  { names: ['-X'], summary: 'octets and characters; -XX with the link header' },
  { names: ['-A'], summary: 'characters' },
  { names: ['-S', '--absolute-tcp-sequence-numbers'], summary: 'absolute sequence numbers' },
  { names: ['-s', '--snapshot-length'], argument: 'length', summary: 'accepted' },
  { names: ['-l'], summary: 'line by line, as always here' },
  { names: ['-U', '--packet-buffered'], summary: 'accepted' },
  { names: ['-p', '--no-promiscuous-mode'], summary: 'accepted' },
  { names: ['-K', '--dont-verify-checksums'], summary: 'accepted' },
  { names: ['-Q', '--direction'], argument: 'direction', summary: 'in, out or inout' },
  { names: ['-w'], argument: 'file', summary: 'write a capture file instead' },
  { names: ['-D', '--list-interfaces'], summary: 'list devices' },
  { names: ['-r'], argument: 'file', summary: 'read a capture file', unmodelled: true },
  { names: ['-F'], argument: 'file', summary: 'filter from a file', unmodelled: true },
  { names: ['-C'], argument: 'size', summary: 'rotate files', unmodelled: true },
  { names: ['-G'], argument: 'seconds', summary: 'rotate files', unmodelled: true },
  { names: ['-W'], argument: 'count', summary: 'rotate files', unmodelled: true },
  { names: ['-d'], summary: 'show the compiled filter', unmodelled: true },
  { names: ['-y'], argument: 'type', summary: 'link type', unmodelled: true },
  { names: ['-j'], argument: 'type', summary: 'time stamp type', unmodelled: true },
  { names: ['-E'], argument: 'key', summary: 'decrypt', unmodelled: true },
  { names: ['-T'], argument: 'type', summary: 'decode as', unmodelled: true },
  { names: ['-Z'], argument: 'user', summary: 'accepted' },
  { names: ['-B'], argument: 'size', summary: 'accepted' },
] as const;

function* main(sys: Sys): Step<number> {
  const centos = sys.node.roots.get(sys.process.namespaces.root)?.profile === 'centos7';
  const parsed = parseArguments({ flags: FLAGS }, sys.args, { stopAtOperand: false });
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'tcpdump', parsed.flag);
    const letter = parsed.flag.replace(/^-+/, '');
    const complaint =
      parsed.kind === 'missing'
        ? 'option requires an argument'
        : parsed.flag.startsWith('--')
          ? 'unrecognized option'
          : 'invalid option';
    yield* printError(
      sys,
      `tcpdump: ${complaint} -- '${letter}'\n${VERSION[centos ? 'old' : 'recent']}${USAGE}`,
    );
    return 1;
  }
  if (parsed.flags.has('-D')) return yield* listDevices(sys);
  const count = Number(parsed.flags.get('-c') ?? 0);
  if (parsed.flags.has('-c') && !(count > 0 && Number.isInteger(count)))
    return yield* fails(sys, `invalid packet count ${parsed.flags.get('-c')}`);
  const direction = parsed.flags.get('-Q') ?? 'inout';
  if (!['in', 'out', 'inout'].includes(direction))
    return yield* fails(sys, `unknown capture direction \`${direction}'`);
  const device = yield* chooseDevice(sys, parsed.flags.get('-i'), centos);
  if (typeof device === 'number') return device;
  const filter = yield* readFilter(sys, parsed.operands.join(' '), centos);
  if (typeof filter === 'number') return filter;
  return yield* capture(sys, parsed, {
    device,
    filter: filter.filter,
    names: filter.names,
    count,
    direction,
    centos,
  });
}

function* fails(sys: Sys, text: string): Step<number> {
  yield* printError(sys, `tcpdump: ${text}\n`);
  return 1;
}

const VERSION = {
  old: 'tcpdump version 4.9.2\nlibpcap version 1.5.3\n',
  recent: 'tcpdump version 4.99.3\nlibpcap version 1.10.3 (with TPACKET_V3)\n',
};
const USAGE =
  'Usage: tcpdump [-AelnpqStUvxX] [ -c count ] [ -i interface ] [ -Q in|out|inout ]\n\t\t[ -s snaplen ] [ -w file ] [ expression ]\n';

/** Devices in pcap's order: those that are up first, the loopback last. */
function devicesOf(sys: Sys): NetDevice[] {
  const rank = (d: NetDevice) => (d.kind === 'loopback' ? 1 : 0) + (d.up ? 0 : 2);
  return [...sys.netns.devices.values()].sort((a, b) => rank(a) - rank(b) || a.index - b.index);
}

function* listDevices(sys: Sys): Step<number> {
  const rows = devicesOf(sys);
  const any = { name: 'any', text: 'any (Pseudo-device that captures on all interfaces) [Up, Running]' };
  const list = rows.map((d) => ({
    name: d.name,
    text: `${d.name} [${[...(d.up ? ['Up', 'Running'] : []), ...(d.kind === 'loopback' ? ['Loopback'] : [])].join(', ') || 'none'}]`,
  }));
  const at = list.findIndex((row) => row.name === 'lo');
  list.splice(at < 0 ? list.length : at, 0, any);
  yield* sys.write(1, list.map((row, i) => `${i + 1}.${row.text}\n`).join(''));
  return 0;
}

/** The device to capture on; `any` is undefined, a number is the exit status. */
function* chooseDevice(
  sys: Sys,
  name: string | undefined,
  centos: boolean,
): Step<NetDevice | 'any' | number> {
  if (name === 'any') return 'any';
  const device =
    name === undefined
      ? devicesOf(sys).find((d) => d.up)
      : (lookupDevice(sys.netns, name) ??
        (/^\d+$/.test(name) ? devicesOf(sys)[Number(name) - 1] : undefined));
  if (!device) {
    if (name === undefined) return yield* fails(sys, 'no suitable device found');
    return yield* fails(
      sys,
      `${name}: No such device exists\n(${centos ? 'SIOCGIFHWADDR: No such device' : 'No such device exists'})`,
    );
  }
  if (!device.up) return yield* fails(sys, `${device.name}: That device is not up`);
  return device;
}

function* readFilter(
  sys: Sys,
  text: string,
  centos: boolean,
): Step<{ filter: CaptureFilter; names: Map<string, Ipv4> } | number> {
  const prefix = centos ? '' : "can't parse filter expression: ";
  const names = new Map<string, Ipv4>();
  try {
    const filter = parseFilter(text);
    for (const name of filterNames(filter)) {
      const found = yield* resolveName(sys, name);
      if (!found.ok) return yield* fails(sys, `${prefix}unknown host '${name}'`);
      names.set(name, found.address);
    }
    return { filter, names };
  } catch (problem) {
    if (problem instanceof FilterNotModelled) return yield* notModelled(sys, 'tcpdump', problem.message);
    if (problem instanceof FilterError) return yield* fails(sys, `${prefix}${problem.message}`);
    throw problem;
  }
}

interface Capture {
  device: NetDevice | 'any';
  filter: CaptureFilter;
  names: Map<string, Ipv4>;
  count: number;
  direction: string;
  centos: boolean;
}

function optionsOf(parsed: ParsedArguments, capture: Capture): CaptureOptions {
  const times = (flag: string) => parsed.all.filter((given) => given.name === flag).length;
  const link = times('-x') > 1 || times('-X') > 1;
  return {
    verbose: times('-v'),
    numeric: times('-n') > 0,
    link: times('-e') > 0,
    quick: times('-q') > 0,
    absolute: times('-S') > 0,
    clock: Math.min(times('-t'), 4),
    octets:
      times('-x') + times('-X') + times('-A') > 0
        ? { link, hex: times('-x') + times('-X') > 0, ascii: times('-X') > 0 }
        : undefined,
    any: capture.device === 'any',
    centos: capture.centos,
  };
}

function banner(options: CaptureOptions, device: NetDevice | 'any', file: boolean): string {
  const link =
    device !== 'any'
      ? 'EN10MB (Ethernet)'
      : options.centos
        ? 'LINUX_SLL (Linux cooked)'
        : 'LINUX_SLL2 (Linux cooked v2)';
  const listening = `listening on ${device === 'any' ? 'any' : device.name}, link-type ${link}, ${options.centos ? 'capture size' : 'snapshot length'} 262144 bytes\n`;
  const type = device === 'any' && !options.centos ? 'tcpdump: data link type LINUX_SLL2\n' : '';
  if (options.verbose > 0 || file) return `${type}tcpdump: ${listening}`;
  return `${type}tcpdump: verbose output suppressed, use ${options.centos ? '-v or -vv' : '-v[v]...'} for full protocol decode\n${listening}`;
}

function* capture(sys: Sys, parsed: ParsedArguments, wanted: Capture): Step<number> {
  const options = optionsOf(parsed, wanted);
  const file = parsed.flags.get('-w');
  if (file === '-') return yield* notModelled(sys, 'tcpdump', '-w -');
  const fd = yield* sys.socket({ type: 'packet', device: wanted.device === 'any' ? 0 : wanted.device.index });
  if (isFailure(fd))
    return yield* fails(
      sys,
      `${wanted.device === 'any' ? 'any' : wanted.device.name}: You don't have permission to capture on that device`,
    );
  sys.handle(['SIGINT', 'SIGTERM']);
  yield* printError(sys, banner(options, wanted.device, file !== undefined));
  const printer = new CapturePrinter(sys.world, sys.netns, options);
  const match = { names: wanted.names, encode: printer.context };
  const kept: { at: number; octets: Uint8Array }[] = [];
  let captured = 0;
  let interrupted = false;
  while (wanted.count === 0 || captured < wanted.count) {
    const seen = yield* sys.receiveFrame(fd);
    if (isFailure(seen)) {
      interrupted = seen.errno === 'EINTR';
      break;
    }
    if (wanted.direction !== 'inout' && (wanted.direction === 'out') !== seen.outgoing) continue;
    printer.context.at = seen.at;
    if (!matches(wanted.filter, seen.frame, match)) continue;
    captured++;
    if (file !== undefined) {
      kept.push({ at: sys.world.epoch + seen.at, octets: encodeFrame(seen.frame, printer.context) });
      continue;
    }
    if (!options.numeric)
      for (const address of printer.unknownHosts(seen.frame))
        printer.learn(address, yield* reverseName(sys, address));
    const written = yield* sys.write(1, `${printer.line(seen)}\n`);
    if (isFailure(written)) break;
  }
  if (file !== undefined) {
    const octets = encodePcap(kept);
    let text = '';
    for (const octet of octets) text += String.fromCharCode(octet);
    const failure = yield* sys.writeFile(file, text);
    if (failure) return yield* fails(sys, `${file}: No such file or directory`);
  } else if (interrupted) yield* sys.write(1, '\n');
  yield* sys.close(fd);
  const packets = `${captured} packet${captured === 1 ? '' : 's'}`;
  yield* printError(sys, `${packets} captured\n${packets} received by filter\n0 packets dropped by kernel\n`);
  return 0;
}

export const tcpdump: CommandSpec = {
  name: 'tcpdump',
  profiles: ['centos7', 'debian12'],
  summary: 'show the packets that pass a device',
  usage: ['tcpdump [-i DEVICE|any] [-n] [-e] [-v] [-x] [-c COUNT] [FILTER]'],
  flags: FLAGS,
  words: ['arp', 'icmp', 'tcp', 'udp', 'host', 'net', 'port', 'portrange', 'src', 'dst', 'and', 'or', 'not'],
  complete: ({ netns }, words) =>
    words.at(-2) === '-i'
      ? ['any', ...[...netns.devices.values()].map((d) => d.name)]
      : ['arp', 'icmp', 'tcp', 'udp', 'host', 'net', 'port', 'portrange', 'src', 'dst', 'and', 'or', 'not'],
  run: main,
};
