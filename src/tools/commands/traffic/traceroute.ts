import type { Step } from '../../../lib/index.ts';
import { isFailure, noise, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, type Ipv4Packet } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { isBusybox } from './profile.ts';
import { resolveName, reverseName } from './resolve.ts';

const FLAGS = [
  { names: ['-n'], summary: 'no names' },
  { names: ['-m'], argument: 'hops', summary: 'most hops' },
  { names: ['-q'], argument: 'number', summary: 'probes a hop' },
  { names: ['-w'], argument: 'seconds', summary: 'seconds to wait for an answer' },
  { names: ['-f'], argument: 'hop', summary: 'first hop' },
  { names: ['-4'], summary: 'IPv4' },
  { names: ['-I'], summary: 'ICMP echo', unmodelled: true },
  { names: ['-T'], summary: 'TCP', unmodelled: true },
  { names: ['-i'], argument: 'device', summary: 'device', unmodelled: true },
  { names: ['-p'], argument: 'port', summary: 'first port', unmodelled: true },
] as const;

const FIRST_PORT = 33434;
/** Probes on their way at once (traceroute(8), -N). */
const AT_ONCE = 16;

interface Probe {
  sentAt: number;
  answer?: { from: Ipv4; at: number; note: string; final: boolean };
}

function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'traceroute', parsed.flag);
    yield* sys.write(2, `Bad option \`${parsed.flag}' (argc 1)\n`);
    return 2;
  }
  const host = parsed.operands[0];
  if (host === undefined) {
    yield* sys.write(2, 'Usage:\n  traceroute [ -n ] [ -m max_ttl ] [ -q nqueries ] [ -w waittime ] host\n');
    return 2;
  }
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    yield* sys.write(
      2,
      busybox
        ? `traceroute: bad address '${host}'\n`
        : `${host}: Name or service not known\nCannot handle "host" cmdline arg \`${host}' on position 1 (argc 1)\n`,
    );
    return busybox ? 1 : 2;
  }
  const hops = Number(parsed.flags.get('-m') ?? 30);
  const queries = Number(parsed.flags.get('-q') ?? 3);
  const wait = Number(parsed.flags.get('-w') ?? 5) * 1_000_000;
  const size = busybox ? 46 : 60;
  yield* sys.write(
    1,
    `traceroute to ${host} (${formatIpv4(resolved.address)}), ${hops} hops max, ${size} byte packets${busybox ? '\n' : ''}`,
  );
  const udp = yield* sys.socket({ type: 'udp' });
  const icmp = yield* sys.socket({ type: 'icmp', identifier: 0 });
  if (isFailure(udp) || isFailure(icmp)) return 1;
  sys.handle(['SIGINT']);
  const run = {
    sys,
    udp,
    icmp,
    target: resolved.address,
    busybox,
    queries,
    wait,
    size,
    names: !parsed.flags.has('-n'),
  };
  return yield* walk(run, Number(parsed.flags.get('-f') ?? 1), hops);
}

interface Run {
  sys: Sys;
  udp: number;
  icmp: number;
  target: Ipv4;
  busybox: boolean;
  queries: number;
  /** Microseconds. */
  wait: number;
  /** Octets of a probe with its headers. */
  size: number;
  names: boolean;
}

