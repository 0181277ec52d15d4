import type { Step } from '../../../lib/index.ts';
import { type Errno, isFailure, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
} from '../spec.ts';
import { isBusybox, profileOf } from './profile.ts';
import { type NetcatWords, wordsOf } from './netcat-words.ts';
import { relay } from './relay.ts';
import { resolveName } from './resolve.ts';
import { servicePort } from './service-names.ts';

const FLAGS = [
  { names: ['-z'], summary: 'connect only' },
  { names: ['-v', '--verbose'], summary: 'say what happens' },
  { names: ['-u', '--udp'], summary: 'UDP' },
  { names: ['-w', '--wait'], argument: 'seconds', summary: 'time for connecting and for silence' },
  { names: ['-n', '--nodns'], summary: 'no names' },
  { names: ['-l', '--listen'], summary: 'listen' },
  { names: ['-k', '--keep-open'], summary: 'go on listening' },
  { names: ['-p'], argument: 'port', summary: 'own port' },
  { names: ['-s'], argument: 'address', summary: 'own address' },
  { names: ['-N'], summary: 'close the sending side at the end of input' },
  { names: ['-q'], argument: 'seconds', summary: 'end that long after the end of input' },
  { names: ['-4'], summary: 'IPv4' },
  { names: ['-e'], argument: 'program', summary: 'run a program', unmodelled: true },
  { names: ['-6'], summary: 'IPv6', unmodelled: true },
  { names: ['-U'], summary: 'UNIX socket', unmodelled: true },
  { names: ['-x'], argument: 'proxy', summary: 'proxy', unmodelled: true },
] as const;

/** Busybox's applet has neither of these in the images of this model. */
const NOT_IN_BUSYBOX = ['-z', '-v', '-u', '-n', '-k', '-N', '-q', '-4'];

interface Netcat {
  sys: Sys;
  parsed: ParsedArguments;
  words: NetcatWords;
  /** Microseconds of `-w`. */
  wait: number | undefined;
}

function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const flags = busybox ? FLAGS.filter((flag) => !NOT_IN_BUSYBOX.includes(flag.names[0])) : FLAGS;
  const parsed = parseArguments({ flags }, sys.args);
  const words = wordsOf(profileOf(sys));
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'nc', parsed.flag);
    yield* sys.write(2, words.badFlag(parsed.flag.replace(/^-+/, '')));
    return words.badFlagStatus;
  }
  const seconds = parsed.flags.get('-w');
  const run: Netcat = {
    sys,
    parsed,
    words,
    wait: seconds === undefined ? undefined : Math.round(Number(seconds) * 1_000_000),
  };
  if (parsed.flags.has('-v')) yield* sys.write(2, words.banner);
  if (parsed.flags.has('-l')) return yield* listen(run);
  const [host, ports] = parsed.operands;
  if (host === undefined || ports === undefined) {
    yield* sys.write(2, words.usage);
    return words.badFlagStatus;
  }
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    yield* sys.write(2, words.unknownHost(host, ports));
    return words.badHostStatus;
  }
  const range = portRange(ports);
  if (!range) {
    yield* sys.write(2, words.badPort(ports));
    return words.badHostStatus;
  }
  let status = 1;
  for (let port = range[0]; port <= range[1]; port++) {
    const one = parsed.flags.has('-u')
      ? yield* datagrams(run, host, resolved.address, port)
      : yield* stream(run, host, resolved.address, port);
    if (one === 0) status = 0;
    else if (one !== 1) return one;
  }
  return status;
}

function portRange(text: string): [number, number] | undefined {
  const [low, high] = text.split('-');
  const number = (word: string) => (/^\d+$/.test(word) ? Number(word) : servicePort(word));
  const first = number(low);
  const last = high === undefined ? first : number(high);
  return first === undefined || last === undefined || last > 65535 ? undefined : [first, last];
}

function* ownEnd(run: Netcat, fd: number): Step<Errno | undefined> {
  const port = run.parsed.flags.get('-p');
  const address = run.parsed.flags.get('-s');
  if (port === undefined && address === undefined) return undefined;
  return (yield* run.sys.bind(fd, parseIpv4(address ?? '') ?? 0, Number(port ?? 0)))?.errno;
}

function* stream(run: Netcat, host: string, address: Ipv4, port: number): Step<number> {
  const { sys, parsed, words } = run;
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return 1;
  const taken = yield* ownEnd(run, fd);
  if (taken) {
    yield* sys.write(2, words.bindFailed(strerror(taken)));
    return 1;
  }
  const verbose = parsed.flags.has('-v');
  const started = sys.now();
  const failure = yield* sys.connect(fd, address, port, {
    deadline:
      run.wait !== undefined
        ? started + run.wait
        : words.ownTimeout === undefined
          ? undefined
          : started + words.ownTimeout,
  });
  if (failure) {
    yield* sys.close(fd);
    if (failure.errno === 'EINTR') return 130;
    if (verbose || words.alwaysTells) yield* sys.write(2, words.failed(host, address, port, failure.errno));
    return 1;
  }
  if (verbose) yield* sys.write(2, words.connected(host, address, port, 'tcp', parsed.flags.has('-n')));
  if (parsed.flags.has('-z')) {
    yield* sys.close(fd);
    if (verbose) yield* sys.write(2, words.summary(0, 0, sys.now() - started));
    return 0;
  }
  const moved = yield* relay(sys, fd, {
    halfClose: words.halfCloses || parsed.flags.has('-N'),
    idle: run.wait,
  });
  if (verbose) yield* sys.write(2, words.summary(moved.sent, moved.received, sys.now() - started));
  return moved.broken ? 1 : 0;
}

