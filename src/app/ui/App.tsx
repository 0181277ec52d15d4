import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { LocalText, TrainerState } from '../trainer/index.ts';
import { wordWrap } from './cells.ts';
import { footer } from './footer.ts';
import { Column, Looking } from './rows.tsx';
import { ASCII, UNICODE } from './signs.ts';
import { fitHeight, type Span } from './spans.ts';
import { browserRows } from './screens/browser.ts';
import { debriefRows } from './screens/debrief.ts';
import { diagnosisRows } from './screens/diagnosis.ts';
import { journeyScreen } from './screens/journey.ts';
import { Help } from './screens/Help.tsx';
import { ticketRows } from './screens/ticket.ts';
import { workspaceRows } from './screens/workspace.ts';
import { WORDS } from './words.ts';

/** Least size a screen is drawn at. */
const LEAST = { columns: 80, rows: 24 };

/** The whole screen for a state, with something to say above its footer. What is drawn here decides nothing. */
export function App({ state, saying }: { state: TrainerState; saying?: LocalText }): ReactNode {
  const { columns, rows, theme, ascii } = state;
  const small = tooSmall(state);
  if (small !== undefined) return <Text>{small}</Text>;
  const said = saying ? wordWrap(saying[state.lang], columns - 2) : [];
  const below = [...said.map((text): Span[] => [{ text: ` ${text}`, tone: 'title' }]), ...footer(state)];
  const height = rows - below.length;
  return (
    <Looking theme={theme} ascii={ascii}>
      {state.help === undefined ? (
        <Column rows={wholeScreen(state, below)} width={columns} height={rows} />
      ) : (
        <Box flexDirection="column" width={columns} height={rows}>
          <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
            <Help state={state} page={state.help} height={height} />
          </Box>
          <Column rows={below} width={columns} height={below.length} />
        </Box>
      )}
    </Looking>
  );
}

/** What there is to say where nothing can be drawn. */
export function tooSmall({ columns, rows, lang }: TrainerState): string | undefined {
  return columns < LEAST.columns || rows < LEAST.rows
    ? `${WORDS.tooSmall[lang]} ${columns}x${rows}.`
    : undefined;
}

/** All rows of a screen that is no help, with its footer. */
export function wholeScreen(state: TrainerState, below: readonly Span[][] = footer(state)): Span[][] {
  const height = state.rows - below.length;
  return [...fitHeight(screenRows(state, height), height), ...below];
}

/** The rows of a screen without its footer. */
export function screenRows(state: TrainerState, height: number): Span[][] {
  const signs = state.ascii ? ASCII : UNICODE;
  const { play } = state;
  if (state.screen === 'browser' || !play) return browserRows(state, signs, height);
  switch (state.screen) {
    case 'ticket':
      return ticketRows(state, play, signs);
    case 'workspace':
      return workspaceRows(state, play, signs, height);
    case 'diagnosis':
      return diagnosisRows(state, play, signs, height);
    case 'journey':
      return journeyScreen(state, play, signs, height);
    case 'debrief':
      return play.debrief ? debriefRows(state, play.debrief, signs, height) : [];
  }
}
