import type { Step } from '../../lib/index.ts';
import { hashKey } from '../../lib/index.ts';
import type { Failure, ShellPort, SignalName } from './port.ts';
import { LineAbort } from './flow.ts';
import { JobTable } from './jobs.ts';
import type { CommandOf, ScriptNode } from './syntax.ts';
import { Variables } from './variables.ts';

/** Letters of `set`, by their long names. */
export interface ShellOptions {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  pipefail: boolean;
  noglob: boolean;
  noclobber: boolean;
  allexport: boolean;
  noexec: boolean;
  verbose: boolean;
  monitor: boolean;
  /** `shopt` names that people do set. */
  nullglob: boolean;
  dotglob: boolean;
  nocaseglob: boolean;
  nocasematch: boolean;
  extglob: boolean;
  globstar: boolean;
  expandAliases: boolean;
}

/** What the executor offers to rooms that it itself needs: expansions run commands, builtins run scripts. */
export interface Runner {
  script(shell: Shell, script: ScriptNode): Step<number>;
  /** Parses and runs text in this very shell, as `eval` and `source` do. */
  text(shell: Shell, text: string, source: string): Step<number>;
  /** Runs a script in a forked shell and returns what it wrote. */
  capture(shell: Shell, script: ScriptNode): Step<string>;
  /** Starts a script with a pipe to it or from it, and returns the file name for `<(...)`. */
  substituteProcess(shell: Shell, script: ScriptNode, direction: 'input' | 'output'): Step<string>;
  /** Runs a command given as words: functions (unless refused), builtins, programs. */
  words(shell: Shell, words: readonly string[], options: { readonly functions: boolean }): Step<number>;
}

/** The whole state of one shell process. Forking copies it; nothing in it is shared between processes. */
export interface Shell {
  readonly port: ShellPort;
  readonly run: Runner;
  readonly seed: number;
  readonly variables: Variables;
  readonly functions: Map<string, CommandOf<'FunctionDef'>>;
  readonly aliases: Map<string, string>;
  readonly traps: Map<SignalName | 'EXIT' | 'ERR' | 'DEBUG', string>;
  readonly options: ShellOptions;
  readonly jobs: JobTable;
  readonly history: string[];
  /** Found programs, for `hash`: name -> path and hits. */
  readonly hashed: Map<string, { path: string; hits: number }>;
  /** Shell descriptor -> descriptor of the process. */
  descriptors: Map<number, number>;
  /** `$0`, the name of the shell or script. */
  readonly name: string;
  /** What error messages begin with, and whether `line N` follows. */
  messageName: string;
  readonly interactive: boolean;
  readonly login: boolean;
  positional: string[];
  /** `$$` keeps the first shell's id in its subshells; `pid` is this process's own. */
  readonly mainPid: number;
  pid: number;
  readonly version: string;
  /** The host's name when a prompt first showed it. */
  hostAtStart?: string;
  line: number;
  status: number;
  /** Commands and turns of loops so far. */
  ticks: number;
  lastBackground: number | null;
  /** Status of the last command substitution of the present command: what a bare `x=$(...)` returns. */
  substituted: number | null;
  loops: number;
  /** Functions that are running, innermost last; `source` counts as one. */
  calls: string[];
  subshells: number;
  randoms: number;
  readonly started: number;
  /** Above zero where a failing command is being tested, so `set -e` does not act. */
  tested: number;
  /** Signals that arrived and wait for their trap to run. */
  readonly pending: SignalName[];
  /** A second `exit` while jobs are stopped really exits. */
  warnedOfJobs: boolean;
  getoptsOffset: number;
  /** The present command is the last thing this process does, so a program may replace it. */
  finalCommand: boolean;
  /** Descriptors of `<(...)` to close when the command ends. */
  readonly substitutions: number[];
}

export interface ShellStart {
  readonly port: ShellPort;
  readonly run: Runner;
  /** Keys `$RANDOM`. */
  readonly seed: number;
  readonly name: string;
  readonly messageName: string;
  readonly interactive: boolean;
  readonly login: boolean;
  readonly version: string;
  readonly environment: ReadonlyMap<string, string>;
  readonly positional: readonly string[];
  /** The descriptors that the process was started with. */
  readonly descriptors: readonly number[];
}

