import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as house from '../config/rooms.ts';
import { checkArchitecture, type Rule, rules } from '../scripts/architecture.ts';
import { readSourceFiles } from '../scripts/source-files.ts';

const root = resolve(import.meta.dirname, '..');
const fixtures = join(root, 'test/fixtures/architecture');
const cases = readdirSync(fixtures);

/** Findings of one fixture, in the form of its `expected.txt`. */
function findingsOf(fixture: string): string {
  const findings = checkArchitecture(readSourceFiles(join(fixtures, fixture)), house);
  return findings.map(({ rule, path, line, message }) => `${path}:${line} ${rule}: ${message}\n`).join('');
}

function fileOfLines(count: number) {
  const paragraph =
    '// A room of one long file, which says at length what it is for and what it refuses to be.\n';
  return [{ path: 'src/lib/index.ts', text: paragraph + 'export {};\n'.repeat(count - 1) }];
}

describe('the house', () => {
  test('every source file was really read', () => {
    const files = readSourceFiles(root);
    const found = globSync('src/**/*.{ts,tsx}', { cwd: root });
    expect(files.map(({ path }) => path)).toEqual(found.sort());
    expect(files.length).toBeGreaterThan(10);
    expect(files.every(({ text }) => text.length > 0)).toBe(true);
  });

  test('keeps its own rules', () => {
    const errors = checkArchitecture(readSourceFiles(root), house).filter(
      ({ severity }) => severity === 'error',
    );
    expect(errors).toEqual([]);
  });

  test('each line of the table names rooms further down only', () => {
    const order = Object.keys(house.rooms);
    for (const [room, { imports }] of Object.entries(house.rooms)) {
      for (const target of imports) {
        expect(order.slice(0, order.indexOf(room)), `${room} imports ${target}`).toContain(target);
      }
    }
  });

  test('configuration and consequence do not see each other', () => {
    expect(house.rooms['network/kernel']!.imports).not.toContain('network/dataplane');
    expect(house.rooms['network/dataplane']!.imports).not.toContain('network/kernel');
  });
});

describe('each rule can fail', () => {
  test.each(cases)('%s', async (fixture) => {
    await expect(findingsOf(fixture)).toMatchFileSnapshot(join(fixtures, fixture, 'expected.txt'));
  });

  test('long-file warns from the first length and fails past the second', () => {
    const { warn, fail } = house.fileLength;
    const severity = (lines: number) =>
      checkArchitecture(fileOfLines(lines), house).map((finding) => finding.severity);
    expect(severity(warn)).toEqual([]);
    expect(severity(warn + 1)).toEqual(['warning']);
    expect(severity(fail)).toEqual(['warning']);
    expect(severity(fail + 1)).toEqual(['error']);
    const excused = { ...house, longFiles: { 'src/lib/index.ts': 'a table' } };
    expect(checkArchitecture(fileOfLines(fail + 1), excused)).toEqual([]);
  });

  test('no rule goes without a fixture', () => {
    const shown = cases
      .map((fixture) => readFileSync(join(fixtures, fixture, 'expected.txt'), 'utf8'))
      .join('');
    const silent = (Object.keys(rules) as Rule[]).filter((rule) => !shown.includes(` ${rule}: `));
    expect(silent).toEqual(['long-file']);
  });

  test('a file that does not parse is an error, not a file without findings', () => {
    expect(() => checkArchitecture([{ path: 'src/lib/index.ts', text: 'export const = ;' }], house)).toThrow(
      SyntaxError,
    );
  });
});
