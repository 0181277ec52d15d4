import type { Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { KEX_FILLER } from '../../../machine/daemons/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
} from '../spec.ts';
import { resolveName } from '../traffic/resolve.ts';
import { SshConnection } from './ssh-connection.ts';
import { trustHost } from './ssh-host-key.ts';
import { attachTerminal, runCommand } from './ssh-session.ts';

const FLAGS = [
  { names: ['-p'], argument: 'port', summary: 'port' },
  { names: ['-l'], argument: 'login_name', summary: 'user' },
  {
    names: ['-o'],
    argument: 'option',
    summary: 'ConnectTimeout=N, BatchMode=yes, StrictHostKeyChecking=no|yes',
  },
  { names: ['-i'], argument: 'identity_file', summary: 'accepted: there is one key' },
  { names: ['-t'], summary: 'a terminal for a command, too' },
  { names: ['-T'], summary: 'no terminal' },
  { names: ['-n'], summary: 'no input' },
  { names: ['-q'], summary: 'no warnings' },
  { names: ['-4', '-C', '-a', '-x'], summary: 'accepted' },
  { names: ['-v'], summary: 'debugging', unmodelled: true },
  { names: ['-L', '-R', '-D', '-W', '-J'], argument: 'address', summary: 'forwarding', unmodelled: true },
  { names: ['-f', '-N', '-A', '-X', '-Y', '-6', '-V'], summary: 'of the real client', unmodelled: true },
] as const;

/** Usage of OpenSSH 7.4p1 (CentOS 7). */
const USAGE = `usage: ssh [-1246AaCfGgKkMNnqsTtVvXxYy] [-b bind_address] [-c cipher_spec]
           [-D [bind_address:]port] [-E log_file] [-e escape_char]
           [-F configfile] [-I pkcs11] [-i identity_file]
           [-J [user@]host[:port]] [-L address] [-l login_name] [-m mac_spec]
           [-O ctl_cmd] [-o option] [-p port] [-Q query_option] [-R address]
           [-S ctl_path] [-W host:port] [-w local_tun[:remote_tun]]
           [user@]hostname [command]
`;

/** Every failure of the client itself. */
const FAILED = 255;
const VERSION = 'SSH-2.0-OpenSSH_7.4\r\n';
const OPTIONS = ['connecttimeout', 'batchmode', 'stricthostkeychecking', 'userknownhostsfile', 'loglevel'];

/** `-o Name=value`, by lower-case name; undefined where one is not modelled. */
function readOptions(parsed: ParsedArguments): Map<string, string> | string {
  const options = new Map<string, string>();
  for (const { name, value } of parsed.all) {
    if (name !== '-o') continue;
    const [key, ...rest] = value.split(/[=\s]+/);
    if (!OPTIONS.includes(key.toLowerCase())) return key;
    options.set(key.toLowerCase(), rest.join(' '));
  }
  return options;
}

function* main(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args, { stopAtOperand: true });
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'ssh', parsed.flag);
    const what = parsed.kind === 'missing' ? 'option requires an argument' : 'unknown option';
    yield* sys.write(2, `${what} -- ${parsed.flag.replace(/^-+/, '')}\n${USAGE}`);
    return FAILED;
  }
  const [destination, ...words] = parsed.operands;
  if (destination === undefined) {
    yield* sys.write(2, USAGE);
    return FAILED;
  }
  const options = readOptions(parsed);
  if (typeof options === 'string') return yield* notModelled(sys, 'ssh', `-o ${options}`);
  const at = destination.lastIndexOf('@');
  const host = destination.slice(at + 1);
  const user = parsed.flags.get('-l') ?? (at < 0 ? 'root' : destination.slice(0, at));
  const connection = yield* connect(sys, host, Number(parsed.flags.get('-p') ?? 22), options);
  if (typeof connection === 'number') return connection;
  const status = yield* converse(sys, connection, { host, user, options, parsed, words });
  yield* connection.close();
  return status;
}

