import { isFailure, SIGNAL_NUMBERS, type SignalName } from '../../../model/state/index.ts';
import type { CommandSpec } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { defineTool, has, usageError } from './tool.ts';
import { runProgram } from './xargs.ts';

export const yes: CommandSpec = {
  name: 'yes',
  summary: 'write a word until it is stopped',
  usage: ['yes [STRING]...'],
  flags: [],
  *run(sys) {
    const text = `${sys.args.length > 0 ? sys.args.join(' ') : 'y'}\n`.repeat(512);
    while (yield* print(sys, text)) yield* sys.charge(10);
    return 1;
  },
};

/** Seconds of `5`, `0.5`, `2m`, `1h`, `1d`; null for anything else. */
function readDuration(text: string): number | null {
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
    yield* sys.sleep(Math.round(total * 1e6));
    return 0;
  },
);

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
        unmodelled: true,
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
    if (seconds === 0) return yield* runProgram(sys, 'timeout', argv);
    const pid = yield* sys.spawn({ argv });
    if (isFailure(pid)) {
      yield* printError(sys, `timeout: failed to run command ‘${argv[0]}’: No such file or directory\n`);
      return pid.errno === 'ENOENT' ? 127 : 126;
    }
    const name = `SIG${(parsed.flags.get('-s') ?? 'TERM').toUpperCase().replace(/^SIG/, '')}`;
    const signal = (
      name in SIGNAL_NUMBERS
        ? name
        : (Object.entries(SIGNAL_NUMBERS).find(([, number]) => `SIG${number}` === name)?.[0] ?? 'SIGTERM')
    ) as SignalName;
    // A watcher sleeps beside the command; whichever ends first decides.
    const watcher = yield* sys.spawn({ argv: ['sleep', duration] });
    let late = false;
    for (;;) {
      const result = yield* sys.wait();
      if (isFailure(result)) {
        if (result.errno === 'EINTR') continue;
        return 125;
      }
      if (result.stopped) continue;
      if (result.pid === watcher) {
        late = true;
        yield* sys.kill(pid, signal);
      } else if (result.pid === pid) {
        if (!late && !isFailure(watcher)) {
          yield* sys.kill(watcher, 'SIGKILL');
          yield* sys.wait(watcher);
        }
        return late && !has(parsed, '--preserve-status') ? (signal === 'SIGKILL' ? 137 : 124) : result.status;
      }
    }
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
    if (words.length > 0) return yield* runProgram(sys, 'env', words, variables);
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
    const values = parsed.operands.map((name): string | undefined => sys.process.env[name]);
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
    yield* print(sys, '\x1b[H\x1b[2J\x1b[3J');
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
