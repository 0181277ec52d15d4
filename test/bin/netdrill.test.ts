import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '../..');
const checkout = mkdtempSync(join(tmpdir(), 'netdrill-bin-'));
const launcher = join(checkout, 'bin/netdrill');

/** The Node that this machine had before the checkout brought its own, if it had one. */
const systemNode = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .find((file) => existsSync(file));
const systemIsOld =
  systemNode !== undefined &&
  Number.parseInt(execFileSync(systemNode, ['-p', 'process.versions.node']).toString(), 10) < 22;

/** Lays out what a checkout has at run time, with `source` in place of the bundle. */
function layOut(source: string, { pinned }: { pinned: boolean }) {
  rmSync(checkout, { recursive: true, force: true });
  for (const folder of ['bin', 'dist']) mkdirSync(join(checkout, folder), { recursive: true });
  cpSync(join(root, 'bin/netdrill'), launcher);
  writeFileSync(join(checkout, 'package.json'), '{"type":"module"}');
  writeFileSync(join(checkout, 'dist/netdrill.js'), source);
  if (pinned) symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
}

afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('the launcher on a Node that is new enough', () => {
  test('runs the bundle in the same process', () => {
    layOut('console.log(String(process.ppid)); process.exitCode = 7', { pinned: false });
    const run = spawnSync(process.execPath, [launcher], { encoding: 'utf8' });
    expect(run).toMatchObject({ stdout: `${process.pid}\n`, status: 7 });
  });

  test('says that the bundle is missing', () => {
    layOut('', { pinned: false });
    rmSync(join(checkout, 'dist'), { recursive: true });
    const run = spawnSync(process.execPath, [launcher], { encoding: 'utf8' });
    expect(run).toMatchObject({ stderr: expect.stringContaining('npm run build'), status: 2 });
  });
});

describe.skipIf(!systemIsOld)('the launcher on an old system Node', () => {
  test('runs the bundle in the pinned Node, with the arguments and the exit code', () => {
    layOut('console.log(process.versions.node, process.argv.slice(2).join()); process.exitCode = 7', {
      pinned: true,
    });
    const run = spawnSync(systemNode!, [launcher, 'play', '--seed', '7'], { encoding: 'utf8' });
    expect(run).toMatchObject({ stdout: expect.stringMatching(/^24\.\d+\.\d+ play,--seed,7\n$/), status: 7 });
  });

  test('hands a signal on', async () => {
    layOut("process.on('SIGTERM', () => process.exit(143)); setInterval(() => {}, 1000); console.log('up')", {
      pinned: true,
    });
    const child = spawn(systemNode!, [launcher], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((settle) => child.on('exit', (code) => settle(code)));
    child.stdout.once('data', () => child.kill('SIGTERM'));
    expect(await ended).toBe(143);
  });

  test('turns a death by signal into 128 + its number', () => {
    layOut("process.kill(process.pid, 'SIGKILL')", { pinned: true });
    expect(spawnSync(systemNode!, [launcher]).status).toBe(137);
  });

  test('says what is needed where no pinned Node is installed', () => {
    layOut('', { pinned: false });
    const run = spawnSync(systemNode!, [launcher], { encoding: 'utf8' });
    expect(run).toMatchObject({ stderr: expect.stringContaining('needs Node.js 22.13'), status: 2 });
    expect(packageJson.engines.node).toBe('>=22.13');
  });
});

describe('the program as a checkout runs it', () => {
  test('tells the version of package.json on the system Node', () => {
    const run = spawnSync(systemNode ?? process.execPath, ['bin/netdrill', '--version'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ stdout: `netdrill ${packageJson.version}\n`, stderr: '', status: 0 });
  });
});
