import { openScenario, openTerminal } from 'netdrill/testing';
import { expect, test } from 'vitest';
import { ShoppingList } from '../src/shopping-list.tsx';

test('a list is gone through, ticked off and added to', async () => {
  const terminal = await openTerminal(<ShoppingList items={['bread', 'milk', '苹果']} />, {
    columns: 30,
    rows: 8,
  });
  await expect(terminal).toMatchScreen('list');

  await terminal.press('Down', 'Space');
  await terminal.type('tea');
  expect(terminal.text()).toContain('+ tea');
  await terminal.press('Enter');
  await expect(terminal).toMatchScreen('list-milk-bought');

  await terminal.resize({ columns: 44, rows: 8 });
  await expect(terminal).toMatchScreen('list-wide');
  await terminal.close();
});

test('what is bought is green and struck through', async () => {
  const terminal = await openTerminal(<ShoppingList items={['bread']} />, { columns: 20, rows: 4 });
  await terminal.press('Space');
  const [, row] = terminal.cells();
  expect(row[2]).toMatchObject({ text: 'b', foreground: 2, strikethrough: true, inverse: true });
  expect(terminal.svg()).toContain('all bought');
  await terminal.close();
});

test('a drill of Netdrill, typed into as a person does', async () => {
  const screen = await openScenario('host-port-taken', { columns: 80, rows: 24 });
  await screen.type('hostname');
  await screen.press('Enter');
  await expect(screen).toMatchScreen('drill-hostname');
  await screen.close();
});
