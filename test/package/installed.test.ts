import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { noPty, RealTerminal } from '../edge/pty/real-terminal.ts';

/** Where scripts/install-package.mjs installed the package. */
const folder = process.env.NETDRILL_INSTALLED ?? '';
const missing = folder === '' ? 'needs NETDRILL_INSTALLED, which .ci/run sets' : noPty;
const { size, nodes } = (
  missing ? { size: 0, nodes: [] } : JSON.parse(readFileSync(join(folder, 'installed.json'), 'utf8'))
) as { size: number; nodes: string[] };
const program = join(folder, 'app/node_modules/netdrill/bin/netdrill');

describe.skipIf(missing)(`the package${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('is smaller than 10 MB, and nothing in it or beside it is built or run at install', () => {
    expect(size).toBeGreaterThan(100_000);
    expect(size).toBeLessThan(10_000_000);
    const lock = readFileSync(join(folder, 'app/package-lock.json'), 'utf8');
    expect(lock).toContain('node_modules/netdrill');
    expect(lock).not.toContain('hasInstallScript');
    const files = readdirSync(join(folder, 'app/node_modules'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /(\.node|binding\.gyp)$/.test(file))).toEqual([]);
  });

  test.each(nodes)('is played on %s', async (node) => {
    const home = mkdtempSync(join(tmpdir(), 'netdrill-package-'));
    const terminal = new RealTerminal(
      home,
      'play bridge-published-port',
      { columns: 80, rows: 24 },
      { node, program },
    );
    try {
      await terminal.shows('to the hosts');
      terminal.press('Enter');
      await terminal.shows(/\]# *$/m);
      terminal.send('docker ps\r');
      await terminal.shows('CONTAINER ID');
      terminal.press('F5');
      await terminal.shows('submit');
      terminal.press('Space', 'Tab', 'Space', 'Tab', 'Space', 'Enter');
      await terminal.shows('any other key goes back');
      terminal.press('Enter');
      await terminal.shows('place');
    } finally {
      terminal.close();
      rmSync(home, { recursive: true, force: true });
    }
    const board = spawnSync(node, [program, 'board', '--plain'], { encoding: 'utf8', env: { HOME: home } });
    expect(board.status).toBe(0);
    expect(board.stderr).toBe('');
  });
});
