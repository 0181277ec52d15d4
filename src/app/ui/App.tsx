import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { footerBindings, type TrainerState } from '../trainer/index.ts';
import { widthOf, wordWrap } from './cells.ts';
import { Column, type Span } from './rows.tsx';
import { ASCII, UNICODE } from './signs.ts';
import { Browser } from './screens/Browser.tsx';
import { Debrief } from './screens/Debrief.tsx';
import { Diagnosis } from './screens/Diagnosis.tsx';
import { Help } from './screens/Help.tsx';
import { Ticket } from './screens/Ticket.tsx';
import { Workspace } from './screens/Workspace.tsx';
import { WORDS } from './words.ts';

/** Least size a screen is drawn at. */
const LEAST = { columns: 80, rows: 24 };

/** The whole screen for a state. Components here draw and decide nothing. */
export function App({ state }: { state: TrainerState }): ReactNode {
  const { columns, rows, lang } = state;
  if (columns < LEAST.columns || rows < LEAST.rows)
    return <Text>{`${WORDS.tooSmall[lang]} ${columns}x${rows}.`}</Text>;
  const below = footer(state);
  const height = rows - below.length;
  return (
    <Box flexDirection="column" width="100%" height={rows}>
      <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
        {screenOf(state, height)}
      </Box>
      <Column rows={below} width={columns} height={below.length} />
    </Box>
  );
}

function screenOf(state: TrainerState, height: number): ReactNode {
  const signs = state.ascii ? ASCII : UNICODE;
  if (state.help) return <Help state={state} height={height} />;
  const { play } = state;
  if (state.screen === 'browser' || !play) return <Browser state={state} signs={signs} height={height} />;
  switch (state.screen) {
    case 'ticket':
      return <Ticket state={state} play={play} signs={signs} height={height} />;
    case 'workspace':
      return <Workspace state={state} play={play} signs={signs} height={height} />;
    case 'diagnosis':
      return <Diagnosis state={state} play={play} signs={signs} height={height} />;
    case 'debrief':
      return play.debrief ? (
        <Debrief state={state} debrief={play.debrief} signs={signs} height={height} />
      ) : null;
  }
}

/** The keys of the screen, or what there is to say instead: in as many rows as it needs. */
function footer(state: TrainerState): Span[][] {
  const { lang, notice } = state;
  if (notice)
    return wordWrap(notice[lang], state.columns - 2).map((text): Span[] => [
      { text: ` ${text}`, tone: 'warn' },
    ]);
  if (state.leader) return [[{ text: ` ${WORDS.leader[lang]} …`, tone: 'accent' }]];
  const keys = footerBindings(state.screen).map((b) => [b.keys[0], b.label[lang]] as const);
  const width = (gap: number) =>
    keys.reduce((sum, [key, label]) => sum + widthOf(key) + widthOf(label) + 1 + gap, 0);
  const gap = width(2) <= state.columns ? 2 : 1;
  // What has no room is left out whole; the help has it.
  while (width(gap) > state.columns) keys.pop();
  return [
    keys.flatMap(([key, label], at): Span[] => [
      { text: ' '.repeat(at === 0 ? 1 : gap) },
      { text: key, tone: 'accent' },
      { text: ` ${label}`, tone: 'quiet' },
    ]),
  ];
}
