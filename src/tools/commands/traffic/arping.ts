import type { Step } from '../../../lib/index.ts';
import { isFailure, lookupDevice, lookupRoute, type NetDevice, noise } from '../../../model/state/index.ts';
import { ANY_IPV4, BROADCAST_MAC, formatIpv4, type Ipv4, type Mac } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, type ParsedArguments, parseArguments } from '../spec.ts';
import { isBusybox } from './profile.ts';
import { resolveName } from './resolve.ts';

const FLAGS = [
  { names: ['-I', '-i'], argument: 'device', summary: 'device to ask on' },
  { names: ['-c'], argument: 'count', summary: 'requests' },
  { names: ['-w'], argument: 'seconds', summary: 'seconds until it ends' },
  { names: ['-D'], summary: 'does somebody else have the address' },
  { names: ['-U'], summary: 'announce the address by requests' },
  { names: ['-A'], summary: 'announce the address by replies' },
  { names: ['-f'], summary: 'end with the first answer' },
  { names: ['-b'], summary: 'keep asking everybody' },
  { names: ['-q'], summary: 'say little' },
  { names: ['-s'], argument: 'source', summary: 'source address' },
] as const;

const SECOND = 1_000_000;

interface Tally {
  sent: number;
  broadcasts: number;
  received: number;
}

function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  const word = isArgumentProblem(parsed) ? undefined : parsed.operands[0];
  if (isArgumentProblem(parsed) || word === undefined) {
    const problem = isArgumentProblem(parsed)
      ? `arping: invalid option -- '${parsed.flag.replace(/^-+/, '')}'\n`
      : '';
    yield* sys.write(
      2,
      `${problem}Usage: arping [-fqbDUA] [-c count] [-w timeout] [-I device] [-s source] destination\n`,
    );
    return busybox ? 1 : 2;
  }
  const target = yield* resolveName(sys, word);
  if (!target.ok) {
    yield* sys.write(
      2,
      busybox ? `arping: bad address '${word}'\n` : `arping: ${word}: Name or service not known\n`,
    );
    return busybox ? 1 : 2;
  }
  const name = parsed.flags.get('-I') ?? (busybox ? 'eth0' : undefined);
  const route = lookupRoute(sys.netns, target.address);
  const device =
    name === undefined
      ? route && route.kind !== 'local' && sys.netns.devices.get(route.device)
      : lookupDevice(sys.netns, name);
  if (!device) {
    yield* sys.write(
      2,
      name === undefined
        ? 'arping: Suitable device could not be determined. Please, use option -I.\n'
        : busybox
          ? `arping: interface ${name} not found: No such device\n`
          : `arping: Device ${name} not available.\n`,
    );
    return busybox ? 1 : 2;
  }
  if (!device.up) {
    yield* sys.write(
      2,
      `arping: ${busybox ? `interface ${device.name} is down` : `Interface "${device.name}" is down`}\n`,
    );
    return 2;
  }
  // The tool connects a datagram socket to learn its source, and a broadcast address refuses that (f16 of the kernel lab).
  if (route?.kind === 'broadcast' && !parsed.flags.has('-D')) {
    yield* sys.write(2, 'arping: connect: Permission denied\n');
    return 2;
  }
  return yield* probe(sys, parsed, device, target.address, busybox);
}

/** The address on the device that the question comes from. */
function sourceOf(sys: Sys, parsed: ParsedArguments, device: NetDevice, target: Ipv4): Step<Ipv4> {
  return (function* () {
    if (parsed.flags.has('-D')) return ANY_IPV4;
    if (parsed.flags.has('-U') || parsed.flags.has('-A')) return target;
    const given = parsed.flags.get('-s');
    if (given !== undefined) {
      const found = yield* resolveName(sys, given);
      if (found.ok) return found.address;
    }
    const route = lookupRoute(sys.netns, target);
    const onDevice = device.addresses[0]?.address;
    // An address of another device serves where this one has none.
    const first = [...sys.netns.devices.values()].flatMap((d) =>
      d.kind === 'loopback' ? [] : d.addresses,
    )[0]?.address;
    return (
      (route && route.kind !== 'local' && route.device === device.index ? route.source : undefined) ??
      onDevice ??
      first ??
      ANY_IPV4
    );
  })();
}

