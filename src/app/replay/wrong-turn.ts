import type { RecordedCommand } from './timeline.ts';

/** What was handed in, as far as a wrong turn follows from it. */
export interface JudgedSubmission {
  /** Index of the submission. */
  submission: number;
  /** It was given up: nothing was said. */
  givenUp: boolean;
  /** The cause, or the answer, is right: its mark for the mechanism is above 0. */
  right: boolean;
  /** What the debrief says against it. */
  contradiction?: { command: number; predicted: string; seen: string };
  /** Suspects that were left then. */
  left: number;
}

/** A command as the ledger counts it. */
export interface WeighedCommand {
  /** Index among all commands of the recording. */
  command: number;
  before: number;
  after: number;
  /** A harmless test could still have ruled something out before it. */
  open: boolean;
}

export type WrongTurn =
  /** The command whose output speaks against what was handed in later. */
  | { kind: 'contradicted'; command: number; submission: number; predicted: string; seen: string }
  /** Something wrong was handed in, and nothing that was run speaks against it: a guess. */
  | { kind: 'guess'; submission: number; left: number }
  /** The longest stretch of commands that ruled out nothing, and the suspects that stayed. */
  | { kind: 'stretch'; command: number; last: number; length: number; left: number }
  /** Whatever was handed in was right. */
  | { kind: 'none' };

/** Commands of a stretch at least: one that tells nothing is no detour. */
const LEAST = 2;

/**
 * Where a session took the wrong turn.
 *
 * 1. Something wrong was handed in (a cause, or an answer, whose mark for the mechanism is 0): the first of these counts. Where a command
 *    that was run before shows something that the named cause's own world does not, the turn is that command, the one that the debrief
 *    quotes: from there on the answer was contradicted by what stood on the screen. Where no command speaks against it, the submission
 *    itself is the turn: it was a guess among the suspects that were left.
 * 2. Nothing was handed in, or it was given up: the first command of the longest stretch of at least two commands, one directly after the
 *    other, each of which left as many suspects as there were, while some harmless test could have ruled one out. Undone commands and
 *    those that only clear the screen are not counted and do not break it; a part that was begun anew does. Of stretches of one length the
 *    first counts. `undefined` where there is none.
 * 3. Whatever was handed in was right: there is none.
 */
export function wrongTurnOf(
  submissions: readonly JudgedSubmission[],
  weighed: readonly WeighedCommand[],
  commands: readonly RecordedCommand[],
): WrongTurn | undefined {
  const said = submissions.filter(({ givenUp }) => !givenUp);
  const wrong = said.find(({ right }) => !right);
  if (wrong) {
    const { submission, contradiction, left } = wrong;
    return contradiction
      ? { kind: 'contradicted', submission, ...contradiction }
      : { kind: 'guess', submission, left };
  }
  return said.length > 0 ? { kind: 'none' } : longestStretch(weighed, commands);
}

function longestStretch(
  weighed: readonly WeighedCommand[],
  commands: readonly RecordedCommand[],
): WrongTurn | undefined {
  let best: Extract<WrongTurn, { kind: 'stretch' }> | undefined;
  let current: typeof best;
  for (const { command, before, after, open } of weighed) {
    const { undone, line, part } = commands[command];
    if (undone || line.trim() === 'clear') continue;
    const goesOn = current && commands[current.command].part === part;
    if (before !== after || !open) current = undefined;
    else if (current && goesOn) current = { ...current, last: command, length: current.length + 1 };
    else current = { kind: 'stretch', command, last: command, length: 1, left: after };
    if (current && current.length >= LEAST && current.length > (best?.length ?? 0)) best = current;
  }
  return best;
}
