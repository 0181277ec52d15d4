import { describe, expect, it } from 'vitest';
import { runCommand } from './world.ts';

const out = (command: string): string => runCommand(command).stdout;

describe('the shell language', () => {
  it.for([
    ['x=hello; echo ${x^^} ${x:1:2} ${x//l/L} ${x#he} ${x%lo} ${#x} ${y:-z}', 'HELLO el heLLo llo hel 5 z\n'],
    ['a=(1 "2 3" 4); echo ${#a[@]} "${a[1]}" ${a[@]:1}', '3 2 3 2 3 4\n'],
    ['IFS=:; x=a:b::c; set -- $x; echo $#', '4\n'],
    ['echo $((16#ff)) $((2**10)) $((7%3)) $((1<<4)) $(((3>2)?5:6))', '255 1024 1 16 5\n'],
    ['for i in 1 2; do for j in 1 2; do break 2; done; done; echo $i$j', '11\n'],
    ['x=$(echo hi; exit 3); echo $? $x', '3 hi\n'],
    ['exec 3>/tmp/o; echo hi >&3; exec 3>&-; cat < /tmp/o', 'hi\n'],
    ['cat < <(echo hi)', 'hi\n'],
    ['sleep 2 & wait $!; echo $?', '0\n'],
    ['[[ abc =~ ^a(b)(c)$ ]] && echo ${BASH_REMATCH[1]}', 'b\n'],
    ['f() { local x=2; g; }; g() { echo $x; }; x=1; f; g', '2\n1\n'],
    ['set -e; f() { false; echo in; }; f || echo tested; false; echo never', 'in\n'],
    ['A=1 sh -c "echo \\$A"; echo "[$A]"', '1\n[]\n'],
  ] as const)('%s', ([command, expected]) => {
    expect(out(command)).toBe(expected);
  });

  it('says what bash says when something is wrong', () => {
    expect(runCommand('/etc')).toMatchObject({ exit: 126, stderr: 'bash: line 1: /etc: Is a directory\n' });
    expect(runCommand('echo x >/no/f')).toMatchObject({
      exit: 1,
      stderr: 'bash: line 1: /no/f: No such file or directory\n',
    });
    expect(runCommand('readonly r=1; r=2; echo never')).toMatchObject({
      stdout: '',
      stderr: 'bash: line 1: r: readonly variable\n',
    });
    expect(runCommand('echo "abc').stderr).toContain('unexpected EOF while looking for matching `"\'');
  });

  it('draws the same random numbers each time', () => {
    expect(out('echo $RANDOM $RANDOM')).toBe(out('echo $RANDOM $RANDOM'));
    expect(out('a=$RANDOM; b=$RANDOM; [ $a = $b ] || echo differ')).toBe('differ\n');
  });

  it('ends a fork bomb and endless recursion', () => {
    expect(runCommand(':(){ :|:& };:').exit).toBe(0);
    expect(runCommand('f() { f; }; f').stderr).toContain('maximum function nesting level');
  });
});