/** UDP: with `-z` it sends a little and takes silence for success. */
function* datagrams(run: Netcat, host: string, address: Ipv4, port: number): Step<number> {
  const { sys, parsed, words } = run;
  const fd = yield* sys.socket({ type: 'udp' });
  if (isFailure(fd)) return 1;
  const taken = yield* ownEnd(run, fd);
  if (taken) return 1;
  const verbose = parsed.flags.has('-v');
  const failed = yield* sys.connect(fd, address, port);
  if (failed) {
    yield* sys.close(fd);
    if (verbose || words.alwaysTells)
      yield* sys.write(2, words.failed(host, address, port, failed.errno, 'udp'));
    return 1;
  }
  const started = sys.now();
  if (verbose && !words.probesFirst)
    yield* sys.write(2, words.connected(host, address, port, 'udp', parsed.flags.has('-n')));
  if (parsed.flags.has('-z')) {
    for (const pause of words.probePauses(run.wait)) {
      const sent = yield* sys.sendTo(fd, address, port, 'X');
      const answer = isFailure(sent) ? sent : yield* sys.receiveFrom(fd, { deadline: sys.now() + pause });
      // Debian's takes any complaint but a refusal for silence (recorded in f02b-input-reject-centos).
      if (isFailure(answer) && !isFailure(sent) && !words.alwaysTells && answer.errno === 'EHOSTUNREACH')
        continue;
      if (isFailure(answer) && answer.errno !== 'EAGAIN') {
        yield* sys.close(fd);
        if (answer.errno === 'EINTR') return 130;
        if (words.alwaysTells) yield* sys.write(2, words.failed(host, address, port, answer.errno, 'udp'));
        return 1;
      }
    }
    yield* sys.close(fd);
    if (verbose)
      yield* sys.write(
        2,
        words.probesFirst
          ? words.connected(host, address, port, 'udp', parsed.flags.has('-n'))
          : `${words.probeSent}${words.summary(1, 0, sys.now() - started)}`,
      );
    return 0;
  }
  const moved = yield* relay(sys, fd, { halfClose: false, idle: run.wait, peer: { address, port } });
  return moved.broken ? 1 : 0;
}

function* listen(run: Netcat): Step<number> {
  const { sys, parsed, words } = run;
  const operands = parsed.operands;
  const port = Number(parsed.flags.get('-p') ?? operands.at(-1) ?? Number.NaN);
  if (Number.isNaN(port)) {
    yield* sys.write(2, words.usage);
    return 1;
  }
  const own = parseIpv4(parsed.flags.get('-s') ?? (operands.length > 1 ? operands[0] : '')) ?? 0;
  const udp = parsed.flags.has('-u');
  const fd = yield* sys.socket({ type: udp ? 'udp' : 'tcp' });
  if (isFailure(fd)) return 1;
  const failure = yield* sys.bind(fd, own, port);
  if (failure) {
    yield* sys.write(2, words.listenFailed(formatIpv4(own), port, strerror(failure.errno)));
    return 1;
  }
  if (!udp) yield* sys.listen(fd, 1);
  if (parsed.flags.has('-v')) yield* sys.write(2, words.listening(formatIpv4(own), port));
  if (udp) {
    const first = yield* sys.receiveFrom(fd);
    if (isFailure(first)) return 1;
    yield* sys.write(1, first.payload);
    const moved = yield* relay(sys, fd, {
      halfClose: false,
      idle: run.wait,
      peer: { address: first.from, port: first.fromPort },
    });
    return moved.broken ? 1 : 0;
  }
  do {
    const connection = yield* sys.accept(fd);
    if (isFailure(connection)) return 1;
    if (parsed.flags.has('-v'))
      yield* sys.write(2, words.accepted(formatIpv4(connection.address), connection.port));
    yield* relay(sys, connection.fd, {
      halfClose: words.halfCloses || parsed.flags.has('-N'),
      idle: run.wait,
    });
  } while (parsed.flags.has('-k'));
  return 0;
}

export const netcat: CommandSpec = {
  name: 'nc',
  summary: 'connect to a port, listen on one, carry what is typed',
  usage: ['nc [-zvun] [-w SECONDS] HOST PORT', 'nc -l [-u] [-p] PORT'],
  flags: FLAGS,
  run: main,
};

/** The name under which CentOS 7 has it as well. */
export const ncat: CommandSpec = { ...netcat, name: 'ncat', profiles: ['centos7'] };
