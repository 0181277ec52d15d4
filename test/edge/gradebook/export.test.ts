import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatCsv, openGradebook } from '../../../src/edge/gradebook/index.ts';
import { netdrill } from './command.ts';
import { readCsv } from './read-csv.ts';
import { attempt, idOf, line, log, mark } from './samples.ts';

let folder: string;
let store: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-export-'));
  store = join(folder, 'class.db');
  const book = await openGradebook(store);
  await book.write([
    attempt(1),
    log(1, line(1), line(2)),
    mark(1, 1, { score: 40, solved: false, named: false, verdict: 'open' }),
    mark(1, 2),
    mark(1, 2, { score: 85, evidence: 7, rules: '0.2.0', at: 1_790_000_300_000 }),
    { write: 'end-attempt', attempt: idOf(1), at: 1_790_000_200_000, how: 'solved' },
    attempt(2, {
      learner: '=HYPERLINK("http://x","y")',
      drill: 'bridge-two-networks',
      mode: 'exam',
      seed: null,
    }),
    attempt(3, { learner: '李雷', drill: 'bridge-two-networks' }),
    mark(3, 1, { score: 62 }),
    attempt(4, { class: '8a', learner: 'ben' }),
  ]);
  await book.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => netdrill('export', '--store', store, ...args);

describe('netdrill export', () => {
  test('gives a row for each attempt and mark, with the columns that are documented', async () => {
    const { stdout, status } = await run('--class', '7b');
    expect(status).toBe(0);
    expect(stdout.replaceAll(/[0-9a-f]{64}/g, (hash) => `${hash.slice(0, 4)}...`)).toMatchInlineSnapshot(`
      "﻿attempt,class,learner,drill,mode,variant,engine,begun,ended,ending,submission,place,mechanism,evidence,repair,harm,hints,score,solved,named,verdict,rules,marked,first_score,log_line,log_hash
      00000000-0000-4000-8000-000000000001,7b,anna,overlay-no-advertise,practice,41,v0.1.0,2026-09-21T14:13:20.001Z,2026-09-21T14:16:40.000Z,solved,1,20,30,13,20,10,2,40,0,0,open,v0.1.0,2026-09-21T14:15:00.000Z,40,2,1a41...
      00000000-0000-4000-8000-000000000001,7b,anna,overlay-no-advertise,practice,41,v0.1.0,2026-09-21T14:13:20.001Z,2026-09-21T14:16:40.000Z,solved,2,20,30,7,20,10,2,85,1,1,solved,v0.2.0,2026-09-21T14:18:20.000Z,91,2,1a41...
      00000000-0000-4000-8000-000000000002,7b,"'=HYPERLINK(""http://x"",""y"")",bridge-two-networks,exam,,v0.1.0,2026-09-21T14:13:20.002Z,,,,,,,,,,,,,,,,,,
      00000000-0000-4000-8000-000000000003,7b,李雷,bridge-two-networks,practice,41,v0.1.0,2026-09-21T14:13:20.003Z,,,1,20,30,13,20,10,2,62,1,1,solved,v0.1.0,2026-09-21T14:15:00.000Z,62,,
      "
    `);
    const page = readFileSync('docs/gradebook.md', 'utf8');
    const documented = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name);
    expect(readCsv(stdout)[0]).toEqual(documented);
  });

  test('gives the same rows as JSON', async () => {
    const [header, ...rows] = readCsv((await run()).stdout);
    const { stdout } = await run('--format', 'json');
    expect((await run('--json')).stdout).toBe(stdout);
    const objects = JSON.parse(stdout) as Record<string, string | number | null>[];
    expect(objects.map((row) => Object.keys(row))).toEqual(objects.map(() => header));
    const texts = objects.map((row) =>
      Object.values(row).map((value) => (value === null ? '' : String(value))),
    );
    expect(rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@])/, '')))).toEqual(texts);
    expect(objects[0]).toMatchObject({ learner: 'anna', score: 40, solved: 0, variant: 41 });
    expect(objects[2].learner).toBe('=HYPERLINK("http://x","y")');
  });

  test('gives one class or one drill', async () => {
    const learners = async (...args: string[]) =>
      JSON.parse((await run('--json', ...args)).stdout).map((row: { learner: string }) => row.learner);
    expect(await learners('--class', '8a')).toEqual(['ben']);
    expect(await learners('--drill', 'bridge-two-networks')).toEqual(['=HYPERLINK("http://x","y")', '李雷']);
    expect(await learners('--class', '9')).toEqual([]);
  });

  test('gives grades as Moodle imports them: a line for each learner, the best score of each drill', async () => {
    const { stdout, status } = await run('--format', 'moodle', '--class', '7b');
    expect(status).toBe(0);
    expect(readCsv(stdout)).toEqual([
      ['username', 'bridge-two-networks', 'overlay-no-advertise'],
      ['\'=HYPERLINK("http://x","y")', '-', '-'],
      ['anna', '-', '85'],
      ['李雷', '62', '-'],
    ]);
    expect(await run('--format', 'moodle')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(
        /Moodle wants one class, and these are several: --class with one of 7b, 8a/,
      ),
    });
  });

  test('says what formats there are', async () => {
    expect(await run('--format', 'xlsx')).toMatchObject({
      status: 2,
      stderr: "netdrill export: --format wants csv, json, moodle, not 'xlsx'\n",
    });
  });
});

describe('CSV', () => {
  const formula = (cell: string) => /^[=+\-@\t\r\n]/.test(cell) && cell !== '-';

  test('whatever a text is, it comes back as it was but for the apostrophe before a formula', () => {
    const text = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",; a李\'|') });
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const read = readCsv(formatCsv(rows));
        expect(read).toEqual(rows.map((row) => row.map((cell) => (formula(cell) ? `'${cell}` : cell))));
        for (const cell of read.flat()) expect(formula(cell)).toBe(false);
      }),
    );
  });

  test('numbers stay numbers, below zero too; nothing is an empty cell; a terminal is told nothing', () => {
    expect(formatCsv([[-1, 2.5, null, '-1', '\x1b]0;x\x07', '＝1']])).toBe(
      `\ufeff-1,2.5,,'-1,"\\u001b]0;x\\u0007",'＝1\r\n`,
    );
  });
});
