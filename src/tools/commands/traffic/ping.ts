import type { Step } from '../../../lib/index.ts';
import {
  type Failure,
  isFailure,
  lookupDevice,
  lookupRoute,
  noise,
  pidIn,
  strerror,
} from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, type Ipv4Packet, parseIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { BUSYBOX_PING_USAGE, busyboxUsage } from '../net/busybox-usage.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { busyboxSummary, iputilsSummary, iputilsTime, type PingTally } from './ping-statistics.ts';
import { resolveName, reverseName } from './resolve.ts';

interface PingOptions {
  host: string;
  count: number;
  /** Microseconds between requests. */
  interval: number;
  /** Microseconds to wait for the last answer; absent: twice the round trip, or ten seconds. */
  wait: number | undefined;
  deadline: number | undefined;
  size: number;
  ttl: number | undefined;
  dontFragment: boolean | undefined;
  quiet: boolean;
  numeric: boolean;
  device: string | undefined;
  broadcast: boolean;
}

const FLAGS = [
  { names: ['-c'], argument: 'count', summary: 'stop after count replies' },
  { names: ['-i'], argument: 'interval', summary: 'seconds between requests' },
  { names: ['-W'], argument: 'timeout', summary: 'seconds to wait for an answer' },
  { names: ['-w'], argument: 'deadline', summary: 'seconds until it ends' },
  { names: ['-s'], argument: 'size', summary: 'octets of data' },
  { names: ['-t'], argument: 'ttl', summary: 'time to live' },
  { names: ['-M'], argument: 'pmtudisc', summary: 'do, want or dont' },
  { names: ['-I'], argument: 'interface', summary: 'source address or device' },
  { names: ['-q'], summary: 'only the summary' },
  { names: ['-n'], summary: 'no names' },
  { names: ['-b'], summary: 'allow broadcast' },
  { names: ['-4'], summary: 'IPv4' },
  { names: ['-v'], summary: 'verbose' },
  { names: ['-6'], summary: 'IPv6', unmodelled: true },
  { names: ['-f'], summary: 'flood', unmodelled: true },
  { names: ['-R'], summary: 'record route', unmodelled: true },
  { names: ['-A'], summary: 'adaptive', unmodelled: true },
  { names: ['-D'], summary: 'timestamps', unmodelled: true },
  { names: ['-O'], summary: 'report outstanding', unmodelled: true },
  { names: ['-p'], argument: 'pattern', summary: 'pattern', unmodelled: true },
  { names: ['-Q'], argument: 'tos', summary: 'type of service', unmodelled: true },
] as const;

/** Flags of busybox's ping; it refuses all others (run on Debian's 1.35). */
const BUSYBOX_FLAGS = FLAGS.filter((flag) => 'ciWwstIqnv46Ap'.includes(flag.names[0][1]));

type Style = 'busybox' | 'old' | 'recent';

function styleOf(sys: Sys): Style {
  const profile = sys.node.roots.get(sys.process.namespaces.root)?.profile;
  return profile === 'debian12' ? 'recent' : profile === 'centos7' ? 'old' : 'busybox';
}

