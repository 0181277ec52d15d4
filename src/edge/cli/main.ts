import packageJson from '../../../package.json' with { type: 'json' };
import { runCommandLine } from './command-line.ts';
import { boundBacktracking } from './regular-expressions.ts';

boundBacktracking();

// Whoever read us has seen enough ('netdrill list | head -1'): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCommandLine(
  { args: process.argv.slice(2), version: packageJson.version },
  { stdout: (text) => process.stdout.write(text), stderr: (text) => process.stderr.write(text) },
);
