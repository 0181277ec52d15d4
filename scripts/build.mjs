// Bundles the program into dist/netdrill.js and `netdrill/testing` beside it, and parses the scenarios beforehand, for the time to the
// first frame.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { COMPILED_FILE } from '../src/edge/cli/compiled-scenarios.ts';
import { bundleKit, bundleProgram, root } from './bundle.mjs';
import { compileScenarios } from './compile-scenarios.ts';

const dist = join(root, 'dist');
const written = new Set([
  ...(await bundleProgram(
    {
      netdrill: 'src/edge/cli/main.ts',
      'scenario-screen': 'src/edge/cli/scenario-screen.ts',
      'world-process': 'src/edge/worlds/world-process.ts',
      'gradebook-thread': 'src/edge/gradebook/gradebook-thread.ts',
    },
    dist,
  )),
  ...(await bundleKit(
    { testing: 'src/edge/cli/testing.ts', 'testing-vitest': 'src/edge/testing/match-screen.ts' },
    dist,
  )),
]);
writeFileSync(join(dist, COMPILED_FILE), JSON.stringify(compileScenarios(join(root, 'scenarios'))));
written.add(COMPILED_FILE);

// Only now: a program that starts while the bundle is built anew finds the old one or the new one.
for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  const name = relative(dist, path).replaceAll('\\', '/');
  if (file.isFile() && !written.has(name) && !name.startsWith('types/')) rmSync(path);
}
