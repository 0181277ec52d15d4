import { Box, Text } from 'ink';
import { type ReactNode, useContext } from 'react';
import { helpPages, type TrainerState, withKeys } from '../../trainer/index.ts';
import { widthOf, wordWrap } from '../cells.ts';
import { HELP } from '../help-words.ts';
import { evenLength, Table } from '../ink-table.ts';
import { Column, Look, Row } from '../rows.tsx';
import type { Span } from '../spans.ts';
import { ASCII, plainText, UNICODE } from '../signs.ts';
import { labelOf, WORDS } from '../words.ts';

/** The keys of the screen one came from, and what its signs and words mean: on one page where there is room. */
export function Help({
  state,
  page,
  height,
}: {
  state: TrainerState;
  page: number;
  height: number;
}): ReactNode {
  const { lang, columns } = state;
  const onePage = helpPages(state) === 1;
  const leader = leaderRows(state);
  const words = wordRows(state);
  const tables = height - 1 - leader.length - (onePage ? words.length : 0);
  return (
    <Box flexDirection="column" height={height} width={columns}>
      <Row width={columns} spans={[{ text: ` ${WORDS.help[lang]}`, tone: 'title' }]} />
      {page === 0 ? <KeyTables state={state} height={tables} /> : null}
      {page === 0 ? <Column rows={leader} width={columns} height={leader.length} /> : null}
      {onePage || page === 1 ? <Column rows={words} width={columns} height={words.length} /> : null}
    </Box>
  );
}

/** The screen's bindings in as many tables as the height asks for: a table draws a line below each row. */
function KeyTables({ state, height }: { state: TrainerState; height: number }): ReactNode {
  const { lang } = state;
  const { bindings, leader } = state.keymap;
  const rows = bindings
    .filter((b) => b.screens.includes(state.screen) && !b.keys[0].startsWith(`${leader} `))
    .map((b) => ({ keys: b.keys.join(' '), meaning: labelOf(b, state) }));
  const most = Math.max(1, Math.floor((height - 3) / 2));
  const each = Math.ceil(rows.length / Math.ceil(rows.length / most));
  const pages = Array.from({ length: Math.ceil(rows.length / each) }, (_, at) =>
    rows.slice(at * each, (at + 1) * each),
  );
  return (
    <Box>
      {pages.map((page) => (
        <Box key={page[0]?.keys} marginLeft={1} flexDirection="column">
          <Table
            data={page.map((row) => ({
              [aligned(WORDS.key[lang])]: row.keys,
              [aligned(WORDS.meaning[lang])]: aligned(row.meaning),
            }))}
            padding={1}
            header={Heading}
            skeleton={Skeleton}
          />
        </Box>
      ))}
    </Box>
  );
}

function aligned(text: string): string {
  return evenLength(text, widthOf(text));
}

function Heading({ children }: { children: ReactNode }): ReactNode {
  return <Text bold>{children}</Text>;
}

/** A table's lines, in plain characters where the terminal has no others. */
function Skeleton({ children }: { children: ReactNode }): ReactNode {
  const { ascii } = useContext(Look);
  return <Text dimColor>{ascii && typeof children === 'string' ? plainText(children) : children}</Text>;
}

function leaderRows(state: TrainerState): Span[][] {
  const { screen, lang, columns } = state;
  if (screen !== 'workspace') return [];
  const { bindings, second } = state.keymap;
  const keys = Object.entries(second).map(([key, command]) => {
    const binding = bindings.find((b) => b.command === command);
    return `${key} ${binding ? labelOf(binding, state) : command}`;
  });
  // A letter stays beside its meaning.
  const rows: string[] = [`${withKeys(WORDS.leader[lang], state.keymap)}:`];
  for (const pair of keys) {
    const last = rows[rows.length - 1] ?? '';
    if (widthOf(last) + widthOf(pair) + 4 > columns) rows.push(pair);
    else rows[rows.length - 1] = `${last}  ${pair}`;
  }
  return rows.map((row) => [{ text: ` ${row}` }]);
}

/** What the screen's signs and words mean. */
function wordRows(state: TrainerState): Span[][] {
  const { lang, columns } = state;
  const signs = state.ascii ? ASCII : UNICODE;
  return HELP[state.screen].flatMap(({ title, lines }): Span[][] => [
    [],
    [{ text: ` ${title[lang]}`, tone: 'title' }],
    ...lines.flatMap((line): Span[][] => {
      const [name, meaning] = line(signs)[lang];
      const lead = ` ${name}${' '.repeat(Math.max(1, 12 - widthOf(name)))}`;
      return wordWrap(withKeys(meaning, state.keymap), columns - widthOf(lead) - 1).map((text, at) => [
        { text: at === 0 ? lead : ' '.repeat(widthOf(lead)), tone: 'accent' },
        { text },
      ]);
    }),
  ]);
}
