import type { Step } from '../../lib/index.ts';
import { runToEnd } from './execute-process.ts';
import { readToEnd } from './execute-substitution.ts';
import { runner } from './execute.ts';
import { failureText } from './failure-text.ts';
import { runInteractive } from './interactive.ts';
import { isFailure, type ShellPort } from './port.ts';
import { openPath } from './redirect.ts';
import { createShell, type Shell, type ShellOptions } from './shell.ts';

/** How a shell is started. */
export interface ShellInvocation {
  readonly port: ShellPort;
  /** As execve(2) got it: `-bash` is a login shell, then options, then a script and its arguments. */
  readonly argv: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** Keys `$RANDOM`. */
  readonly seed: number;
  /** `$BASH_VERSION`, such as `5.2.15(1)-release`. */
  readonly version: string;
  /** Descriptors that are open at the start; 0, 1 and 2 when absent. */
  readonly descriptors?: readonly number[];
  /** Text that an interactive shell runs first, in place of the start-up files (aliases, PS1). */
  readonly startup?: string;
}

interface Words {
  command: string | null;
  interactive: boolean;
  login: boolean;
  stdin: boolean;
  version: boolean;
  settings: { option: keyof ShellOptions; on: boolean }[];
  operands: string[];
  unknown: string | null;
}

const settingLetters: Readonly<Record<string, keyof ShellOptions>> = {
  a: 'allexport',
  e: 'errexit',
  f: 'noglob',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
  C: 'noclobber',
};

/** The body of a shell process: a command string, a script, standard input, or a person's terminal. */
export function* runShell(invocation: ShellInvocation): Step<number> {
  const { port } = invocation;
  const name = invocation.argv[0] ?? 'bash';
  const words = readWords(invocation.argv.slice(1));
  if (words.unknown !== null) {
    yield* port.write(2, `${name}: ${words.unknown}: invalid option\n`);
    return 2;
  }
  if (words.version) {
    yield* port.write(1, `GNU bash, version ${invocation.version} (x86_64-pc-linux-gnu)\n`);
    return 0;
  }
  const [first, ...others] = words.operands;
  const script = words.command === null && !words.stdin && first !== undefined ? first : null;
  const terminal = yield* port.isTerminal(0);
  const interactive = words.interactive || (words.command === null && script === null && terminal);
  const shellName = words.command !== null ? (first ?? name) : (script ?? name);
  const shell = yield* createShell({
    port,
    run: runner,
    seed: invocation.seed,
    name: shellName,
    messageName: interactive ? `${shellName}:` : shellName,
    interactive,
    login: words.login || name.startsWith('-'),
    version: invocation.version,
    environment: invocation.environment,
    positional: words.command !== null || script !== null ? others : words.operands,
    descriptors: invocation.descriptors ?? [0, 1, 2],
  });
  for (const { option, on } of words.settings) shell.options[option] = on;
  return yield* runToEnd(shell, () => runSource(shell, words.command, script, invocation.startup ?? ''));
}

function* runSource(
  shell: Shell,
  command: string | null,
  script: string | null,
  startup: string,
): Step<number> {
  if (command !== null) return yield* shell.run.text(shell, command, '-c');
  if (script !== null) {
    const descriptor = yield* openPath(shell, script, 'read');
    if (isFailure(descriptor)) {
      yield* shell.port.write(2, `bash: ${script}: ${failureText(descriptor.errno)}\n`);
      return descriptor.errno === 'ENOENT' ? 127 : 126;
    }
    const text = yield* readToEnd(shell, descriptor);
    yield* shell.port.close(descriptor);
    return yield* shell.run.text(shell, text, script);
  }
  if (shell.interactive) return yield* runInteractive(shell, startup);
  return yield* shell.run.text(shell, yield* readToEnd(shell, 0), 'stdin');
}

function readWords(args: readonly string[]): Words {
  const words: Words = {
    command: null,
    interactive: false,
    login: false,
    stdin: false,
    version: false,
    settings: [],
    operands: [],
    unknown: null,
  };
  let wantsCommand = false;
  let at = 0;
  for (; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--' || arg === '-') {
      at += 1;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    if (arg === '--login') words.login = true;
    else if (arg === '--version') words.version = true;
    else if (arg === '--norc' || arg === '--noprofile' || arg === '--noediting' || arg === '--posix')
      continue;
    else if (arg.startsWith('--')) words.unknown ??= arg;
    else {
      for (const letter of arg.slice(1)) {
        if (letter === 'c') wantsCommand = true;
        else if (letter === 'i') words.interactive = true;
        else if (letter === 'l') words.login = true;
        else if (letter === 's') words.stdin = true;
        else if (letter === 'o') {
          at += 1;
          if (args[at] === 'pipefail') words.settings.push({ option: 'pipefail', on: arg[0] === '-' });
        } else if (settingLetters[letter] !== undefined)
          words.settings.push({ option: settingLetters[letter]!, on: arg[0] === '-' });
        else words.unknown ??= `-${letter}`;
      }
    }
  }
  words.operands = args.slice(at);
  if (wantsCommand) words.command = words.operands.shift() ?? '';
  return words;
}