function* main(sys: Sys): Step<number> {
  const style = styleOf(sys);
  const parsed = parseArguments({ flags: style === 'busybox' ? BUSYBOX_FLAGS : FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'ping', parsed.flag);
    const letter = parsed.flag.replace(/^-+/, '');
    yield* sys.write(
      2,
      parsed.kind === 'missing'
        ? `ping: option requires an argument -- '${letter}'\n`
        : `ping: invalid option -- '${letter}'\n`,
    );
    yield* sys.write(2, USAGE[style]);
    return style === 'busybox' ? 1 : 2;
  }
  const host = parsed.operands[parsed.operands.length - 1];
  if (host === undefined) {
    yield* sys.write(
      2,
      style === 'recent' ? 'ping: usage error: Destination address required\n' : USAGE[style],
    );
    return style === 'busybox' ? 1 : style === 'recent' ? 1 : 2;
  }
  const seconds = (flag: string) => {
    const text = parsed.flags.get(flag);
    return text === undefined ? undefined : Math.round(Number(text) * 1_000_000);
  };
  for (const flag of ['-c', '-i', '-W', '-w', '-s', '-t']) {
    const text = parsed.flags.get(flag);
    if (text === undefined || /^\d+(\.\d+)?$/.test(text)) continue;
    yield* sys.write(
      2,
      style === 'busybox'
        ? `ping: invalid number '${text}'\n`
        : style === 'recent'
          ? `ping: invalid argument: '${text}'\n`
          : `ping: bad number of packets to transmit.\n`,
    );
    return style === 'recent' || style === 'busybox' ? 1 : 2;
  }
  const source = parsed.flags.get('-I');
  const pmtu = parsed.flags.get('-M');
  const options: PingOptions = {
    host,
    count: Number(parsed.flags.get('-c') ?? 0),
    interval: seconds('-i') ?? 1_000_000,
    wait: seconds('-W'),
    deadline: seconds('-w'),
    size: Number(parsed.flags.get('-s') ?? 56),
    ttl: parsed.flags.has('-t') ? Number(parsed.flags.get('-t')) : undefined,
    dontFragment: pmtu === 'do' ? true : pmtu === 'dont' ? false : undefined,
    quiet: parsed.flags.has('-q'),
    numeric: parsed.flags.has('-n'),
    device: source,
    broadcast: parsed.flags.has('-b'),
  };
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    const text =
      style === 'busybox'
        ? `ping: bad address '${host}'\n`
        : resolved.reason === 'not-found'
          ? `ping: ${host}: Name or service not known\n`
          : `ping: ${host}: Temporary failure in name resolution\n`;
    yield* sys.write(2, text);
    return style === 'busybox' ? 1 : 2;
  }
  return yield* run(sys, style, options, resolved.address);
}

const USAGE: Readonly<Record<Style, string>> = {
  busybox: busyboxUsage(BUSYBOX_PING_USAGE),
  old: 'Usage: ping [-aAbBdDfhLnOqrRUvV64] [-c count] [-i interval] [-I interface]\n            [-m mark] [-M pmtudisc_option] [-l preload] [-p pattern] [-Q tos]\n            [-s packetsize] [-S sndbuf] [-t ttl] [-T timestamp_option]\n            [-w deadline] [-W timeout] [hop1 ...] destination\n',
  recent: '\nUsage\n  ping [options] <destination>\n',
};

/** What connect(2) on a probe socket finds before the first request: no route, or a broadcast address. */
function* preflight(sys: Sys, style: Style, options: PingOptions, address: Ipv4): Step<number | undefined> {
  const route = lookupRoute(sys.netns, address);
  if (!route) {
    yield* sys.write(
      2,
      style === 'busybox'
        ? 'ping: sendto: Network is unreachable\n'
        : style === 'old'
          ? 'connect: Network is unreachable\n'
          : 'ping: connect: Network is unreachable\n',
    );
    return style === 'busybox' ? 1 : 2;
  }
  if (route.kind === 'broadcast' && !options.broadcast) {
    if (style === 'busybox') {
      yield* sys.write(2, 'ping: permission denied (are you root?)\n');
      return 1;
    }
    yield* sys.write(
      2,
      style === 'recent'
        ? 'ping: Do you want to ping broadcast? Then -b. If not, check your local firewall rules\n'
        : 'Do you want to ping broadcast? Then -b\n',
    );
    return 2;
  }
  return undefined;
}

function* run(sys: Sys, style: Style, options: PingOptions, address: Ipv4): Step<number> {
  const dotted = formatIpv4(address);
  const device = options.device === undefined ? undefined : lookupDevice(sys.netns, options.device);
  const source = options.device === undefined ? undefined : parseIpv4(options.device);
  if (options.device !== undefined && !device && source === undefined) {
    yield* sys.write(
      2,
      style === 'old'
        ? `ping: unknown iface ${options.device}\n`
        : `ping: unknown iface: ${options.device}\n`,
    );
    return 2;
  }
  // busybox announces first and learns of trouble when it sends.
  if (style === 'busybox')
    yield* sys.write(1, `PING ${options.host} (${dotted}): ${options.size} data bytes\n`);
  const refused = yield* preflight(sys, style, options, address);
  if (refused !== undefined) return refused;
  const fd = yield* sys.socket({ type: 'icmp', identifier: identifierOf(sys) });
  if (isFailure(fd)) return 2;
  const total = options.size + 28;
  if (style !== 'busybox')
    yield* sys.write(1, `PING ${options.host} (${dotted}) ${options.size}(${total}) bytes of data.\n`);
  sys.handle(['SIGINT', 'SIGQUIT']);
  return yield* loop(sys, style, options, address, fd, device?.index, source);
}

