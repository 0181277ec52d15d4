import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Mark, openGradebook } from '../../../src/edge/gradebook/index.ts';
import { scriptOf } from '../../drills/labs.ts';
import { netdrill } from './command.ts';
import { RecordedAttempt } from './recorded.ts';
import { attempt, idOf, line } from './samples.ts';

const DRILL = 'bridge-two-networks';
const solve = scriptOf(DRILL, 'solve.session');
const WRONG = 'on dock1\n$ docker ps\ndiagnose dock1/firewall docker-chains-flushed evidence 1\nsubmit\n';

let folder: string;
let store: string;
let recorded: RecordedAttempt[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-regrade-'));
  const of = (number: number) => new RecordedAttempt(number, DRILL);
  recorded = [
    of(1).types(solve),
    // A wrong answer, everything begun anew, an undo, and the right answer: the second explanation counts half.
    of(2)
      .types(WRONG)
      .presses('Escape', 'C-g', 'r', 'y')
      .types('on dock1\n$ hostname\n')
      .presses('C-g', 'z')
      .types(solve),
    of(3).presses('Enter').types('hint\n').presses('C-g', 'x', 'y').types(WRONG),
    of(4).types('on dock1\n$ docker ps\n'),
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  store = join(folder, `${expect.getState().currentTestName?.replaceAll(/\W/g, '-')}.db`);
});

/** A store with the attempts and the marks that were given, by these rules. */
async function kept(rules: (mark: Mark) => Mark, changed = (text: string) => text): Promise<void> {
  const book = await openGradebook(store);
  for (const [at, { lines, marks }] of recorded.entries()) {
    const id = idOf(at + 1);
    await book.write([
      attempt(at + 1, { drill: DRILL, seed: null, learner: ['anna', 'ben', 'cara', 'dan'][at] }),
      { write: 'log', attempt: id, lines: lines.map((text, seq) => line(seq + 1, changed(text))) },
      ...marks.map((mark) => ({ write: 'mark', ...rules(mark) }) as const),
      { write: 'end-attempt', attempt: id, at: 1_790_000_900_000, how: 'closed' },
    ]);
  }
  await book.close();
}

test('by the same rules nothing moves, whatever was undone, begun anew, hinted at and given up', async () => {
  expect(recorded.map(({ marks }) => marks.map(({ score }) => score))).toEqual([[100], [5, 65], [0, 0], []]);
  await kept((mark) => mark);
  expect(await netdrill('regrade', '--store', store)).toEqual({ stdout: '', stderr: '', status: 0 });
});

test('after a change of the rules exactly the marks that moved are listed, and kept beside the old ones', async () => {
  // As if a second explanation had counted in full.
  const kinder = (mark: Mark): Mark =>
    mark.submission === 2 && mark.score > 0
      ? { ...mark, place: 20, mechanism: 30, evidence: 20, score: 100 }
      : mark;
  await kept(kinder);
  const moved = `7b ben ${DRILL} (attempt ${idOf(2)}, submission 2): place 20 -> 10, mechanism 30 -> 15, evidence 20 -> 10, score 100 -> 65\n`;
  expect(await netdrill('regrade', '--store', store)).toEqual({ stdout: moved, stderr: '', status: 0 });
  expect(await netdrill('regrade', '--store', store, '--class', '8a')).toMatchObject({
    stdout: '',
    status: 0,
  });
  const json = await netdrill('regrade', '--store', store, '--write', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject([
    {
      attempt: idOf(2),
      submission: 2,
      before: { score: 100, mechanism: 30 },
      after: { score: 65, mechanism: 15 },
    },
  ]);
  expect(await netdrill('regrade', '--store', store)).toEqual({ stdout: '', stderr: '', status: 0 });
  const { stdout } = await netdrill('export', '--store', store, '--json');
  expect(
    JSON.parse(stdout).map((row: Record<string, unknown>) => [
      row.learner,
      row.submission,
      row.score,
      row.first_score,
    ]),
  ).toEqual([
    ['anna', 1, 100, 100],
    ['ben', 1, 5, 5],
    ['ben', 2, 65, 100],
    ['cara', 1, 0, 0],
    ['cara', 2, 0, 0],
    ['dan', null, null, null],
  ]);
});

test('a judgement that never came to its end is made up for', async () => {
  await kept((mark) => mark);
  const book = await openGradebook(store);
  const { engine } = book as unknown as { engine: { raw(sql: string): unknown } };
  engine.raw(`delete from marks where attempt = '${idOf(1)}'`);
  await book.close();
  const { stdout } = await netdrill('regrade', '--store', store);
  expect(stdout).toMatch(
    /^7b anna .*submission 1\): place none -> 20, .*score none -> 100, solved none -> yes,.*\n$/,
  );
});

test('where a command prints something else than it did, the marks stay, and that is said', async () => {
  await kept(
    (mark) => ({ ...mark, score: 1 }),
    (text) => text.replace(/("number":1,"digest":")[0-9a-f]+/, '$1000000000000'),
  );
  const { stdout, stderr, status } = await netdrill('regrade', '--store', store, '--write');
  expect([stdout, status]).toEqual(['', 1]);
  expect(stderr).toContain(
    `7b anna ${DRILL} (attempt ${idOf(1)}): command 1 does not print what the learner saw (the drill or Netdrill changed since 0.1.0). Its marks stay as they are.\n`,
  );
  expect(stderr.trim().split('\n')).toHaveLength(3);
});

test('a store that is not there, and no store at all, are said', async () => {
  expect(await netdrill('regrade', '--store', join(folder, 'none.db'))).toEqual({
    stdout: '',
    stderr: expect.stringMatching(/netdrill regrade: .*none\.db: there is no such gradebook/),
    status: 2,
  });
  expect(await netdrill('regrade')).toMatchObject({
    stderr: expect.stringMatching(/--store PATH\|URL/),
    status: 2,
  });
});
