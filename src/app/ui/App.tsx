import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { TrainerState } from '../trainer/index.ts';
import { footer } from './footer.ts';
import { Column, Look } from './rows.tsx';
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
    <Look value={{ colors: state.colors, ascii: state.ascii }}>
      <Box flexDirection="column" width="100%" height={rows}>
        <Box flexDirection="column" height={height} flexShrink={0} overflow="hidden">
          {screenOf(state, height)}
        </Box>
        <Column rows={below} width={columns} height={below.length} />
      </Box>
    </Look>
  );
}

function screenOf(state: TrainerState, height: number): ReactNode {
  const signs = state.ascii ? ASCII : UNICODE;
  if (state.help !== undefined) return <Help state={state} page={state.help} height={height} />;
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
