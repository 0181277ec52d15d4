import { failureText } from '../failure-text.ts';
import { isFailure } from '../port.ts';
import { complain, writeTo } from '../shell.ts';
import { type Builtin, put, readSwitches, wrongOption } from './builtin.ts';

export const cd: Builtin = function* (shell, args, name) {
  const { on, operands, unknown } = readSwitches(args, 'LPe@');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'cd [-L|[-P [-e]] [-@]] [dir]');
  if (operands.length > 1) {
    yield* complain(shell, 'cd: too many arguments');
    return 1;
  }
  let target = operands[0];
  let shown = false;
  if (target === undefined || target === '-') {
    const variable = target === undefined ? 'HOME' : 'OLDPWD';
    const value = shell.variables.get(variable);
    if (value === undefined) {
      yield* complain(shell, `cd: ${variable} not set`);
      return 1;
    }
    shown = target === '-';
    target = value;
  }
  const before = shell.variables.get('PWD') ?? (yield* shell.port.workingDirectory());
  const logical =
    target === '' ? before : normalizePath(target.startsWith('/') ? target : `${before}/${target}`);
  const failure = yield* shell.port.changeDirectory(on.has('P') ? target : logical);
  if (failure !== null) {
    const failedHere = on.has('P') || (yield* shell.port.changeDirectory(target)) !== null;
    if (failedHere) {
      yield* complain(shell, `cd: ${operands[0] ?? target}: ${failureText(failure.errno)}`);
      return 1;
    }
  }
  const after = on.has('P') || failure !== null ? yield* shell.port.workingDirectory() : logical;
  shell.variables.set('OLDPWD', before);
  shell.variables.find('OLDPWD')!.exported = true;
  shell.variables.set('PWD', after);
  shell.variables.find('PWD')!.exported = true;
  if (shown) yield* writeTo(shell, 1, `${after}\n`);
  return 0;
};

export const pwd: Builtin = function* (shell, args, name) {
  const { on, unknown } = readSwitches(args, 'LP');
  if (unknown !== null) return yield* wrongOption(shell, name, unknown, 'pwd [-LP]');
  const logical = shell.variables.get('PWD');
  if (on.has('P') || logical === undefined)
    return yield* put(shell, name, `${yield* shell.port.workingDirectory()}\n`);
  const status = yield* shell.port.status(logical, { follow: true });
  return yield* put(shell, name, `${isFailure(status) ? yield* shell.port.workingDirectory() : logical}\n`);
};

/** Takes `.`, `..` and double slashes out of an absolute path, by its text alone. */
function normalizePath(path: string): string {
  const out: string[] = [];
  for (const piece of path.split('/')) {
    if (piece === '..') out.pop();
    else if (piece !== '' && piece !== '.') out.push(piece);
  }
  return `/${out.join('/')}`;
}
