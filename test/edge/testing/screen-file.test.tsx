import { Box, Text } from 'ink';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Cell, openTerminal } from '../../../src/edge/testing/index.ts';
import { diffScreens } from '../../../src/edge/testing/screen-diff.ts';
import { formatScreen, parseScreen } from '../../../src/edge/testing/screen-file.ts';

async function pictureOf(word: string, color: string, columns = 24) {
  const terminal = await openTerminal(
    <Box flexDirection="column">
      <Text>
        Hello <Text color={color}>{word}</Text> 世界
      </Text>
      <Text inverse>last row</Text>
    </Box>,
    { columns, rows: 3 },
  );
  const picture = { cells: terminal.cells(), cursor: terminal.cursor() };
  await terminal.close();
  return picture;
}

describe('a golden file', () => {
  test('is read as text first, then looks', async () => {
    expect(formatScreen(await pictureOf('there', 'green'))).toBe(
      '24x3 cursor hidden\n|Hello there 世界\n|last row\n|\n0: 6-10 ink=2\n1: 0-7 inverse\n',
    );
  });

  test('gives back the cells it was made of', async () => {
    const words = fc.array(fc.constantFrom('a', 'Z', '|', ';', ' ', '界', '─', '-', '0:'), { maxLength: 12 });
    const colors = fc.constantFrom('red', 'blueBright', '#12ab9f');
    await fc.assert(
      fc.asyncProperty(words, colors, async (parts, color) => {
        const picture = await pictureOf(parts.join(''), color, 40);
        const read = await parseScreen(formatScreen(picture));
        expect(read.cells).toEqual(picture.cells);
        expect(read.cursor.visible).toBe(picture.cursor.visible);
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  test.each([
    ['nothing', 'line 1'],
    ['3x2 cursor hidden\n|a', 'line 2: 2 rows are announced'],
    ['3x1 cursor hidden\na', 'line 2: a row begins with a bar'],
    ['3x1 cursor 0,0\n|a\n0: 0-3 bold', "line 3: '0-3 bold' is no stretch"],
    ['3x1 cursor 0,0\n|a\n0: 0-1 shiny', "line 3: 'shiny' is no look"],
    ['3x1 cursor 0,0\n|a\n7: 0-1 bold', 'line 3: no looks of a row'],
  ])('that is none is refused with its line: %j', async (text, message) => {
    await expect(parseScreen(text)).rejects.toThrow(message);
  });
});

describe('a difference', () => {
  test('marks characters and looks below the row', async () => {
    const golden = await pictureOf('there', 'green');
    expect(diffScreens(golden, await pictureOf('there', 'green'))).toBe('');
    expect(diffScreens(golden, await pictureOf('thosE', 'green'))).toBe(
      'row 0\n  golden |Hello there 世界\n  screen |Hello thosE 世界\n         |        ^^^',
    );
    expect(diffScreens(golden, await pictureOf('there', 'red'))).toBe(
      "row 0\n  golden |Hello there 世界\n  screen |Hello there 世界\n         |      ~~~~~\n          column 6 looks like 'ink=1', in the golden screen 'ink=2'",
    );
  });

  test('of size is told alone, of the cursor in words, and of many rows by the first', () => {
    const cell = (text: string): Cell => ({
      text,
      width: 1,
      foreground: 'default',
      background: 'default',
      bold: false,
      dim: false,
      italic: false,
      underline: false,
      inverse: false,
      strikethrough: false,
    });
    const screen = (text: string, rows: number, column: number) => ({
      cells: Array.from({ length: rows }, () => [...text].map(cell)),
      cursor: { column, row: 0, visible: true },
    });
    expect(diffScreens(screen('ab', 3, 0), screen('abc', 3, 0))).toBe(
      'the screen is 3x3, the golden one 2x3',
    );
    expect(diffScreens(screen('ab', 1, 0), screen('ab', 1, 1))).toBe(
      'the cursor is at column 1, row 0, in the golden screen at column 0, row 0',
    );
    expect(diffScreens(screen('ab', 20, 0), screen('ax', 20, 0))).toMatch(/row 11\n.*and 8 more rows$/s);
  });
});
