// Holds src/ against config/rooms.ts and prints what breaks a rule. Exit 1 where anything does.
import { resolve } from 'node:path';
import * as house from '../config/rooms.ts';
import { checkArchitecture } from './architecture.ts';
import { readSourceFiles } from './source-files.ts';

const files = readSourceFiles(resolve(import.meta.dirname, '..'));
const findings = checkArchitecture(files, house);
for (const { path, line, severity, rule, message } of findings) {
  console.log(`${path}:${line}: ${severity}: ${message} (${rule})`);
}
const errors = findings.filter(({ severity }) => severity === 'error').length;
console.log(
  `architecture: ${files.length} files read, ${errors} errors, ${findings.length - errors} warnings`,
);
// A check that read nothing must not pass for one that found nothing.
process.exitCode = errors > 0 || files.length === 0 ? 1 : 0;
