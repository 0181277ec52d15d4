import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RecordedAttempt } from '../gradebook/recorded.ts';
import { noPty, RealTerminal } from './real-terminal.ts';

let home: string;
let terminal: RealTerminal | undefined;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netdrill-replay-'));
});
afterEach(() => {
  terminal?.close();
  rmSync(home, { recursive: true, force: true });
});

describe.skipIf(noPty)(`a replay${noPty ? ` (skipped: ${noPty})` : ''}`, () => {
  test('is played on a terminal, in a window of any size, branched and left', async () => {
    const file = join(home, 'a.jsonl');
    const script = 'on cart\n$ cat /etc/resolv.conf\n$ ping -c 1 172.18.0.2\n';
    const { lines } = new RecordedAttempt(1, 'bridge-two-networks').types(script);
    writeFileSync(file, `${lines.join('\n')}\n`);
    terminal = new RealTerminal(home, `replay "${file}"`, { columns: 80, rows: 24 });
    // By itself it begins to play, and stops at the end.
    await terminal.shows(/paused 1x · command 2 of 2/);
    expect(terminal.text().split('\n')[0]).toMatch(/^ Neither by name nor by address/);
    // The end lies behind what the last command printed.
    terminal.press('Left', 'Left');
    await terminal.shows('command 1 of 2');
    terminal.resize(120, 40);
    await terminal.shows('─ Notebook');
    terminal.press('b');
    await terminal.shows('Live from here');
    terminal.send('echo $((6*7))\r');
    await terminal.shows(/^.*│ 42$/m);
    terminal.press('F10');
    await terminal.shows('paused 1x · command 1 of 2');
    terminal.press('q');
    await terminal.end();
  });
});
