import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClassLab, type Visitor } from './class-lab.ts';

const EXAM = 'exam-port';
/** What would tell how somebody does: suspects, bits, marks, the words of a verdict. */
const TELLING =
  /Suspects|suspects? left|\bbits?\b|of 100|Solved|Not solved|Diagnosed|Given up|The cause is|\d points/;

const lab = new ClassLab();
const pack = join(lab.folder, 'pack');
beforeAll(async () => {
  mkdirSync(join(pack, EXAM), { recursive: true });
  cpSync('scenarios/host-port-taken/scenario.yaml', join(pack, EXAM, 'scenario.yaml'));
  const file = join(pack, EXAM, 'scenario.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('id: host-port-taken', `id: ${EXAM}`));
  lab.write(
    ['anna', 'ben', 'cleo', 'dora'],
    `
  - { scenario: ${EXAM}, mode: exam, opens: 2026-01-01T00:00:00Z, closes: 2999-01-01T00:00:00Z }
  - { scenario: bridge-no-way-out, mode: practice, opens: 2998-01-01T00:00:00Z }
  - { scenario: host-publish-ignored, mode: one }`,
  );
  await lab.start('--scenarios', pack);
});
afterAll(() => lab.close());

/** Sits down at a drill of the list, by how far down it stands, with everything seen on the way kept. */
async function begin(name: string, down = 0): Promise<{ visitor: Visitor; seen: () => string }> {
  const visitor = await (await lab.visit(name)).sit();
  const screens = new Set<string>();
  visitor.onScreen((text) => screens.add(text));
  await visitor.play(down);
  return { visitor, seen: () => [...screens].join('\n') };
}

async function type(visitor: Visitor, line: string, shown: RegExp): Promise<void> {
  visitor.send(`${line}\r`);
  await visitor.until(shown);
}

function rows<T>(sql: string, ...values: string[]): T[] {
  const db = new DatabaseSync(join(lab.folder, 'class.db'), { readOnly: true });
  const found = db.prepare(sql).all(...values) as T[];
  db.close();
  return found;
}

const marksOf = (learner: string) =>
  rows<{ score: number; submission: number }>(
    'select score, submission from marks join attempts on attempts.id = marks.attempt where learner = ?',
    learner,
  );

test('only what is open is listed', async () => {
  const list = await (await lab.visit('dora')).exec('list --json');
  expect(
    JSON.parse(list.stdout)
      .map(({ drill }: { drill: string }) => drill)
      .sort(),
  ).toEqual([EXAM, 'host-publish-ignored']);
});

test('an exam tells nothing on the screen: no suspects, no hints, no result of what is handed in', async () => {
  const { visitor, seen } = await begin('anna');
  await type(visitor, 'docker ps -a', /CONTAINER ID/);
  await type(visitor, 'ss -lntp; echo done-$((1+1))', /done-2/);
  visitor.send('\u001bOS');
  await visitor.until(/There are no hints here/);
  visitor.send('\u001b[15~');
  await visitor.until(/where ─/);
  visitor.send('u\r');
  await visitor.until(/Hand this in\?/);
  visitor.send('y');
  await visitor.until(/Handed in\. The results come when your teacher releases them\./);
  expect(seen()).not.toMatch(TELLING);
  visitor.send('\r');
  await visitor.until(/You had your one attempt/);
  visitor.leave();
  await visitor.until(() => visitor.closed);
});

test('nor by any command, nor on the list of drills, nor after logging in again; the mark is kept', async () => {
  await expect.poll(() => marksOf('anna')).toHaveLength(1);
  const score = await (await lab.visit('anna')).exec('score --json');
  expect(score.stdout).toBe('[]\n');
  expect((await (await lab.visit('anna')).exec('score')).stdout).toBe('');
  expect((await (await lab.visit('anna')).exec('list --json')).stdout).not.toMatch(/score|solved|best/);
  // A replay holds the log, an export the marks: nobody gets either from here.
  for (const command of [
    'replay',
    'replay --json',
    'replay --store class.db',
    'export',
    'board',
    'class-board',
  ])
    expect(await (await lab.visit('anna')).exec(command)).toMatchObject({ stdout: '', status: 127 });
  const again = await (await lab.visit('anna')).sit();
  await again.until(/0 of 2 solved/);
  expect(again.text()).not.toMatch(TELLING);
  expect(again.text()).toContain('0 of 2 solved');
  again.leave();
});

test('giving up ends it as well, and a clock of the client means nothing', async () => {
  // The client's clock is no part of the protocol; what it says of itself in variables is refused.
  const { visitor, seen } = await begin('ben');
  visitor.send('\u0007x');
  await visitor.until(/other key goes back/);
  visitor.send('y');
  await visitor.until(/Handed in\. The results come/);
  expect(seen()).not.toMatch(TELLING);
  visitor.leave();
  await expect.poll(() => marksOf('ben')).toHaveLength(1);
});

test('a server killed while it judges neither loses the answer nor counts it twice', async () => {
  const { visitor, seen } = await begin('cleo');
  await type(visitor, 'docker ps -a', /CONTAINER ID/);
  visitor.send('\u0007x');
  await visitor.until(/other key goes back/);
  visitor.send('y');
  const submitted = () =>
    rows<{ line: string }>(
      'select line from log join attempts on attempts.id = log.attempt where learner = ?',
      'cleo',
    ).filter(({ line }) => line.includes('"submit"')).length;
  await expect.poll(submitted).toBe(1);
  await lab.stop('SIGKILL');
  await lab.start('--scenarios', pack);
  const again = await (await lab.visit('cleo')).sit();
  again.onScreen(() => {});
  await again.until(/Handed in\. The results come|q quit/);
  await expect.poll(() => marksOf('cleo')).toHaveLength(1);
  expect(submitted()).toBe(1);
  expect(seen() + again.text()).not.toMatch(TELLING);
  again.leave();
});

test('with one attempt the result is told, and it was the one', async () => {
  const { visitor } = await begin('dora', 1);
  await type(visitor, 'docker ps -a', /CONTAINER ID/);
  expect(visitor.text()).toMatch(/Suspects/);
  visitor.send('\u0007x');
  await visitor.until(/other key goes back/);
  visitor.send('y');
  await visitor.until(/of 100/);
  visitor.send('\u001b');
  await visitor.until(/typing on|q quit/);
  await type(visitor, '\u0007x', /handed in already|one attempt|other key goes back/);
  visitor.leave();
  await expect.poll(() => marksOf('dora')).toHaveLength(1);
});

test('once the results are released they are there, also for who is logged in', async () => {
  const anna = await (await lab.visit('anna')).sit();
  const row = () => /^.*\(4\) +bridge, ports.*$/m.exec(anna.text())?.[0] ?? '';
  await anna.until(() => row().includes('--'));
  const words = ['gradebook', 'release', EXAM, '--class', 'test', '--store', join(lab.folder, 'class.db')];
  expect(execFileSync(process.execPath, ['bin/netdrill', ...words]).toString()).toBe(
    `${EXAM}: results of 3 attempts released\n`,
  );
  await expect
    .poll(async () => JSON.parse((await (await lab.visit('anna')).exec('score --json')).stdout), {
      timeout: 20_000,
    })
    .toEqual([{ drill: EXAM, score: expect.any(Number), solved: false }]);
  await anna.until(() => /ports +\d+/.test(row()));
  anna.leave();
});
