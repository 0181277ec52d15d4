import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Builds the bundle once before all tests, so that tests of the program judge the tree as it stands. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: resolve(import.meta.dirname, '..') });
}