function* probe(
  sys: Sys,
  parsed: ParsedArguments,
  device: NetDevice,
  target: Ipv4,
  busybox: boolean,
): Step<number> {
  const source = yield* sourceOf(sys, parsed, device, target);
  const fd = yield* sys.socket({ type: 'packet', device: device.index, arpOnly: true });
  if (isFailure(fd)) return 2;
  sys.handle(['SIGINT']);
  yield* sys.write(1, `ARPING ${formatIpv4(target)} from ${formatIpv4(source)} ${device.name}\n`);
  const count = Number(parsed.flags.get('-c') ?? 0);
  const detect = parsed.flags.has('-D');
  const announce = parsed.flags.has('-U') || parsed.flags.has('-A');
  const start = sys.now();
  const end = parsed.flags.has('-w') ? start + Number(parsed.flags.get('-w')) * SECOND : undefined;
  const tally: Tally = { sent: 0, broadcasts: 0, received: 0 };
  let known: Mac | undefined;
  let next = start;
  let askedAt = start;
  while (end === undefined || sys.now() < end) {
    if (sys.now() >= next) {
      if (count > 0 && tally.sent >= count) break;
      const everybody = known === undefined || parsed.flags.has('-b') || announce;
      yield* sys.sendArp(fd, {
        target,
        source,
        operation: parsed.flags.has('-A') ? 'reply' : 'request',
        destination: everybody ? BROADCAST_MAC : known,
      });
      tally.sent++;
      if (everybody) tally.broadcasts++;
      askedAt = sys.now();
      next += SECOND;
      continue;
    }
    const seen = yield* sys.receiveFrame(fd, { deadline: end === undefined ? next : Math.min(next, end) });
    if (isFailure(seen)) {
      if (seen.errno === 'EINTR') break;
      continue;
    }
    const arp = seen.frame.payload;
    if (
      seen.outgoing ||
      announce ||
      arp.kind !== 'arp' ||
      arp.senderIp !== target ||
      arp.senderMac === device.mac
    )
      continue;
    if (!detect && (arp.operation !== 'reply' || arp.targetIp !== source)) continue;
    tally.received++;
    known ??= arp.senderMac;
    const time =
      (seen.at - askedAt + 10 + Math.floor(20 * noise(sys.world, 'arping', target, tally.received))) / 1000;
    if (!parsed.flags.has('-q'))
      yield* sys.write(
        1,
        busybox
          ? `Unicast reply from ${formatIpv4(target)} [${arp.senderMac}] ${time.toFixed(3)}ms\n`
          : `Unicast reply from ${formatIpv4(target)} [${arp.senderMac.toUpperCase()}]  ${time.toFixed(3)}ms\n`,
      );
    if (detect || parsed.flags.has('-f') || (count > 0 && tally.received >= count)) break;
  }
  yield* sys.close(fd);
  yield* sys.write(
    1,
    busybox
      ? `Sent ${tally.sent} probe(s) (0 broadcast(s))\nReceived ${tally.received} response(s) (0 request(s), 0 broadcast(s))\n`
      : `Sent ${tally.sent} probes (${tally.broadcasts} broadcast(s))\nReceived ${tally.received} response(s)\n`,
  );
  if (detect) return tally.received > 0 ? 1 : 0;
  if (announce) return 0;
  // With a count, iputils wants one answer to each request: a second owner of the address fails too (f14, f23).
  return tally.received === 0 ||
    (!busybox && count > 0 && !parsed.flags.has('-f') && tally.received !== tally.sent)
    ? 1
    : 0;
}

export const arping: CommandSpec = {
  name: 'arping',
  summary: 'ask for the Ethernet address of a host',
  usage: ['arping [-c COUNT] [-w SECONDS] [-D] [-I DEVICE] ADDRESS'],
  flags: FLAGS,
  run: main,
};