/** Sends probes up to sixteen ahead (busybox: one), prints each hop once all its probes are settled. */
function* walk(run: Run, first: number, hops: number): Step<number> {
  const { sys, queries } = run;
  const probes: Probe[] = [];
  const total = (hops - first + 1) * queries;
  let printed = 0;
  const settled = (probe: Probe) => probe.answer !== undefined || sys.now() >= probe.sentAt + run.wait;
  while (printed < total) {
    const open = probes.filter((probe) => !settled(probe)).length;
    if (probes.length < total && open < (run.busybox ? 1 : AT_ONCE)) {
      const at = probes.length;
      const sent = yield* sys.sendTo(run.udp, run.target, FIRST_PORT + at, '@'.repeat(run.size - 28), {
        ttl: first + Math.floor(at / queries),
      });
      if (isFailure(sent)) return yield* refused(run, sent.errno);
      probes.push({ sentAt: sys.now() });
      // Its own work between two probes.
      yield* sys.charge(10);
    } else {
      const next = Math.min(
        ...probes.filter((probe) => !settled(probe)).map((probe) => probe.sentAt + run.wait),
      );
      const message = yield* sys.receiveIcmp(run.icmp, { deadline: next });
      if (isFailure(message)) {
        if (message.errno === 'EINTR') return 130;
      } else note(probes, run.target, message.packet, message.at);
    }
    while (printed < probes.length && probes.length >= printed + queries) {
      const hop = probes.slice(printed, printed + queries);
      if (!hop.every(settled)) break;
      yield* sys.write(1, yield* hopText(run, first + printed / queries, hop));
      printed += queries;
      if (hop.some((probe) => probe.answer?.final)) {
        if (!run.busybox) yield* sys.write(1, '\n');
        return 0;
      }
    }
  }
  if (!run.busybox) yield* sys.write(1, '\n');
  return 0;
}

function* refused(run: Run, errno: Parameters<typeof strerror>[0]): Step<number> {
  // Recorded: connect(2) learns of routes, send(2) of the firewall.
  const call = run.busybox ? 'traceroute: sendto' : `\n${errno === 'EPERM' ? 'send' : 'connect'}`;
  yield* run.sys.write(2, `${call}: ${strerror(errno)}\n`);
  return 1;
}

/** Gives an ICMP error to the probe it quotes; those about somebody else's packets are none of ours. */
function note(probes: Probe[], target: Ipv4, packet: Ipv4Packet, at: number): void {
  const message = packet.payload;
  if (message.kind !== 'icmp' || (message.type !== 3 && message.type !== 11)) return;
  const quoted = message.quoted?.payload;
  const inner = quoted?.kind === 'fragment' ? quoted.whole : quoted;
  if (inner?.kind !== 'udp' || message.quoted?.dst !== target) return;
  const probe = probes[inner.dport - FIRST_PORT];
  if (!probe || probe.answer) return;
  const notes: Readonly<Record<number, string>> = {
    0: ' !N',
    1: ' !H',
    2: ' !P',
    3: '',
    4: ` !F-${message.mtu ?? 0}`,
    9: ' !X',
    10: ' !X',
    13: ' !X',
  };
  probe.answer = {
    from: packet.src,
    at,
    note: message.type === 11 ? '' : (notes[message.code] ?? ` !<${message.code}>`),
    final: message.type === 3,
  };
}

function* hopText(run: Run, hop: number, probes: readonly Probe[]): Step<string> {
  const { sys } = run;
  let text = `${String(hop).padStart(2)}${run.busybox ? '' : ' '}`;
  let last: Ipv4 | undefined;
  let count = 0;
  for (const { answer, sentAt } of probes) {
    count++;
    if (!answer) {
      text += run.busybox ? '  *' : ' *';
      continue;
    }
    if (answer.from !== last) {
      const address = formatIpv4(answer.from);
      const name = run.names ? ((yield* reverseName(sys, answer.from)) ?? address) : undefined;
      text += `${run.busybox ? '  ' : ' '}${name === undefined ? address : `${name} (${address})`}`;
      last = answer.from;
    }
    const time = (answer.at - sentAt + 10 + 10 * noise(sys.world, 'traceroute', answer.from, count)) / 1000;
    text += `  ${time.toFixed(3)} ms${answer.note}`;
  }
  // The tool ends a line when it begins the next.
  return run.busybox ? `${text}\n` : `\n${text}`;
}

export const traceroute: CommandSpec = {
  name: 'traceroute',
  summary: 'show the routers on the way to a host',
  usage: ['traceroute [-n] [-m HOPS] [-q PROBES] [-w SECONDS] HOST'],
  flags: FLAGS,
  run: main,
};
