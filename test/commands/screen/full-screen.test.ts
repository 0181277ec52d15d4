import { describe, expect, it } from 'vitest';
import { pressKey, readKeys } from '../../../src/tools/commands/system/editor-keys.ts';
import { drawEditor } from '../../../src/tools/commands/system/editor-screen.ts';
import { openEditor } from '../../../src/tools/commands/system/editor-text.ts';
import type { Session } from '../../../src/drill/session/index.ts';
import { openSession } from '../traffic/seed-lab.ts';

/** Starts a full-screen program in a small window and types at it; the rows it shows after each string of keys. */
function play(
  line: string,
  keys: readonly (string | number)[],
  before = '',
): { screens: string[][]; session: Session } {
  const session = openSession();
  session.resize(50, 10);
  const id = session.open('host128');
  if (before !== '') {
    session.submit(id, before);
    session.settle(id);
  }
  session.submit(id, line);
  session.settle(id, 100_000);
  const shown = () => (session.terminal(id)?.screen?.lines ?? ['<none>']).map((row) => row.trimEnd());
  const screens = [shown()];
  for (const key of keys) {
    if (typeof key === 'number') session.advance(key);
    else {
      session.press(id, key);
      session.settle(id, 100_000);
    }
    screens.push(shown());
  }
  return { screens, session };
}

const NUMBERED = "seq 1 30 | sed 's/^/line /' > long; seq 1 4 > short";
/** The first and the last row of a screen: where the text stands, and the prompt. */
const ends = (rows: readonly string[]) => `${rows[0]} | ${rows.at(-1)}`;

describe('less', () => {
  it('moves as less 590 does in a window of ten rows', () => {
    const keys = [
      ' ',
      'b',
      'j',
      'G',
      'j',
      'g',
      '/2\n',
      'n',
      'N',
      '/zzz\n',
      '\n',
      '5g',
      'F',
      '\u0003',
      'd',
      'u',
    ];
    expect(play('less long', keys, NUMBERED).screens.map(ends)).toEqual([
      'line 1 | long',
      'line 10 | :',
      'line 1 | :',
      'line 2 | :',
      'line 22 | (END)',
      'line 22 | (END)',
      'line 1 | :',
      'line 2 | :',
      'line 12 | :',
      'line 2 | :',
      'line 2 | Pattern not found  (press RETURN)',
      'line 2 | :',
      'line 5 | :',
      'line 22 | Waiting for data... (interrupt to abort)',
      'line 22 | (END)',
      'line 22 | (END)',
      'line 17 | :',
    ]);
  });

  it('shows what stands behind the end, numbers, and the position', () => {
    const { screens } = play('less long', ['/30\n', 'k', '-N', '\n', '50%', '='], NUMBERED);
    expect(screens[1]).toEqual(['line 30', ...Array<string>(8).fill('~'), '(END)']);
    expect(screens[3].at(-1)).toBe('Constantly display line numbers  (press RETURN)');
    expect(screens[4].slice(0, 3)).toEqual(['     29 line 29', '     30 line 30', '~']);
    expect(ends(screens[5])).toBe('     16 line 16 | :');
    expect(screens[6].at(-1)).toBe('long lines 16-24/30 byte 183/231 79%  (press RETURN)');
  });

  it('shows a short file with its prompt below it, goes on to the next, and ends', () => {
    const { screens, session } = play('less short long', [':n', ':p', 'q'], NUMBERED);
    expect(screens[0]).toEqual(['1', '2', '3', '4', 'short (file 1 of 2) (END) - Next: long']);
    expect(ends(screens[1])).toBe('line 1 | long (file 2 of 2)');
    expect(screens[3]).toEqual(['<none>']);
    expect(session.commands.at(-1)).toMatchObject({ status: 0, stdout: '' });
  });

  it('reads a pipe and takes its keys from the terminal', () => {
    expect(play('seq 100 | less', ['G', 'q']).screens.map(ends)).toEqual([
      '1 | :',
      '92 | (END)',
      '<none> | <none>',
    ]);
  });

  it('follows what is appended to a file', () => {
    const { screens } = play('less +F short', [2_000_000], `${NUMBERED}; (sleep 1; echo new >> short) &`);
    expect(screens[0]).toContain('Waiting for data... (interrupt to abort)');
    expect(screens[1]).toContain('new');
  });

  it('only prints what fits with -F, and names what is no file', () => {
    expect(play('less -F short', [], NUMBERED).session.commands.at(-1)?.stdout).toBe('1\n2\n3\n4\n');
    expect(play('less nofile /tmp', []).session.commands.at(-1)).toMatchObject({
      stderr: 'nofile: No such file or directory\n/tmp is a directory\n',
      status: 1,
    });
  });

  it('stops at Ctrl-Z and shows the same again', () => {
    const { screens, session } = play('less long', [' ', '\u001a'], NUMBERED);
    expect(screens[2]).toEqual(['<none>']);
    expect(session.terminal('host128')?.output).toContain('[1]+  Stopped                 less long\n');
    session.submit('host128', 'fg');
    session.settle('host128', 100_000);
    expect(session.terminal('host128')?.screen?.lines[0]).toBe('line 10');
  });

  it('is drawn anew at once when the window changes', () => {
    const { session } = play('less long', [], NUMBERED);
    session.resize(50, 5);
    expect(session.terminal('host128')?.screen?.lines).toEqual([
      'line 1',
      'line 2',
      'line 3',
      'line 4',
      'long',
    ]);
  });
});

