import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { copyText } from '../../src/edge/cli/app/copy.ts';
import { drilled, SMALL } from './drilled.ts';

describe('looking back', () => {
  test('a search goes up from the newest line and round, and the shell gets none of the keys', async () => {
    const app = await drilled('on host128\n$ for i in $(seq 60); do echo row $i of sixty; done\n');
    await app.resize(SMALL);
    await app.press('Enter', 'C-g', '[');
    await app.send('/ROW 1\r');
    const line = () => /▸ (.*\S)/.exec(app.screen.text().split('\n').slice(2).join('\n'))?.[1];
    expect(line()).toBe('row 19 of sixty');
    expect(app.screen.text()).toMatch(/line 20 of 6\d {2}\/ROW 1: 11 lines have it/);
    await app.press('n');
    expect(line()).toBe('row 18 of sixty');
    await app.press('N', 'N');
    expect(line()).toBe('row 1 of sixty');
    await app.press('Down', 'v', 'Down', 'Down', 'y');
    expect(app.copied).toBe('row 2 of sixty\nrow 3 of sixty\nrow 4 of sixty\n');
    await app.send('/no such text\r');
    await app.press('n');
    expect(app.screen.text()).toContain('Nothing is found.');
    await app.press('Y');
    expect(app.copied.match(/row \d+ of sixty\n/g)).toHaveLength(60);
    await app.press('q');
    await app.send('echo back\r');
    expect(app.runner.state.play?.notebook.map(({ line: typed }) => typed).at(-1)).toBe('echo back');
    await app.close();
  });
});

describe('copying', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netdrill-copy-'));

  test('goes to the clipboard by OSC 52 and into a file, and says so', () => {
    let sent = '';
    const terminal = { write: (text: string) => (sent += text) } as unknown as NodeJS.WriteStream;
    const said = copyText('复制 one\ntwo\n', folder, terminal);
    expect(sent).toBe(`\u001b]52;c;${Buffer.from('复制 one\ntwo\n').toString('base64')}\u0007`);
    expect(readFileSync(join(folder, 'copied.txt'), 'utf8')).toBe('复制 one\ntwo\n');
    expect(said.en).toBe(
      `2 lines saved in ${join(folder, 'copied.txt')}, and sent to the clipboard (OSC 52; some terminals refuse it).`,
    );
    rmSync(folder, { recursive: true });
  });

  test('a folder that takes no file is said', () => {
    const said = copyText('x\n', '/nonexistent/netdrill', undefined);
    expect(said.en).toMatch(/^1 line could not be saved \(ENOENT/);
  });
});