/** Reaches a server and learns its version; else says why not, as sshconnect.c does, and gives the status. */
function* connect(
  sys: Sys,
  host: string,
  port: number,
  options: ReadonlyMap<string, string>,
): Step<SshConnection | number> {
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    const why =
      resolved.reason === 'not-found' ? 'Name or service not known' : 'Temporary failure in name resolution';
    yield* sys.write(2, `ssh: Could not resolve hostname ${host}: ${why}\n`);
    return FAILED;
  }
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return FAILED;
  const seconds = Number(options.get('connecttimeout') ?? Number.NaN);
  const deadline = Number.isNaN(seconds) ? undefined : sys.now() + seconds * 1_000_000;
  const failure = yield* sys.connect(fd, resolved.address, port, { deadline });
  if (failure) {
    yield* sys.close(fd);
    if (failure.errno === 'EINTR') return 130;
    const reason = failure.errno === 'EAGAIN' ? 'Connection timed out' : strerror(failure.errno);
    yield* sys.write(2, `ssh: connect to host ${host} port ${port}: ${reason}\n`);
    return FAILED;
  }
  const connection = new SshConnection(sys, fd, formatIpv4(resolved.address), port);
  const hello = yield* sys.read(fd, { until: '\n', deadline });
  if (!isFailure(hello) && hello.startsWith('SSH-2.0-')) {
    yield* sys.write(fd, VERSION);
    return connection;
  }
  yield* sys.close(fd);
  if (isFailure(hello) && hello.errno === 'EINTR') return 130;
  if (isFailure(hello))
    yield* sys.write(
      2,
      hello.errno === 'EAGAIN'
        ? 'Connection timed out during banner exchange\n'
        : `ssh_exchange_identification: read: ${strerror(hello.errno)}\n`,
    );
  else if (hello === '')
    yield* sys.write(2, 'ssh_exchange_identification: Connection closed by remote host\n');
  else yield* sys.write(2, 'ssh_exchange_identification: Protocol mismatch\n');
  return FAILED;
}

interface Wish {
  host: string;
  user: string;
  options: ReadonlyMap<string, string>;
  parsed: ParsedArguments;
  words: readonly string[];
}

/** Keys, who we are, and the session. */
function* converse(sys: Sys, connection: SshConnection, wish: Wish): Step<number> {
  const { host, user, options, parsed, words } = wish;
  yield* connection.send({ kind: 'kex', filler: KEX_FILLER });
  const kex = yield* connection.receive('kex');
  if (kex === null) return yield* connection.lost();
  const trusted = yield* trustHost(sys, {
    host,
    address: connection.address,
    key: kex.hostKey ?? '',
    strict: options.get('stricthostkeychecking') ?? 'ask',
    batch: options.get('batchmode') === 'yes',
    quiet: parsed.flags.has('-q'),
  });
  if (!trusted) return FAILED;
  const own = yield* sys.readFile('/root/.ssh/id_rsa.pub');
  yield* connection.send({ kind: 'auth', user, key: isFailure(own) ? '' : (own.split(' ')[1] ?? '') });
  const answer = yield* connection.receive('auth-result');
  if (answer === null) return yield* connection.lost();
  if (!answer.ok) {
    yield* sys.write(2, 'Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\n');
    return FAILED;
  }
  const command = words.length > 0 ? words.join(' ') : undefined;
  const { terminal } = sys.process;
  const wanted = parsed.flags.has('-t') || (command === undefined && !parsed.flags.has('-T'));
  if (wanted && sys.isTerminal(0) && terminal !== undefined)
    return yield* attachTerminal(sys, connection, { host, terminal, command, quiet: parsed.flags.has('-q') });
  if (wanted) yield* sys.write(2, 'Pseudo-terminal will not be allocated because stdin is not a terminal.\n');
  return yield* runCommand(sys, connection, command, !parsed.flags.has('-n') && !sys.isTerminal(0));
}

export const ssh: CommandSpec = {
  name: 'ssh',
  profiles: ['centos7'],
  summary: 'log in to another machine, or run a command there',
  usage: ['ssh [-t] [-p PORT] [-o OPTION=VALUE] [USER@]HOST [COMMAND]'],
  flags: FLAGS,
  run: main,
};
