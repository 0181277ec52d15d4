import { describe, expect, it } from 'vitest';
import { textTools } from '../../src/tools/commands/text/tools.ts';
import { installTools } from './tools.ts';
import { runCommand, toyWorld } from './world.ts';

function run(command: string) {
  const kernel = toyWorld();
  installTools(kernel, textTools);
  kernel.write('/root/f', 'a 1\nb 2\nc 3\n');
  return runCommand(command, kernel);
}

describe('text tools', () => {
  it.for([
    ["sed '2q' f", 'a 1\nb 2\n'],
    ["sed '1~2d' f", 'b 2\n'],
    ["sed -E 's/(.) (.)/\\2 \\1/' f", '1 a\n2 b\n3 c\n'],
    ["sed ':a;N;$!ba;s/\\n/,/g' f", 'a 1,b 2,c 3\n'],
    ["sed -i '/b/c\\new' f; cat f", 'a 1\nnew\nc 3\n'],
    ["awk '{s+=$2} END{print s/2, NR}' f", '3 3\n'],
    ['awk \'BEGIN{OFS="-"}{$1=$1; print}\' f', 'a-1\nb-2\nc-3\n'],
    ['awk \'$1 ~ /^[bc]/ && $2 > 2 {printf "%s:%03d\\n", $1, $2}\' f', 'c:003\n'],
    ["awk 'function f(n) {return n<2 ? 1 : n*f(n-1)} BEGIN{print f(5)}'", '120\n'],
    ['grep -c . f; grep -vn b f', '3\n1:a 1\n3:c 3\n'],
    ['seq 3 | xargs -I{} echo n{}', 'n1\nn2\nn3\n'],
    ['timeout 2 sleep 10; echo $?', '124\n'],
    [
      'echo \'{"a":[{"b":1},{"b":2}]}\' | jq -c \'[.a[] | select(.b > 1) | {b, c: (.b * 2)}]\'',
      '[{"b":2,"c":4}]\n',
    ],
    ['seq 4 | tail -n +3; seq 4 | head -n -3', '3\n4\n1\n'],
    ['printf "b 2\\na 10\\n" | sort -k2n | tr a-z A-Z', 'B 2\nA 10\n'],
  ] as const)('%s', ([command, expected]) => {
    expect(run(command)).toMatchObject({ stdout: expected, stderr: '' });
  });

  it('pass lines on as they come', () => {
    const pipe = "(echo a; sleep 9; echo b) | grep . | sed 's/a/A/' | awk '{print $1}' | cut -c1 | tr b B";
    expect(run(`${pipe} | while read line; do echo "$line after $SECONDS"; done`).stdout).toBe(
      'A after 0\nB after 9\n',
    );
  });

  it('refuse what the real tool refuses, and say what is not modelled', () => {
    expect(run('sort --foo')).toMatchObject({
      exit: 2,
      stderr: "sort: unrecognized option '--foo'\nTry 'sort --help' for more information.\n",
    });
    expect(run('ls -Z')).toMatchObject({ exit: 125, stderr: "netdrill: ls: '-Z' is not modelled here\n" });
    expect(run('awk \'BEGIN{"date" | getline}\'')).toMatchObject({ exit: 125 });
  });
});
