import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShell } from '../../src/tools/shell/index.ts';
import { runCommand } from './world.ts';

const pieces = [
  'echo',
  'x',
  '$x',
  '"$@"',
  '${x:-y}',
  '${x#*a}',
  '$((x+1))',
  '$((',
  '`echo a`',
  '$(echo b)',
  '|',
  '||',
  '&&',
  ';',
  '&',
  '(',
  ')',
  '{',
  '}',
  'if',
  'then',
  'else',
  'fi',
  'for i in a b',
  'do',
  'done',
  'while false',
  'case x in',
  'x)',
  ';;',
  'esac',
  '[[',
  ']]',
  '[ a = b ]',
  '>',
  '< /dev/null',
  '2>&1',
  '<<E',
  '\n',
  "'",
  '"',
  '\\',
  '*',
  '{a,b}',
  '{1..3}',
  'x=1',
  'a=(1 2)',
  '${a[@]}',
  '!',
  'true',
  'false',
  'f() { echo f; }',
  'f',
  'read y',
  'set -e',
  'exit 3',
  'return',
  'break',
  'cat',
  'local z=1',
  'trap "echo t" EXIT',
  'shift',
  '$?',
  '$!',
  'wait',
  '~',
  '#',
];

describe('whatever is typed', () => {
  it('parses or is refused, and ends', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 14 }), (words) => {
        const text = words.join(' ');
        expect(['script', 'unfinished', 'error']).toContain(parseShell(text).kind);
        const outcome = runCommand(text, undefined, { limit: 200_000 });
        expect(outcome.exit).toBeGreaterThanOrEqual(0);
        expect(outcome.exit).toBeLessThanOrEqual(255);
      }),
      { seed: 20261124, numRuns: 400 },
    );
  });
});
