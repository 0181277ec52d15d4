import { describe, expect, it } from 'vitest';
import { parseShell } from '../../src/tools/shell/index.ts';
import { runCommand } from './world.ts';

/** Each as bash 5.2 does it; the library that parses does not come back from most of them. */
describe('a dollar sign that begins no expansion', () => {
  it('is itself in words, quotes, patterns and here-documents', () => {
    expect(runCommand('echo a$ "b$" \'c$\' $ "$ $"; [[ ab =~ ^ab$ ]] && echo y').stdout).toBe(
      'a$ b$ c$ $ $ $\ny\n',
    );
    expect(runCommand('cat <<E\n5$ $((1+1))\nE').stdout).toBe('5$ 2\n');
  });

  it('that is escaped stays escaped', () => {
    expect(runCommand('x=1; echo "\\$x \\$ $((1+1))" \\$ a\\$').stdout).toBe('$x $ 2 $ a$\n');
  });

  it.each(['$((a$ ))', '$((a$))', '$[1$ ]', '${x:$ :1}', '$((x[$ ]))', '$((1$[))'])(
    'in arithmetic is a wrong operator: %s',
    (expansion) => {
      expect(runCommand(`x=1 a=2; echo ${expansion}`)).toMatchObject({ exit: 1, stdout: '' });
    },
  );

  it('in arithmetic is named', () => {
    expect(runCommand('echo $((1$ ))').stderr).toBe(
      'bash: line 1: 1$ : syntax error: invalid arithmetic operator (error token is "$ ")\n',
    );
  });

  it.each([
    'echo $((a$A',
    'echo $((a$',
    'echo $((1',
    'echo $((a$ / /',
    'echo $((a$[',
    'echo "$((1$b',
    'echo $((1$"))',
  ])('where the expression is not closed: %s', (text) => expect(parseShell(text).kind).toBe('unfinished'));
});
