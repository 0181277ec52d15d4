import { Text } from 'ink';
import type { ReactNode } from 'react';
import type { ReplayState } from '../replay/index.ts';
import type { TrainerState } from '../trainer/index.ts';
import { screenRows, tooSmall } from './App.tsx';
import { Column, Looking } from './rows.tsx';
import { replayBar } from './screens/replay-bar.ts';
import { replayHelpRows, replayListRows } from './screens/replay-list.ts';
import { ASCII, type Signs, UNICODE } from './signs.ts';
import { fitHeight, type Span } from './spans.ts';

/** A replay: the learner's screen as it was, drawn as the app draws it, and a bar below. */
export function ReplayApp({ replay, shown }: { replay: ReplayState; shown: TrainerState }): ReactNode {
  const { columns, rows, theme, ascii } = shown;
  const small = tooSmall(shown);
  if (small !== undefined) return <Text>{small}</Text>;
  const signs = ascii ? ASCII : UNICODE;
  const below = replayBar(replay, shown.play?.clock ?? 0, signs);
  const height = rows - below.length;
  return (
    <Looking theme={theme} ascii={ascii}>
      <Column
        rows={[...fitHeight(above(replay, shown, signs, height), height), ...below]}
        width={columns}
        height={rows}
      />
    </Looking>
  );
}

function above(replay: ReplayState, shown: TrainerState, signs: Signs, height: number): Span[][] {
  if (replay.help) return replayHelpRows(replay, signs);
  if (replay.list !== undefined) return replayListRows(replay, replay.list, signs, height);
  return screenRows(shown, height);
}
