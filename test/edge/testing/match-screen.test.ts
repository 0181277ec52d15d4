import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');
let folder: string;
let golden: string;

/** A run of vitest over one test that draws a word and compares it with `word.screen`; what it says. */
function run(word: string, ...options: string[]): { failed: boolean; text: string } {
  writeFileSync(
    join(folder, 'word.test.ts'),
    `import { createElement } from 'react';
import { Text } from 'ink';
import { expect, test } from 'vitest';
import { openTerminal } from '${ROOT}/src/edge/testing/index.ts';
test('a word', async () => {
  const terminal = await openTerminal(createElement(Text, { color: 'green' }, '${word}'), { columns: 12, rows: 2 });
  await expect(terminal).toMatchScreen('word');
  await terminal.close();
});
`,
  );
  const words = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', folder, ...options];
  const env = { ...process.env, FORCE_COLOR: '1', CI: '' };
  try {
    return {
      failed: false,
      text: execFileSync(process.execPath, words, { encoding: 'utf8', env, stdio: 'pipe' }),
    };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { failed: true, text: stdout + stderr };
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(ROOT, 'test/edge/testing/run-'));
  mkdirSync(join(folder, '__screens__'));
  golden = join(folder, '__screens__/word.screen');
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `export default { test: { include: ['word.test.ts'], setupFiles: ['${ROOT}/src/edge/testing/match-screen.ts'] } };\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a golden screen', () => {
  test('is written where there is none, and then compared; a difference is shown and drawn', () => {
    expect(run('there')).toMatchObject({ failed: false });
    expect(readFileSync(golden, 'utf8')).toBe('12x2 cursor hidden\n|there\n|\n0: 0-4 ink=2\n');

    const { failed, text } = run('these');
    expect(failed).toBe(true);
    expect(text).toContain('  golden |there\n');
    expect(text).toContain('  screen |these\n');
    expect(text).toContain('         |   ^\n');
    const pictures = ['word.actual.svg', 'word.golden.svg'];
    expect(readdirSync(join(folder, '__screens__')).sort()).toEqual([...pictures, 'word.screen']);
    const [actual, before] = pictures.map((name) => readFileSync(join(folder, '__screens__', name), 'utf8'));
    expect([actual.includes('these'), before.includes('there')]).toEqual([true, true]);

    expect(run('these', '-u')).toMatchObject({ failed: false });
    expect(readFileSync(golden, 'utf8')).toContain('|these\n');
    // Pictures of a difference that is none any more are gone.
    expect(readdirSync(join(folder, '__screens__'))).toEqual(['word.screen']);
  });

  test('that cannot be read says in which line', () => {
    writeFileSync(golden, '12x2 cursor hidden\n|there\nno bar\n');
    expect(run('there').text).toContain(
      'word.screen: line 3: a row begins with a bar: write it anew with vitest -u',
    );
  });
});
