import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadVerbs, runCommandLine } from '../../../src/edge/cli/index.ts';

async function run(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const exit = await runCommandLine(
    { args, version: '1.2.3' },
    {
      stdout: (text) => {
        stdout += text;
      },
      stderr: (text) => {
        stderr += text;
      },
    },
  );
  return { exit, stdout, stderr };
}

describe('the command line', () => {
  test('tells its version', async () => {
    expect(await run('--version')).toEqual({ exit: 0, stdout: 'netdrill 1.2.3\n', stderr: '' });
  });

  test('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      exit: 0,
      stderr: '',
      stdout: expect.stringContaining('Usage: netdrill'),
    });
  });

  test('headless verbs take the common options, the app on the terminal refuses what means nothing there', async () => {
    for (const { spec } of await loadVerbs()) {
      const { stdout } = await run(spec.name, '--help');
      for (const name of ['json', 'seed N', 'healthy', 'scenarios DIR'])
        expect(stdout.includes(`--${name}`), `${spec.name} --${name}`).toBe(
          !spec.fullScreen || ['seed N', 'scenarios DIR'].includes(name),
        );
    }
    expect(await run('play', 'overlay-ping', '--healthy')).toEqual({
      exit: 2,
      stdout: '',
      stderr: "netdrill play: unknown option '--healthy'; 'netdrill play --help' lists what there is\n",
    });
  });

  test('screen prints the twin without faults, and JSON', async () => {
    const script = join(mkdtempSync(join(tmpdir(), 'netdrill-screen-')), 'ping.session');
    writeFileSync(script, 'on web\n$ ping -c 1 -W 1 192.168.91.10\n');
    const screen = ['screen', 'macvlan-own-host', script, '--json', '--size', '80x24', '--keys', 'F6'];
    const [broken, healthy] = [await run(...screen), await run(...screen, '--healthy')];
    expect(broken).toMatchObject({ exit: 0, stderr: '' });
    const picture = (text: string) => (JSON.parse(text) as { picture: string }).picture;
    expect(picture(broken.stdout)).toContain('0 received');
    expect(picture(healthy.stdout)).toContain('1 received');
  });

  test('names a verb it does not know, on stderr, with the exit code of wrong usage', async () => {
    expect(await run('fly')).toEqual({
      exit: 2,
      stdout: '',
      stderr: "netdrill: unknown verb 'fly'; 'netdrill --help' lists what there is\n",
    });
    expect((await run('--fly')).stderr).toContain("unknown option '--fly'");
  });
});
