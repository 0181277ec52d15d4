import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPacks } from '../../../src/edge/cli/packs.ts';

let pack: string;
beforeEach(() => {
  pack = mkdtempSync(join(tmpdir(), 'netdrill-pack-'));
});
afterEach(() => rmSync(pack, { recursive: true, force: true }));

async function problemsOf(id: string, text: string): Promise<string[]> {
  mkdirSync(join(pack, id));
  writeFileSync(join(pack, id, 'scenario.yaml'), text);
  const { entries, problems } = await readPacks(pack);
  // The bundled ones are there whatever the added one is.
  expect(entries.map(({ scenario }) => scenario.id)).toContain('overlay-no-advertise');
  expect(entries.map(({ scenario }) => scenario.id)).not.toContain(id);
  return problems;
}

const HEAD = 'formatVersion: 1\nkind: lab\ntitle: { en: a, zh: b }\nsummary: { en: a, zh: b }\n';
const TIMES = "start: '2018-07-22T09:31:05.000+08:00'\nhistory: 40m\n";

test('YAML that cannot be read is named with line and column', async () => {
  const [problem] = await problemsOf('bad', `${HEAD}id: bad\nnodes: [\n`);
  expect(problem).toContain(`${join(pack, 'bad', 'scenario.yaml')}:7:1: `);
});

test('unknown and missing fields are named where they are', async () => {
  const problems = await problemsOf('bad', `${HEAD}id: bad\nkernle: 5\nsegments:\n  lan: { delay: 4 }\n`);
  const file = join(pack, 'bad', 'scenario.yaml');
  expect(problems).toEqual(
    expect.arrayContaining([
      `${file}:6:1: kernle: no such field here. Take it out, or correct its name.`,
      `${file}:8:10: segments.lan.delay: no such field here. Take it out, or correct its name.`,
      `${file}:1:1: start: is missing. Add it.`,
    ]),
  );
});

test('an id other than the folder is refused', async () => {
  const [problem] = await problemsOf('bad', `${HEAD}${TIMES}id: other\nbase: overlay-lab\n`);
  expect(problem).toContain("the id 'other' must be the folder's name 'bad'");
});

test('a base that is in no pack is refused, with those there are', async () => {
  const [problem] = await problemsOf('bad', `${HEAD}${TIMES}id: bad\nbase: nowhere\n`);
  expect(problem).toMatch(/its base 'nowhere' is in no pack.*There are: .*overlay-lab/);
});
