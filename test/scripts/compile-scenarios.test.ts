import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileScenarios } from '../../scripts/compile-scenarios.ts';
import { parseScenarioFile } from '../../src/drill/scenario/index.ts';

const bundled = resolve(import.meta.dirname, '../../scenarios');
const pack = mkdtempSync(join(tmpdir(), 'netdrill-compile-'));
afterAll(() => rmSync(pack, { recursive: true }));

test('what is compiled is what parsing gives, to the order of fields: the digest of a saved session hangs on it', () => {
  const compiled = compileScenarios(bundled);
  expect(compiled).toHaveLength(readdirSync(bundled).length);
  for (const { source, scenario } of compiled)
    expect(JSON.stringify(JSON.parse(JSON.stringify(scenario)))).toBe(
      JSON.stringify(parseScenarioFile('test', source)),
    );
  // Nothing in a scenario is lost on the way through JSON.
  for (const { scenario } of compiled) expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
});

test('a broken scenario is left out, the others are not', () => {
  cpSync(join(bundled, 'seed-lab'), join(pack, 'seed-lab'), { recursive: true });
  mkdirSync(join(pack, 'bad'));
  writeFileSync(join(pack, 'bad', 'scenario.yaml'), 'id: bad\nnodes: [\n');
  expect(compileScenarios(pack).map(({ source }) => source)).toEqual([
    readFileSync(join(pack, 'seed-lab', 'scenario.yaml'), 'utf8'),
  ]);
});
