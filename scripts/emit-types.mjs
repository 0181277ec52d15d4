// Writes the type declarations of `netdrill/testing` into dist/types: what its entries reach, and nothing else of the program.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { root } from './bundle.mjs';

const ENTRIES = ['edge/cli/testing.d.ts', 'edge/testing/match-screen.d.ts'];
const types = join(root, 'dist/types');

const all = mkdtempSync(join(tmpdir(), 'netdrill-types-'));
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'config/types.tsconfig.json', '--outDir', all], {
  cwd: root,
  stdio: 'inherit',
});
rmSync(types, { recursive: true, force: true });
const waiting = [...ENTRIES];
const copied = new Set();
for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
  if (copied.has(file)) continue;
  copied.add(file);
  cpSync(join(all, file), join(types, file));
  for (const [, path] of readFileSync(join(all, file), 'utf8').matchAll(
    /(?:from |import\()'(\.[^']+)\.tsx?'/g,
  ))
    waiting.push(resolve('/', dirname(file), `${path}.d.ts`).slice(1));
}
rmSync(all, { recursive: true });
