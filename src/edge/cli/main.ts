import packageJson from '../../../package.json' with { type: 'json' };
import { runCommandLine } from './command-line.ts';

process.exitCode = await runCommandLine(
  { args: process.argv.slice(2), version: packageJson.version },
  { stdout: (text) => process.stdout.write(text), stderr: (text) => process.stderr.write(text) },
);
