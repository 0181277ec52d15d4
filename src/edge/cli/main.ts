import packageJson from '../../../package.json' with { type: 'json' };
import { runCommandLine } from './arguments.ts';

process.exitCode = runCommandLine(
  { args: process.argv.slice(2), version: packageJson.version },
  { stdout: (text) => process.stdout.write(text), stderr: (text) => process.stderr.write(text) },
);