describe('watch', () => {
  it('runs the command in intervals and shows what changed in reverse video', () => {
    const { screens, session } = play('watch -d -n 1 date +%S', [1_500_000]);
    expect(screens[0][0]).toMatch(/^Every 1\.0s: date \+%S {6}\w{3} Jul 15 14:\d\d:\d\d 2018$/);
    expect(screens[0][1]).toBe('');
    expect(screens[1][2]).not.toBe(screens[0][2]);
    expect(session.terminal('host128')?.screen?.marks).toEqual([{ row: 2, from: 1, to: 2 }]);
    session.press('host128', '\u0003');
    session.settle('host128', 100_000);
    expect(session.commands.at(-1)).toMatchObject({ status: 0 });
  });

  it('ends when the output changes with -g, and complains as procps does', () => {
    expect(play('watch -g -n 1 date +%S', [1_500_000]).session.commands.at(-1)?.status).toBe(0);
    expect(play('watch -n x ls', []).session.commands.at(-1)).toMatchObject({
      stderr: "watch: failed to parse argument: 'x'\n",
      status: 1,
    });
  });
});

describe('an editor', () => {
  it('is drawn anew at once when the window changes', () => {
    const { session } = play('vi long', [], NUMBERED);
    session.resize(50, 6);
    expect(session.terminal('host128')?.screen?.lines).toHaveLength(6);
  });
});

describe("busybox's vi", () => {
  it('has a status row of its own, as busybox 1.35 draws it', () => {
    let state = openEditor({ style: 'vi', recent: false, busybox: true }, 'short', '1\n2\n3\n4\n', false, {
      columns: 50,
      rows: 8,
    });
    const rows = [drawEditor(state).lines];
    for (const keys of ['j', 'i', 'X', '\u001b', ':q\n', ':foo\n']) {
      for (const key of readKeys(keys)) state = pressKey(state, key).state;
      rows.push(drawEditor(state).lines);
    }
    expect(rows[0]).toEqual(['1', '2', '3', '4', '~', '~', '~', '- short 1/4 25%']);
    expect(rows.slice(1).map((lines) => lines.at(-1))).toEqual([
      '- short 2/4 50%',
      'I short 2/4 50%',
      'I short [Modified] 2/4 50%',
      '- short [Modified] 2/4 50%',
      'No write since last change (:q! overrides)',
      "'foo' is not implemented",
    ]);
  });
});