/** A fresh shell with the variables that every shell sets. */
export function* createShell(start: ShellStart): Step<Shell> {
  const { port } = start;
  const variables = new Variables();
  for (const [name, value] of start.environment) {
    variables.set(name, value);
    variables.find(name)!.exported = true;
  }
  const uid = yield* port.userId();
  const pid = yield* port.pid();
  const shell: Shell = {
    port,
    run: start.run,
    seed: start.seed,
    variables,
    functions: new Map(),
    aliases: new Map(),
    traps: new Map(),
    options: {
      errexit: false,
      nounset: false,
      xtrace: false,
      pipefail: false,
      noglob: false,
      noclobber: false,
      allexport: false,
      noexec: false,
      verbose: false,
      monitor: start.interactive,
      nullglob: false,
      dotglob: false,
      nocaseglob: false,
      nocasematch: false,
      extglob: start.interactive,
      globstar: false,
      expandAliases: start.interactive,
    },
    jobs: new JobTable(),
    history: [],
    hashed: new Map(),
    descriptors: new Map(start.descriptors.map((descriptor) => [descriptor, descriptor])),
    name: start.name,
    messageName: start.messageName,
    interactive: start.interactive,
    login: start.login,
    positional: [...start.positional],
    mainPid: pid,
    pid,
    version: start.version,
    line: 1,
    status: 0,
    ticks: 0,
    lastBackground: null,
    substituted: null,
    loops: 0,
    calls: [],
    subshells: 0,
    randoms: 0,
    started: yield* port.now(),
    tested: 0,
    pending: [],
    warnedOfJobs: false,
    getoptsOffset: 0,
    finalCommand: false,
    substitutions: [],
  };
  const home = yield* port.workingDirectory();
  const defaults: readonly (readonly [string, string])[] = [
    ['IFS', ' \t\n'],
    ['OPTIND', '1'],
    ['PS4', '+ '],
    ['UID', String(uid)],
    ['EUID', String(uid)],
    ['PPID', String(yield* port.parentPid())],
    ['HOSTNAME', yield* port.hostname()],
    ['BASH_VERSION', start.version],
    ['HOSTTYPE', 'x86_64'],
    ['OSTYPE', 'linux-gnu'],
    ['MACHTYPE', 'x86_64-pc-linux-gnu'],
  ];
  for (const [name, value] of defaults) variables.set(name, value);
  if (variables.get('PATH') === undefined) {
    variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  }
  const level = Number.parseInt(variables.get('SHLVL') ?? '0', 10);
  variables.set('SHLVL', String((Number.isNaN(level) ? 0 : level) + 1));
  variables.find('SHLVL')!.exported = true;
  if (variables.get('PWD') === undefined) variables.set('PWD', home);
  variables.find('PWD')!.exported = true;
  if (start.interactive) {
    variables.set('PS1', variables.get('PS1') ?? '\\s-\\v\\$ ');
    variables.set('PS2', variables.get('PS2') ?? '> ');
    variables.set('HISTSIZE', '500');
  }
  for (const name of ['UID', 'EUID', 'PPID']) variables.find(name)!.readonly = true;
  return shell;
}

/** The copy of a shell that a forked process runs: no jobs, no job control, traps back at their defaults. */
export function forkShell(shell: Shell, descriptors: ReadonlyMap<number, number>): Shell {
  return {
    ...shell,
    variables: shell.variables.clone(),
    functions: new Map(shell.functions),
    aliases: new Map(shell.aliases),
    traps: new Map([...shell.traps].filter(([, action]) => action === '')),
    options: { ...shell.options, monitor: false },
    jobs: new JobTable(),
    history: [...shell.history],
    hashed: new Map(shell.hashed),
    descriptors: new Map([...descriptors.keys()].map((number) => [number, number])),
    interactive: false,
    positional: [...shell.positional],
    calls: [...shell.calls],
    loops: 0,
    subshells: shell.subshells + 1,
    pending: [],
    tested: shell.tested,
    finalCommand: false,
    substitutions: [],
  };
}

/** Text before each message of the shell itself. */
function messagePrefix(shell: Shell): string {
  const line =
    shell.messageName.startsWith('-') || shell.messageName.endsWith(':') ? '' : `line ${shell.line}: `;
  return `${shell.messageName.replace(/:$/, '')}: ${line}`;
}

/** Writes to shell descriptor `number`. EBADF where it is closed. */
export function* writeTo(shell: Shell, number: number, text: string): Step<Failure | null> {
  const descriptor = shell.descriptors.get(number);
  if (descriptor === undefined) return { errno: 'EBADF' };
  if (text === '') return null;
  return yield* shell.port.write(descriptor, text);
}

/** Says something on standard error, after the shell's prefix. */
export function* complain(shell: Shell, text: string): Step<void> {
  yield* writeTo(shell, 2, `${messagePrefix(shell)}${text}\n`);
}

/** A value of `$RANDOM`, 0 to 32767, keyed by seed, process and how many were drawn. */
export function nextRandom(shell: Shell): number {
  shell.randoms += 1;
  return hashKey(shell.seed, 'RANDOM', shell.pid, shell.randoms) % 32768;
}

/** Says that the program itself cannot do something a real shell can, and gives up the line with status 125. */
export function* refuse(shell: Shell, what: string): Step<never> {
  yield* writeTo(shell, 2, `netdrill: bash: '${what}' is not modelled here\n`);
  throw new LineAbort(125, null);
}
