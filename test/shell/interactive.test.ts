import { describe, expect, it } from 'vitest';
import { talk } from './world.ts';

describe('a person at a prompt', () => {
  it('stops, lists, continues and interrupts jobs', () => {
    const screen = talk([
      'sleep 100 &',
      'sleep 5',
      '^Z@1',
      'jobs',
      'fg',
      '^C@1',
      'echo "status $?"',
      'kill %1',
      'sleep 1',
      'exit 3',
    ]);
    expect(screen).toContain('[1] 102\n');
    expect(screen).toContain('^Z\n[2]+  Stopped                 sleep 5\n');
    expect(screen).toContain(
      '[1]-  Running                 sleep 100 &\n[2]+  Stopped                 sleep 5\n',
    );
    expect(screen).toContain('status 130\n');
    expect(screen).toContain('[1]+  Terminated              sleep 100\n');
    expect(screen.endsWith('exit 3\nlogout\n')).toBe(true);
  });

  it('interrupts a loop that only uses the processor', () => {
    expect(talk(['while :; do :; done', '^C@0.001', 'echo $?'])).toContain(
      '^C\n[root@xdhuxc ~]# echo $?\n130\n',
    );
  });

  it('gives up the rest of a line whose command was interrupted', () => {
    expect(talk(['sleep 9; echo never', '^C@1'])).not.toContain('\nnever');
  });

  it('asks for more lines until a command is whole, and forgets it on an interrupt', () => {
    expect(talk(['for i in 1 2', 'do echo $i', 'done'])).toContain('> do echo $i\n> done\n1\n2\n');
    expect(talk(['cat <<END', 'one', 'END'])).toContain('> one\n> END\none\n');
    expect(talk(['echo "a', '^C', 'echo $?'])).toContain('130\n');
  });

  it('keeps state between lines and expands history', () => {
    expect(talk(['cd /tmp', 'x=5', 'echo $x', '!!'])).toContain('[root@xdhuxc tmp]# !!\necho $x\n5\n');
  });

  it('goes on after errors', () => {
    const screen = talk(['nosuch', 'echo $((1/0))', 'echo (', 'echo ok']);
    expect(screen).toContain('-bash: nosuch: command not found\n');
    expect(screen).toContain('-bash: 1/0: division by 0 (error token is "0")\n');
    expect(screen).toContain("-bash: syntax error near unexpected token `('\n");
    expect(screen).toContain('ok\n');
  });

  it('warns once of stopped jobs', () => {
    expect(talk(['sleep 5', '^Z@1', '^D', '^D'])).toContain('There are stopped jobs.\n');
  });
});
