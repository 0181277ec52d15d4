import type { Step } from '../../lib/index.ts';
import { isFailure } from './port.ts';
import type { Shell } from './shell.ts';
import type { ShellOptions } from './shell.ts';

/** The unary tests of `[` and `[[`. */
export type FileTest =
  | '-a'
  | '-b'
  | '-c'
  | '-d'
  | '-e'
  | '-f'
  | '-g'
  | '-h'
  | '-k'
  | '-p'
  | '-r'
  | '-s'
  | '-t'
  | '-u'
  | '-w'
  | '-x'
  | '-G'
  | '-L'
  | '-N'
  | '-O'
  | '-S'
  | '-z'
  | '-n'
  | '-o'
  | '-v'
  | '-R';

export const unaryTests: ReadonlySet<string> = new Set<FileTest>([
  '-a',
  '-b',
  '-c',
  '-d',
  '-e',
  '-f',
  '-g',
  '-h',
  '-k',
  '-p',
  '-r',
  '-s',
  '-t',
  '-u',
  '-w',
  '-x',
  '-G',
  '-L',
  '-N',
  '-O',
  '-S',
  '-z',
  '-n',
  '-o',
  '-v',
  '-R',
]);

const kinds: Readonly<Record<string, string>> = {
  '-b': 'block',
  '-c': 'character',
  '-d': 'directory',
  '-f': 'file',
  '-p': 'fifo',
  '-S': 'socket',
};

/** Answers one unary test. */
export function* fileTest(shell: Shell, test: FileTest, operand: string): Step<boolean> {
  switch (test) {
    case '-z':
      return operand === '';
    case '-n':
      return operand !== '';
    case '-v':
      return isSet(shell, operand);
    case '-o':
      return shell.options[operand as keyof ShellOptions] === true;
    case '-R':
      return false;
    case '-t': {
      const descriptor = shell.descriptors.get(Number(operand));
      return descriptor !== undefined && (yield* shell.port.isTerminal(descriptor));
    }
    case '-r':
      return yield* shell.port.access(operand, 'read');
    case '-w':
      return yield* shell.port.access(operand, 'write');
    case '-x':
      return yield* shell.port.access(operand, 'execute');
    default:
      return yield* statusTest(shell, test, operand);
  }
}

function* statusTest(shell: Shell, test: FileTest, path: string): Step<boolean> {
  const link = test === '-h' || test === '-L';
  const status = yield* shell.port.status(path, { follow: !link });
  if (isFailure(status)) return false;
  if (link) return status.kind === 'symlink';
  if (kinds[test] !== undefined) return status.kind === kinds[test];
  switch (test) {
    case '-s':
      return status.size > 0;
    case '-g':
      return (status.mode & 0o2000) !== 0;
    case '-k':
      return (status.mode & 0o1000) !== 0;
    case '-u':
      return (status.mode & 0o4000) !== 0;
    case '-O':
      return status.uid === (yield* shell.port.userId());
    default:
      return true;
  }
}

function isSet(shell: Shell, reference: string): boolean {
  const element = /^(\w+)\[(.*)\]$/.exec(reference);
  if (element === null) return shell.variables.get(reference) !== undefined;
  const variable = shell.variables.find(element[1]!);
  return (
    variable?.associative?.has(element[2]!) === true || variable?.array?.has(Number(element[2])) === true
  );
}
