import type { Step } from '../../../lib/index.ts';
import { failureText } from '../failure-text.ts';
import { isFailure } from '../port.ts';
import { complain, type Shell, writeTo } from '../shell.ts';
import { parseSignal, signalNumber } from '../signals.ts';
import { formatMinutes } from '../times.ts';
import { type Builtin, put, readSwitches, wrongOption } from './builtin.ts';

export const umask: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } = readSwitches(args, 'pS');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'umask [-p] [-S] [mode]');
  const [mode] = operands;
  if (mode === undefined) {
    const mask = yield* shell.port.umask();
    const text = on.has('S') ? symbolic(mask) : mask.toString(8).padStart(4, '0');
    return yield* put(shell, name, `${on.has('p') ? `umask${on.has('S') ? ' -S' : ''} ` : ''}${text}\n`);
  }
  if (/^[0-7]{1,4}$/.test(mode)) {
    yield* shell.port.umask(Number.parseInt(mode, 8) & 0o777);
    return 0;
  }
  if (/^\d+$/.test(mode)) {
    yield* complain(shell, `umask: ${mode}: octal number out of range`);
    return 1;
  }
  yield* writeTo(shell, 2, "netdrill: bash: 'umask' with letters is not modelled here\n");
  return 125;
};

function symbolic(mask: number): string {
  return ['u', 'g', 'o']
    .map((who, index) => {
      const bits = (~mask >> (6 - 3 * index)) & 7;
      return `${who}=${bits & 4 ? 'r' : ''}${bits & 2 ? 'w' : ''}${bits & 1 ? 'x' : ''}`;
    })
    .join(',');
}

export const ulimit: Builtin = function* (shell, args, name) {
  const letter = args[0] ?? '';
  if (!/^-[HS]*n$/.test(letter)) {
    yield* writeTo(
      shell,
      2,
      `netdrill: bash: 'ulimit${letter === '' ? '' : ` ${letter}`}' is not modelled here\n`,
    );
    return 125;
  }
  if (args[1] === undefined) {
    const limit = yield* shell.port.openFilesLimit();
    return yield* put(shell, name, `${isFailure(limit) ? 'unlimited' : limit}\n`);
  }
  if (!/^\d+$/.test(args[1])) {
    yield* complain(shell, `ulimit: ${args[1]}: invalid number`);
    return 1;
  }
  const answer = yield* shell.port.openFilesLimit(Number(args[1]));
  if (!isFailure(answer)) return 0;
  yield* complain(shell, `ulimit: open files: cannot modify limit: ${failureText(answer.errno)}`);
  return 1;
};

/** A trap's name: EXIT, ERR, DEBUG or a signal. */
function readCondition(text: string): string | null {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === 'EXIT' || name === 'ERR' || name === 'DEBUG') return name;
  const signal = parseSignal(text);
  return signal === '0' ? 'EXIT' : signal;
}

export const trap: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } =
    args[0] === '-' ? { on: new Set(), operands: args, unknown: null } : readSwitches(args, 'lp');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'trap [-lp] [[arg] signal_spec ...]');
  if (on.has('l')) return yield* shell.run.words(shell, ['kill', '-l'], { functions: false });
  if (operands.length === 0 || on.has('p')) return yield* listTraps(shell, operands);
  const lone = operands.length === 1;
  const action = lone ? '-' : operands[0]!;
  let status = 0;
  for (const text of lone ? operands : operands.slice(1)) {
    const condition = readCondition(text);
    if (condition === null) {
      yield* complain(shell, `trap: ${text}: invalid signal specification`);
      status = 1;
    } else if (condition === 'DEBUG') {
      yield* writeTo(shell, 2, "netdrill: bash: 'trap DEBUG' is not modelled here\n");
      return 125;
    } else yield* setTrap(shell, condition, action);
  }
  return status;
};

function* setTrap(shell: Shell, condition: string, action: string): Step<void> {
  if (action === '-') shell.traps.delete(condition);
  else shell.traps.set(condition, action);
  if (condition === 'EXIT') {
    // A death by these must run the EXIT trap first, so the shell has to see them.
    if (!shell.interactive) {
      for (const signal of ['INT', 'TERM', 'HUP']) {
        if (!shell.traps.has(signal))
          yield* shell.port.onSignal(signal, action === '-' ? 'default' : 'catch');
      }
    }
    return;
  }
  if (condition === 'ERR') return;
  const usual = shell.interactive && condition === 'INT' ? 'catch' : 'default';
  yield* shell.port.onSignal(condition, action === '-' ? usual : action === '' ? 'ignore' : 'catch');
}

function* listTraps(shell: Shell, operands: readonly string[]): Step<number> {
  const wanted = new Set(operands.map(readCondition));
  const order = (name: string): number => (name === 'EXIT' ? 0 : name === 'ERR' ? 999 : signalNumber(name));
  const rows = [...shell.traps]
    .filter(([name]) => wanted.size === 0 || wanted.has(name))
    .sort(([a], [b]) => order(a) - order(b))
    .map(([name, action]) => {
      const shown = name === 'EXIT' || name === 'ERR' ? name : `SIG${name}`;
      return `trap -- '${action.replaceAll("'", "'\\''")}' ${shown}\n`;
    });
  return yield* put(shell, 'trap', rows.join(''));
}

export const times: Builtin = function* (shell, _args, name) {
  const used = yield* shell.port.cpuTimes();
  const row = (user: number, system: number): string => `${formatMinutes(user)} ${formatMinutes(system)}\n`;
  return yield* put(shell, name, row(used.user, used.system) + row(used.childUser, used.childSystem));
};

export const history: Builtin = function* (shell, args, name) {
  if (args[0] === '-c') {
    shell.history.length = 0;
    return 0;
  }
  if (args[0] === '-d') {
    const at = Number(args[1]);
    if (!Number.isInteger(at) || at < 1 || at > shell.history.length) {
      yield* complain(shell, `history: ${args[1] ?? ''}: history position out of range`);
      return 1;
    }
    shell.history.splice(at - 1, 1);
    return 0;
  }
  if (args[0]?.startsWith('-')) {
    yield* writeTo(shell, 2, `netdrill: bash: 'history ${args[0]}' is not modelled here\n`);
    return 125;
  }
  if (args[0] !== undefined && !/^\d+$/.test(args[0])) {
    yield* complain(shell, `history: ${args[0]}: numeric argument required`);
    return 1;
  }
  const count =
    args[0] === undefined ? shell.history.length : Math.min(Number(args[0]), shell.history.length);
  const first = shell.history.length - count;
  const rows = shell.history
    .slice(first)
    .map((line, index) => `${String(first + index + 1).padStart(5)}  ${line}\n`);
  return yield* put(shell, name, rows.join(''));
};
