import { Box, Text, useCursor, useInput, useWindowSize } from 'ink';
import { useEffect, useState } from 'react';
import { describe, expect, test } from 'vitest';
import { openTerminal } from '../../../src/edge/testing/index.ts';

/** Greets, echoes what is typed, and shows the size of its window at the right border. */
function Hello() {
  const [line, setLine] = useState('');
  const { columns, rows } = useWindowSize();
  const { setCursorPosition } = useCursor();
  useInput((input, key) => {
    if (key.return) setLine('');
    else setLine((before) => before + (key.upArrow ? '^' : input));
  });
  setCursorPosition({ x: 2 + line.length, y: 1 });
  return (
    <Box flexDirection="column" width="100%" height={rows}>
      <Box justifyContent="space-between">
        <Text color="green" bold>
          Hello, 世界
        </Text>
        <Text>{`${columns}x${rows}`}</Text>
      </Box>
      <Text>{`> ${line}`}</Text>
      <Box flexGrow={1} />
      <Text inverse>last row</Text>
    </Box>
  );
}

describe('an Ink app on a virtual terminal', () => {
  test('shows what a person would see, row by row', async () => {
    const terminal = await openTerminal(<Hello />, { columns: 30, rows: 4 });
    expect(terminal.text().split('\n')).toEqual([`Hello, 世界${' '.repeat(15)}30x4`, '>', '', 'last row']);
    await terminal.close();
  });

  test('tells colours, attributes and widths of every cell', async () => {
    const terminal = await openTerminal(<Hello />, { columns: 30, rows: 4 });
    const cells = terminal.cells();
    expect(cells.map((row) => row.length)).toEqual([30, 30, 30, 30]);
    expect(cells[0]![0]).toMatchObject({
      text: 'H',
      width: 1,
      foreground: 2,
      background: 'default',
      bold: true,
    });
    expect(cells[0]!.slice(7, 9).map(({ text, width }) => [text, width])).toEqual([
      ['世', 2],
      ['', 0],
    ]);
    expect(cells[3]![0]).toMatchObject({ text: 'l', inverse: true, bold: false, foreground: 'default' });
    await terminal.close();
  });

  test('takes keys and typed text, and follows the cursor', async () => {
    const terminal = await openTerminal(<Hello />, { columns: 30, rows: 4 });
    await terminal.type('ip route');
    await terminal.press('Up');
    expect(terminal.text()).toContain('> ip route^');
    expect(terminal.cursor()).toEqual({ column: 11, row: 1, visible: true });
    await terminal.press('Enter');
    expect(terminal.text()).not.toContain('route');
    expect(terminal.cursor()).toMatchObject({ column: 2, row: 1 });
    await terminal.close();
  });

  test('resizes under the running app: the screen is that of an app started at that size', async () => {
    const terminal = await openTerminal(<Hello />, { columns: 30, rows: 4 });
    for (const [columns, rows] of [
      [40, 6],
      [24, 6],
      [24, 3],
      [120, 40],
      [20, 5],
    ] as const) {
      await terminal.resize({ columns, rows });
      const fresh = await openTerminal(<Hello />, { columns, rows });
      expect(terminal.text()).toBe(fresh.text());
      expect(terminal.cells()).toEqual(fresh.cells());
      await fresh.close();
    }
    await terminal.close();
  });

  test('waits for an effect that draws again', async () => {
    function Chain() {
      const [step, setStep] = useState(0);
      useEffect(() => {
        if (step < 5) setStep(step + 1);
      }, [step]);
      return <Text>{`step ${step}`}</Text>;
    }
    const terminal = await openTerminal(<Chain />);
    expect(terminal.text()).toBe('step 5');
    await terminal.close();
  });

  test('until waits for what an app does on a timer', async () => {
    function Late() {
      const [text, setText] = useState('not yet');
      useEffect(() => {
        const timer = setTimeout(() => setText('now'), 5);
        return () => clearTimeout(timer);
      }, []);
      return <Text>{text}</Text>;
    }
    const terminal = await openTerminal(<Late />);
    await terminal.until((screen) => screen.text() === 'now');
    expect(terminal.text()).toBe('now');
    await terminal.close();
  });

  test('leaves the alternate screen and shows the cursor again on close', async () => {
    const terminal = await openTerminal(<Hello />, { columns: 30, rows: 4 });
    expect(terminal.written()).toContain('\u001b[?1049h');
    await terminal.close();
    expect(terminal.text()).toBe('');
    expect(terminal.cursor().visible).toBe(true);
  });

  test('draws only what changed: a key costs a few bytes, not a screen', async () => {
    const terminal = await openTerminal(<Hello />);
    const before = terminal.written().length;
    await terminal.type('x');
    expect(terminal.written().length - before).toBeLessThan(200);
    await terminal.close();
  });
});
