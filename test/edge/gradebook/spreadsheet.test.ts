import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openGradebook } from '../../../src/edge/gradebook/index.ts';
import { netdrill } from './command.ts';
import { readCsv } from './read-csv.ts';
import { attempt, idOf, line, log, mark } from './samples.ts';

const none =
  spawnSync('soffice', ['--version']).status === 0
    ? undefined
    : 'no LibreOffice: install it (Debian: libreoffice-calc)';

const ENTITIES: Readonly<Record<string, string>> = { apos: "'", quot: '"', amp: '&', lt: '<', gt: '>' };

/** Cells of the first sheet of a flat OpenDocument file: numbers, texts, and what is a formula. */
function readSheet(xml: string): (string | number)[][] {
  return [...xml.matchAll(/<table:table-row[^>]*>(.*?)<\/table:table-row>/gs)].map(([, row]) =>
    [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>(.*?)<\/table:table-cell>)/gs)].flatMap(
      ([, attributes, body]) => {
        const value = /office:value="([^"]*)"/.exec(attributes)?.[1];
        const paragraphs = [...(body ?? '').matchAll(/<text:p>(.*?)<\/text:p>/gs)].map(([, text]) => text);
        const text = paragraphs.join('\n').replace(/&(\w+);/g, (_, name: string) => ENTITIES[name]);
        const cell = /table:formula/.test(attributes)
          ? 'A FORMULA'
          : value === undefined
            ? text
            : Number(value);
        const times = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
        return Array<string | number>(times).fill(cell);
      },
    ),
  );
}

describe.skipIf(none)(`an export in a real spreadsheet${none ? ` (skipped: ${none})` : ''}`, () => {
  let folder: string;
  let store: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'netdrill-sheet-'));
    store = join(folder, 'class.db');
    const book = await openGradebook(store);
    const learners = [
      'anna',
      '=1+1',
      '+1',
      '-1',
      '@SUM(A1)',
      'O\'Neil, "Al"; x',
      '李雷',
      'two\nlines',
      '=HYPERLINK("http://x")',
    ];
    for (const [at, learner] of learners.entries())
      await book.write([
        attempt(at, { learner }),
        log(at, line(1)),
        ...(at % 2 === 0 ? [mark(at, 1, { score: 90 - at, evidence: 12.5 })] : []),
        { write: 'end-attempt', attempt: idOf(at), at: 1_790_000_200_000, how: 'handed-in' },
      ]);
    await book.close();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(['csv', 'moodle'])('has the cells as they are written: %s', async (format) => {
    const { stdout } = await netdrill('export', '--store', store, '--format', format);
    const file = join(folder, `${format}.csv`);
    writeFileSync(file, stdout);
    execFileSync(
      'soffice',
      [
        `-env:UserInstallation=file://${folder}/profile`,
        '--headless',
        // Comma, quote, UTF-8, from row 1 on: what the dialogue proposes to who opens such a file by hand.
        '--infilter=CSV:44,34,76,1',
        '--convert-to',
        'fods',
        '--outdir',
        folder,
        file,
      ],
      { stdio: 'ignore', timeout: 240_000 },
    );
    const sheet = readSheet(readFileSync(join(folder, `${format}.fods`), 'utf8'));
    const written = readCsv(stdout);
    expect(written.flat().filter((cell) => /^'[=+\-@]/.test(cell)).length).toBeGreaterThan(3);
    for (const [at, row] of written.entries())
      expect(sheet[at].slice(0, row.length)).toEqual(
        row.map((cell) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell)),
      );
  });
});
