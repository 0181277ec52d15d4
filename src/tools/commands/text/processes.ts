import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, type SignalName, strerror } from '../../../model/state/index.ts';
import { readSignal } from '../signal-name.ts';
import type { CommandSpec } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, isBusybox, usageError } from './tool.ts';

export const yes: CommandSpec = {
  name: 'yes',
  summary: 'write a word until it is stopped',
  usage: ['yes [STRING]...'],
  flags: [],
  *run(sys) {
    const text = `${sys.args.length > 0 ? sys.args.join(' ') : 'y'}\n`.repeat(512);
    // Far slower than the real one: who reads a whole minute of it holds some megabytes, and not the real machine's memory.
    while (yield* print(sys, text)) yield* sys.charge(20_000);
    return 1;
  },
};

/** What `infinity` stands for: longer than any session, in seconds. */
const FOREVER = 1e9;

/** Seconds of `5`, `0.5`, `2m`, `1h`, `1d`, `infinity`; null for anything else. */
function readDuration(text: string): number | null {
  if (/^inf(inity)?[smhd]?$/i.test(text)) return FOREVER;
  const found = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text);
  if (found === null) return null;
  return Number(found[1]) * { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[found[2]!]!;
}

export const sleep = defineTool(
  { name: 'sleep', summary: 'wait', usage: ['sleep NUMBER[SUFFIX]...'], flags: [] },
  function* (sys, parsed) {
    if (parsed.operands.length === 0) return yield* usageError(sys, 'sleep', 'missing operand');
    let total = 0;
    for (const operand of parsed.operands) {
      const seconds = readDuration(operand);
      if (seconds === null) return yield* usageError(sys, 'sleep', `invalid time interval ‘${operand}’`);
      total += seconds;
    }
    yield* sys.sleep(Math.round(Math.min(total, FOREVER) * 1e6));
    return 0;
  },
);

/** Signals `timeout` passes on to the command it runs. */
const FORWARDED: SignalName[] = ['SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGTERM'];

/**
 * Waits for a child and sends it a signal at the deadline, and SIGKILL after `grace` microseconds more. 124 when it was too
 * late, 137 when it had to be killed (coreutils, timeout.c).
 */
function* superviseChild(
  sys: Sys,
  pid: number,
  end: { signal: SignalName; deadline: number | undefined; grace: number; preserve: boolean },
): Step<number> {
  let { deadline } = end;
  let late = false;
  let last = end.signal;
  for (;;) {
    const result = yield* sys.wait(pid, { deadline });
    if (isFailure(result)) {
      if (result.errno === 'EINTR') {
        for (let sent = sys.takeSignal(); sent !== undefined; sent = sys.takeSignal())
          yield* sys.kill(pid, sent);
      } else if (result.errno === 'EAGAIN') {
        if (late) last = 'SIGKILL';
        late = true;
        yield* sys.kill(pid, last);
        deadline = last === 'SIGKILL' || end.grace === 0 ? undefined : sys.now() + end.grace;
      } else return 125;
    } else {
      if (!late || end.preserve) return result.status;
      return last === 'SIGKILL' ? 137 : 124;
    }
  }
}