function* loop(
  sys: Sys,
  style: Style,
  options: PingOptions,
  address: Ipv4,
  fd: number,
  device: number | undefined,
  source: Ipv4 | undefined,
): Step<number> {
  const tally: PingTally = { sent: 0, received: 0, duplicates: 0, errors: 0, times: [], elapsed: 0, pipe: 0 };
  const start = sys.now();
  const end = options.deadline === undefined ? undefined : start + options.deadline;
  const answered = new Set<number>();
  const name =
    options.numeric || options.host === formatIpv4(address) ? undefined : yield* reverseName(sys, address);
  let next = start;
  let interrupted = false;
  const wanted = () => options.count === 0 || tally.sent < options.count;
  while (!interrupted) {
    if (wanted() && sys.now() >= next && (end === undefined || sys.now() < end)) {
      const sequence = tally.sent + (style === 'busybox' ? 0 : 1);
      const sent = yield* sys.sendEcho(fd, address, sequence, options.size, {
        ttl: options.ttl,
        dontFragment: options.dontFragment,
        source,
        device,
      });
      tally.sent++;
      if (isFailure(sent)) {
        const stop = yield* sendFailed(sys, style, address, sent, tally);
        if (stop !== undefined) return stop;
      }
      tally.elapsed = sys.now() - start;
      next += options.interval;
      continue;
    }
    const deadline = wanted() ? next : lastWait(style, options, tally, next);
    const limit = end === undefined ? deadline : Math.min(deadline, end);
    if (!wanted() && (sys.now() >= limit || tally.received + tally.errors >= tally.sent)) break;
    if (end !== undefined && sys.now() >= end) break;
    const message = yield* sys.receiveIcmp(fd, { deadline: limit });
    if (isFailure(message)) {
      if (message.errno === 'EINTR') interrupted = true;
      else if (!wanted() || (end !== undefined && sys.now() >= end)) break;
      continue;
    }
    yield* report(sys, style, options, name, message.packet, message.at, tally, answered);
    if (options.count > 0 && tally.received >= options.count) break;
  }
  if (interrupted && style !== 'busybox' && sys.isTerminal(1)) yield* sys.write(1, '');
  yield* sys.write(
    1,
    style === 'busybox' ? busyboxSummary(options.host, tally) : iputilsSummary(options.host, tally),
  );
  if (tally.received === 0) return 1;
  return options.deadline !== undefined && options.count > 0 && tally.received < options.count ? 1 : 0;
}

/** How long to wait once every request is out. */
function lastWait(style: Style, options: PingOptions, tally: PingTally, next: number): number {
  const lastSent = next - options.interval;
  if (options.wait !== undefined) return lastSent + options.wait;
  if (style === 'busybox')
    return lastSent + (tally.received > 0 ? Math.max(1_000_000, 2 * Math.max(...tally.times)) : 10_000_000);
  const longest = tally.times.length > 0 ? 2 * Math.max(...tally.times) : 10_000_000;
  return lastSent + Math.max(1_000_000, longest);
}

