import { type Drill, noExplanation } from '../../drill/diagnosis/index.ts';
import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import type { PlayLog } from './play-log.ts';
import type { RivalWork } from './rival-work.ts';
import type { NotebookRow } from './state.ts';
import type { SavedSession } from './store.ts';

/** The drill on the table. */
export interface Played {
  drill: Drill;
  /** Virtual time at its beginning. */
  start: number;
  /** Its seed, which a resumed session brings along. */
  seed: number | undefined;
  rivals: RivalWork;
  log: PlayLog;
}

/** What is being judged; `record` where its score is not kept yet. */
export interface Judging {
  diagnosis: ScriptDiagnosis | undefined;
  record: boolean;
}

/** Brings back what was handed in; the last of it, where its debrief was looked at. */
export function restoreAnswers(
  drill: Drill,
  { submissions, view, earned }: SavedSession,
): Judging | undefined {
  const onDebrief = view.screen === 'debrief' && submissions.length > 0;
  drill.attempts = submissions.length - (onDebrief ? 1 : 0);
  drill.earned = earned[drill.attempts - 1] ?? noExplanation;
  if (submissions.slice(0, drill.attempts).includes(null)) drill.attempts = Math.max(2, drill.attempts);
  if (!onDebrief) return undefined;
  return {
    diagnosis: submissions[submissions.length - 1] ?? undefined,
    record: earned.length < submissions.length,
  };
}

/** What is told of evidence where nothing is. */
export const UNTOLD: ReadonlyMap<number, NotebookRow> = new Map();
export const NO_SUSPECTS = { left: 0, total: 0, ready: true };