export const timeout = defineTool(
  {
    name: 'timeout',
    summary: 'run a command and end it after a time',
    usage: ['timeout [OPTION] DURATION COMMAND [ARG]...'],
    flags: [
      { names: ['-s', '--signal'], argument: 'SIGNAL', summary: 'what to send, TERM if not given' },
      {
        names: ['-k', '--kill-after'],
        argument: 'DURATION',
        summary: 'send KILL after that',
      },
      { names: ['--preserve-status'], summary: "return the command's status" },
      { names: ['--foreground'], summary: 'accepted' },
    ],
  },
  function* (sys, parsed) {
    const [duration, ...argv] = parsed.operands;
    const seconds = duration === undefined ? null : readDuration(duration);
    if (duration === undefined || argv.length === 0)
      return (yield* usageError(sys, 'timeout', 'missing operand')) && 125;
    if (seconds === null)
      return (yield* usageError(sys, 'timeout', `invalid time interval ‘${duration}’`)) && 125;
    const grace = parsed.flags.has('-k') ? readDuration(parsed.flags.get('-k')!) : 0;
    if (grace === null)
      return (yield* usageError(sys, 'timeout', `invalid time interval ‘${parsed.flags.get('-k')}’`)) && 125;
    const signal = readSignal(parsed.flags.get('-s') ?? 'TERM');
    if (signal === undefined)
      return (yield* usageError(sys, 'timeout', `‘${parsed.flags.get('-s')}’: invalid signal`)) && 125;
    sys.handle(FORWARDED);
    const pid = yield* sys.spawn({ argv });
    if (isFailure(pid)) {
      yield* printError(sys, `timeout: failed to run command ‘${argv[0]}’: ${strerror(pid.errno)}\n`);
      return pid.errno === 'ENOENT' ? 127 : 126;
    }
    const limit = Math.round(seconds * 1e6);
    return yield* superviseChild(sys, pid, {
      signal,
      deadline: limit === 0 ? undefined : sys.now() + limit,
      grace: Math.round(grace * 1e6),
      preserve: has(parsed, '--preserve-status'),
    });
  },
  { stopAtOperand: true, usageStatus: 125 },
);