function* sendFailed(
  sys: Sys,
  style: Style,
  address: Ipv4,
  failure: Failure,
  tally: PingTally,
): Step<number | undefined> {
  if (style === 'busybox') {
    yield* sys.write(2, `ping: sendto: ${strerror(failure.errno)}\n`);
    return 1;
  }
  if (failure.errno === 'EMSGSIZE') {
    const route = lookupRoute(sys.netns, address);
    const device = route && sys.netns.devices.get(route.kind === 'local' ? 1 : route.device);
    const learnt = sys.netns.exceptions.get(address);
    const mtu = learnt?.mtu !== undefined && learnt.expires > sys.now() ? learnt.mtu : (device?.mtu ?? 1500);
    tally.errors++;
    yield* sys.write(
      2,
      `ping: local error: ${style === 'old' ? 'Message' : 'message'} too long, mtu=${mtu}\n`,
    );
    return undefined;
  }
  // Debian 12's ping keeps EPERM to itself (recorded in f22-conntrack-full); older ones say it.
  if (failure.errno !== 'EPERM' || style === 'old')
    yield* sys.write(2, `ping: sendmsg: ${strerror(failure.errno)}\n`);
  return undefined;
}

function* report(
  sys: Sys,
  style: Style,
  options: PingOptions,
  name: string | undefined,
  packet: Ipv4Packet,
  at: number,
  tally: PingTally,
  answered: Set<number>,
): Step<void> {
  const message = packet.payload;
  if (message.kind !== 'icmp') return;
  if (message.type === 0) {
    acknowledge(tally, style, message.sequence);
    const duplicate = answered.has(message.sequence);
    answered.add(message.sequence);
    if (duplicate) tally.duplicates++;
    else tally.received++;
    const jitter = 20 + Math.floor(60 * noise(sys.world, 'ping', packet.src, message.sequence));
    const time = at - message.stamp + jitter;
    tally.times.push(time);
    if (options.quiet) return;
    const octets = options.size + 8;
    const from = formatIpv4(packet.src);
    const dup = duplicate ? ' (DUP!)' : '';
    if (style === 'busybox')
      yield* sys.write(
        1,
        `${octets} bytes from ${from}: seq=${message.sequence} ttl=${packet.ttl} time=${(time / 1000).toFixed(3)} ms${dup}\n`,
      );
    else {
      const who = name === undefined ? from : `${name} (${from})`;
      yield* sys.write(
        1,
        `${octets} bytes from ${who}: icmp_seq=${message.sequence} ttl=${packet.ttl} time=${iputilsTime(time)} ms${dup}\n`,
      );
    }
    return;
  }
  const quoted = message.quoted?.payload;
  if (quoted?.kind !== 'icmp' || quoted.id !== identifierOf(sys)) return;
  // busybox ignores ICMP errors: only the statistics tell (recorded in the note's lab).
  if (style === 'busybox') return;
  acknowledge(tally, style, quoted.sequence);
  tally.errors++;
  if (!options.quiet)
    yield* sys.write(
      1,
      `From ${formatIpv4(packet.src)} icmp_seq=${quoted.sequence} ${errorText(message.type, message.code, message.mtu)}\n`,
    );
}

/** How far an answer lags behind what was sent; iputils counts its own packet in. */
function acknowledge(tally: PingTally, style: Style, sequence: number): void {
  const lag = tally.sent - sequence + (style === 'busybox' ? 0 : 1);
  tally.pipe = Math.max(tally.pipe, lag);
}

/** Words of iputils for an ICMP error. */
function errorText(type: number, code: number, mtu: number | undefined): string {
  if (type === 11) return 'Time to live exceeded';
  switch (code) {
    case 0:
      return 'Destination Net Unreachable';
    case 1:
      return 'Destination Host Unreachable';
    case 2:
      return 'Destination Protocol Unreachable';
    case 3:
      return 'Destination Port Unreachable';
    case 4:
      return `Frag needed and DF set (mtu = ${mtu ?? 0})`;
    case 9:
      return 'Destination Net Prohibited';
    case 10:
      return 'Destination Host Prohibited';
    case 13:
      return 'Packet filtered';
    default:
      return `Dest Unreachable, Bad Code: ${code}`;
  }
}

export const ping: CommandSpec = {
  name: 'ping',
  summary: 'send ICMP echo requests to a host',
  usage: ['ping [-c COUNT] [-i SECONDS] [-W SECONDS] [-s SIZE] [-M do] HOST'],
  flags: FLAGS,
  run: main,
};

/** What tells its echoes from others': the process's number where it runs (busybox and iputils take getpid). */
function identifierOf(sys: Sys): number {
  return pidIn(sys.process.namespaces.pid, sys.process) & 0xffff;
}
