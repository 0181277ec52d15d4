import { describe, expect, it } from 'vitest';
import { openSession } from '../commands/traffic/seed-lab.ts';

/** What a terminal shows after lines were typed at it. */
function shown(...lines: string[]): string {
  const session = openSession();
  const id = session.open('host130');
  for (const line of lines) {
    session.submit(id, line);
    session.settle(id);
  }
  return session.terminal(id)?.output ?? '';
}

const PROMPT = '[root@xdhuxc ~]# ';

describe('a terminal forgets what was erased', () => {
  it.each([['clear'], ["printf '\\033c'"], ["printf '\\033[2J'"], ["printf 'x\\033[H\\033[J'"]])(
    'by %s',
    (command) => {
      expect(shown('echo before', command)).toBe(PROMPT);
      expect(shown('echo before', `${command}; echo after`)).toBe(`after\n${PROMPT}`);
    },
  );

  it('in a container too', () => {
    expect(shown('docker run -it --rm busybox sh', 'echo before', 'clear')).toBe('sh-4.4# ');
  });

  it('but not when the screen was not the output, nor by a colour', () => {
    expect(shown('clear > /dev/null', "printf '\\033[1mx\\033[m\\n'")).toContain('clear > /dev/null');
  });

  it('by a form feed at the prompt, at once, and the line goes on', () => {
    const session = openSession();
    const id = session.open('host130');
    session.run('host130', 'echo before');
    session.press(id, '\f');
    expect(session.terminal(id)).toMatchObject({ output: PROMPT, input: '' });
    expect(session.isIdle(id)).toBe(true);
    expect(session.run('host130', 'echo after')?.stdout).toBe('after\n');
    expect(session.terminal(id)?.output).toBe(`${PROMPT}echo after\nafter\n${PROMPT}`);
  });
});

describe('a line typed ahead', () => {
  it('is echoed while the program runs, and again with the prompt when its turn comes', () => {
    const session = openSession();
    const id = session.open('host130');
    session.submit(id, 'sleep 3');
    session.submit(id, 'echo later');
    expect(session.terminal(id)?.output).toBe(`${PROMPT}sleep 3\necho later\n`);
    session.advance(5_000_000);
    expect(session.terminal(id)?.output).toBe(
      `${PROMPT}sleep 3\necho later\n${PROMPT}echo later\nlater\n${PROMPT}`,
    );
  });
});