export const env = defineTool(
  {
    name: 'env',
    summary: 'run a command in another environment, or show this one',
    usage: ['env [OPTION]... [NAME=VALUE]... [COMMAND [ARG]...]'],
    flags: [
      { names: ['-i', '--ignore-environment'], summary: 'start with nothing' },
      { names: ['-u', '--unset'], argument: 'NAME', summary: 'leave a variable out' },
      { names: ['-0', '--null'], summary: 'lines end in NUL' },
    ],
  },
  function* (sys, parsed) {
    const variables: Record<string, string> = has(parsed, '-i') ? {} : { ...sys.process.env };
    for (const flag of parsed.all) if (flag.name === '-u') delete variables[flag.value];
    const words = [...parsed.operands];
    while (/^[^=]+=/.test(words[0] ?? '')) {
      const word = words.shift()!;
      variables[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    }
    if (words.length > 0) {
      const failure = yield* sys.execute({ argv: words, env: variables });
      yield* printError(
        sys,
        `env: ${isBusybox(sys) ? `can't execute '${words[0]}'` : `‘${words[0]}’`}: ${strerror(failure.errno)}\n`,
      );
      return failure.errno === 'ENOENT' ? 127 : 126;
    }
    const end = has(parsed, '-0') ? '\0' : '\n';
    yield* print(
      sys,
      Object.entries(variables)
        .map(([name, value]) => `${name}=${value}${end}`)
        .join(''),
    );
    return 0;
  },
  { stopAtOperand: true, usageStatus: 125 },
);

export const printenv = defineTool(
  {
    name: 'printenv',
    summary: 'show the environment',
    usage: ['printenv [VARIABLE]...'],
    flags: [{ names: ['-0', '--null'], summary: 'lines end in NUL' }],
  },
  function* (sys, parsed) {
    const end = has(parsed, '-0') ? '\0' : '\n';
    if (parsed.operands.length === 0) {
      yield* print(
        sys,
        Object.entries(sys.process.env)
          .map(([name, value]) => `${name}=${value}${end}`)
          .join(''),
      );
      return 0;
    }
    const values = parsed.operands.map((name): string | undefined =>
      Object.hasOwn(sys.process.env, name) ? sys.process.env[name] : undefined,
    );
    yield* print(sys, values.map((value) => (value === undefined ? '' : `${value}${end}`)).join(''));
    return values.some((value) => value === undefined) ? 1 : 0;
  },
);

export const which = defineTool(
  {
    name: 'which',
    summary: 'where a program is',
    usage: ['which [-a] NAME...'],
    flags: [{ names: ['-a', '--all'], summary: 'all of that name' }],
  },
  function* (sys, parsed) {
    let status = 0;
    for (const name of parsed.operands) {
      let found = false;
      const candidates = name.includes('/')
        ? [name]
        : (sys.process.env.PATH ?? '/usr/bin:/bin').split(':').map((directory) => `${directory}/${name}`);
      for (const path of candidates) {
        const kind = yield* sys.status(path, { follow: true });
        if (
          isFailure(kind) ||
          kind.type === 'directory' ||
          (kind.mode & 0o111) === 0 ||
          (found && !has(parsed, '-a'))
        )
          continue;
        found = true;
        yield* print(sys, `${path}\n`);
      }
      if (!found) status = 1;
    }
    return status;
  },
);

const constant = (name: string, status: number): CommandSpec => ({
  name,
  summary: status === 0 ? 'succeed' : 'fail',
  usage: [name],
  flags: [],
  *run() {
    return status;
  },
});

export const trueTool = constant('true', 0);
export const falseTool = constant('false', 1);

export const clear: CommandSpec = {
  name: 'clear',
  summary: 'clear the terminal',
  usage: ['clear'],
  flags: [],
  *run(sys) {
    // busybox asks no terminal description (run: 1.35); the others have xterm's (ncurses).
    yield* print(sys, isBusybox(sys) ? '\x1b[H\x1b[J' : '\x1b[H\x1b[2J\x1b[3J');
    return 0;
  },
};

export const tty = defineTool(
  {
    name: 'tty',
    summary: 'name of the terminal',
    usage: ['tty [-s]'],
    flags: [{ names: ['-s', '--silent'], summary: 'only the status' }],
  },
  function* (sys, parsed) {
    const terminal = sys.isTerminal(0);
    if (!has(parsed, '-s')) yield* print(sys, terminal ? '/dev/pts/0\n' : 'not a tty\n');
    return terminal ? 0 : 1;
  },
);

export const whoami = defineTool(
  { name: 'whoami', summary: 'name of the user', usage: ['whoami'], flags: [] },
  function* (sys) {
    const text = yield* sys.readFile('/etc/passwd');
    const line = (isFailure(text) ? '' : text)
      .split('\n')
      .find((row) => row.split(':')[2] === String(sys.process.uid));
    if (line === undefined) {
      yield* printError(sys, `whoami: cannot find name for user ID ${sys.process.uid}\n`);
      return 1;
    }
    yield* print(sys, `${line.split(':')[0]}\n`);
    return 0;
  },
);

export const id = defineTool(
  {
    name: 'id',
    summary: 'user and groups',
    usage: ['id [OPTION]...'],
    flags: [
      { names: ['-u', '--user'], summary: 'only the user' },
      { names: ['-g', '--group'], summary: 'only the group' },
      { names: ['-n', '--name'], summary: 'names instead of numbers' },
      { names: ['-G', '--groups'], summary: 'all groups', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const text = yield* sys.readFile('/etc/passwd');
    const rows = (isFailure(text) ? '' : text).split('\n').map((row) => row.split(':'));
    const wanted = parsed.operands[0];
    const row = rows.find((fields) =>
      wanted === undefined ? fields[2] === String(sys.process.uid) : fields[0] === wanted,
    );
    if (row === undefined && wanted !== undefined) {
      yield* printError(sys, `id: ‘${wanted}’: no such user\n`);
      return 1;
    }
    const uid = row?.[2] ?? String(sys.process.uid);
    const gid = row?.[3] ?? '0';
    const groups = yield* sys.readFile('/etc/group');
    const group =
      (isFailure(groups) ? '' : groups)
        .split('\n')
        .find((line) => line.split(':')[2] === gid)
        ?.split(':')[0] ?? (gid === '0' ? 'root' : undefined);
    const label = (number: string, name: string | undefined): string =>
      `${number}${name === undefined ? '' : `(${name})`}`;
    const named = has(parsed, '-n');
    if (has(parsed, '-u')) yield* print(sys, `${named ? (row?.[0] ?? uid) : uid}\n`);
    else if (has(parsed, '-g')) yield* print(sys, `${named ? (group ?? gid) : gid}\n`);
    else
      yield* print(sys, `uid=${label(uid, row?.[0])} gid=${label(gid, group)} groups=${label(gid, group)}\n`);
    return 0;
  },
);
