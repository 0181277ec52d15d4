import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { build } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { changes, cheaperInk } from '../../scripts/cheaper-ink.mjs';

type Output = new (size: {
  width: number;
  height: number;
}) => {
  caches: unknown;
  write(x: number, y: number, text: string, options: { transformers: ((row: string) => string)[] }): void;
  get(): { output: string; height: number };
};

/** Bundles a module of Ink as the build does, and loads the result. */
async function load(module: string, plugins: (typeof cheaperInk)[]) {
  const { output } = await build({
    input: `node_modules/ink/build/${module}`,
    write: false,
    platform: 'node',
    plugins,
  });
  return (await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`))
    .default;
}

/** Of one module alone, whose bundle lacks the other change. */
const alone = [{ ...cheaperInk, generateBundle: undefined } as never];
const Stock: Output = await load('output.js', []);
const Cheap: Output = await load('output.js', alone);

/** Pieces of rows: styles that begin and end, wide and joined characters, blanks at the end. */
const piece = fc.constantFrom(
  'ip',
  ' ',
  '世界',
  '\u001b[31m',
  '\u001b[39m',
  '\u001b[7m',
  '\u001b[27m',
  '\u001b[1;2m',
  '\u001b[0m',
  '\u001b[22m',
  '\u001b[38;5;9m',
  '\u0301',
  '│',
  'é',
  '👩‍👦',
  '…',
);
const rows = fc.array(fc.array(piece, { maxLength: 8 }), { minLength: 1, maxLength: 4 });

describe("Ink's output in the bundle", () => {
  test('prints the same frames: rows, rows that are too long, writes beside and over each other', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat(12), { maxLength: 2 }), (written, odd) => {
        const [stock, cheap] = [Stock, Cheap].map((Kind) => {
          const output = new Kind({ width: 12, height: 4 });
          for (const [y, text] of written.entries())
            output.write(0, y, text.join(''), {
              transformers: [(row) => row, (row) => row.replace('ip', 'IP')],
            });
          for (const x of odd) output.write(x, x % 4, 'odd\none', { transformers: [] });
          return output.get();
        });
        expect(cheap).toEqual(stock);
      }),
      { seed: 3, numRuns: 2000 },
    );
  });

  test('keeps its caches from frame to frame', () => {
    const size = { width: 4, height: 1 };
    expect(new Cheap(size).caches).toBe(new Cheap(size).caches);
    expect(new Stock(size).caches).not.toBe(new Stock(size).caches);
  });

  test('a text is cleaned the same, the second time too', async () => {
    const stock: (text: string) => string = await load('sanitize-ansi.js', []);
    const cheap: (text: string) => string = await load('sanitize-ansi.js', alone);
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.constantFrom('\u001b[2J', '\u0007', '\t'))), (pieces) => {
        const text = pieces.join('');
        expect([cheap(text), cheap(text)]).toEqual([stock(text), stock(text)]);
      }),
      { seed: 3 },
    );
  });

  test('a new Ink that looks different stops the build', () => {
    for (const [module, change] of Object.entries(changes)) {
      const source = readFileSync(new URL(`../../node_modules/ink/build/${module}`, import.meta.url), 'utf8');
      expect(change(source)).not.toBe(source);
      expect(() => change(source.replaceAll(/OutputCaches|sanitizeAnsi/g, 'Other'))).toThrow(/no single/);
    }
  });

  test('a bundle of Ink without one of the changes is none', async () => {
    const deaf = { ...cheaperInk, load: undefined };
    await expect(load('output.js', [deaf as never])).rejects.toThrow(/was not found/);
  });
});
