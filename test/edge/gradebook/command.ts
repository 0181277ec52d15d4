import { runCommandLine } from '../../../src/edge/cli/index.ts';

/** Runs a command line in this process; what it printed, and its exit status. */
export async function netdrill(
  ...args: string[]
): Promise<{ stdout: string; stderr: string; status: number }> {
  const seen = { stdout: '', stderr: '', status: 0 };
  seen.status = await runCommandLine(
    { args, version: '0' },
    {
      stdout: (text) => {
        seen.stdout += text;
      },
      stderr: (text) => {
        seen.stderr += text;
      },
    },
  );
  return seen;
}
