import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/edge/cli/index.ts';

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

  test('names a verb it does not know, on stderr, with the exit code of wrong usage', async () => {
    expect(await run('fly')).toEqual({
      exit: 2,
      stdout: '',
      stderr: "netdrill: unknown verb 'fly'; 'netdrill --help' lists what there is\n",
    });
    expect((await run('--fly')).stderr).toContain("unknown option '--fly'");
  });
});
