import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REQUIRED, REQUIRED_OF_DRILL, scenarioSchema } from '../../../src/drill/scenario/index.ts';
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

test('what neither a scenario nor its base says is named', async () => {
  mkdirSync(join(pack, 'family'));
  writeFileSync(
    join(pack, 'family', 'scenario.yaml'),
    `formatVersion: 1\nkind: family\nid: family\n${TIMES}base: overlay-lab\ndrill: { family: family, level: 2 }\n`,
  );
  const [problem] = await problemsOf(
    'bad',
    'formatVersion: 1\nkind: drill\nid: bad\nbase: family\ndrill: { twin: 1 }\n',
  );
  expect(problem).toBe(
    `${join(pack, 'bad', 'scenario.yaml')}:1:1: drill.topics: is missing here and in its base. Add it.`,
  );
});

test('a base that is built on its own heir is refused', async () => {
  mkdirSync(join(pack, 'egg'));
  writeFileSync(join(pack, 'egg', 'scenario.yaml'), `${HEAD}${TIMES}id: egg\nbase: hen\n`);
  const problems = await problemsOf('hen', `${HEAD}${TIMES}id: hen\nbase: egg\n`);
  expect(problems).toContainEqual(
    expect.stringContaining("hen/scenario.yaml: its base 'hen' is built on it in turn"),
  );
});

test('what a scenario must say, with its base, is what the schema asks for', () => {
  const { drill, ...fields } = scenarioSchema.shape;
  const asked = (shape: Record<string, { isOptional(): boolean }>) =>
    Object.keys(shape).filter((field) => !shape[field].isOptional());
  expect(asked(fields).filter((field) => !['formatVersion', 'kind', 'id'].includes(field))).toEqual([
    ...REQUIRED,
  ]);
  expect(asked(drill.unwrap().shape)).toEqual([...REQUIRED_OF_DRILL]);
});
