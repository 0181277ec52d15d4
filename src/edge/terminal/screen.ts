import type { TrainerState } from '../../app/trainer/index.ts';

/** What shows states on one terminal. */
export interface Screen {
  draw(state: TrainerState): void;
  /** The terminal is as it was before. */
  close(): void;
}

/**
 * Bracketed paste. And the alternate screen keeps the cursor's row of the shell: Ink's first frame, drawn from there, would scroll.
 */
export const ENTER_TERMINAL = '\u001b[?2004h\u001b[?1049h\u001b[H';
export const LEAVE_TERMINAL = '\u001b[?2004l';
