import type { TrainerState } from '../../app/trainer/index.ts';
import { ScreenLines } from '../../app/ui/index.ts';
import type { Screen } from './screen.ts';

/** DEC private modes (xterm, "Control Sequences"): the cursor, the alternate screen; 2026 is one frame at once (synchronized output). */
const BEGIN = '\u001b[?1049h\u001b[?25l';
const END = '\u001b[?25h\u001b[?1049l';
const TOGETHER = ['\u001b[?2026h', '\u001b[?2026l'] as const;
const CLEAR = '\u001b[2J';

/**
 * One of many terminals that a process draws on: rows that changed are written, and that is all. Where thirty people type, a frame made by
 * Ink (a tree, its layout, cells) takes several times as long as its rows do.
 */
export class LineScreen implements Screen {
  private readonly write: (text: string) => void;
  private readonly lines = new ScreenLines();
  private shown: readonly string[] = [];
  private size = '';

  constructor(write: (text: string) => void) {
    this.write = write;
    write(BEGIN);
  }

  draw(state: TrainerState): void {
    const lines = this.lines.of(state);
    // A terminal whose size changes moves what is on it.
    const size = `${state.columns}x${state.rows} ${lines.length}`;
    let frame = '';
    if (size !== this.size) {
      this.shown = [];
      frame = CLEAR;
    }
    for (const [at, line] of lines.entries())
      if (line !== this.shown[at]) frame += `\u001b[${at + 1};1H\u001b[2K${line.trimEnd()}`;
    Object.assign(this, { size, shown: lines });
    if (frame !== '') this.write(TOGETHER.join(frame));
  }

  close(): void {
    this.write(END);
  }
}
