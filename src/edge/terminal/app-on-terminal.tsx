import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import type { TrainerState } from '../../app/trainer/index.ts';
import { App } from '../../app/ui/index.ts';
import type { EditorKey } from '../../drill/session/index.ts';
import type { Allowance } from './allowance.ts';
import { KeyStream } from './key-stream.ts';

/** A lone Escape is one after this long without anything behind it: milliseconds. */
const ESCAPE_TIMEOUT = 75;
/** Keys wait this long at most for what a line did that was sent before them: milliseconds. */
const ANSWER_TIMEOUT = 60;

/**
 * Bracketed paste. And the alternate screen keeps the cursor's row of the shell: Ink's first frame, drawn from there, would scroll.
 */
export const ENTER_TERMINAL = '\u001b[?2004h\u001b[?1049h\u001b[H';
export const LEAVE_TERMINAL = '\u001b[?2004l';

/** How a terminal that is not the process's own is drawn on. */
interface Look {
  /** What Ink gets instead of the process's input; nothing is read from it. */
  stdin?: NodeJS.ReadStream;
  /** Another size than that of the state: somebody watches. */
  size?(): { columns: number; rows: number };
  /** Whether the terminal takes nothing: frames are left out until `draw` is called. */
  choked?(): boolean;
  /** What is drawn instead of the app. */
  picture?(): ReactNode;
  /** What its frames may cost, where others wait for the same thread. */
  allowance?: Allowance;
}

/** What gets the keys, and tells when there is something new to draw. */
interface Played {
  readonly state: TrainerState;
  /** Whether what was sent is not answered yet. */
  readonly asking: boolean;
  subscribe(listener: () => void): () => void;
  dispatch(action: { kind: 'key'; key: EditorKey }): void;
}

/** The app drawn by Ink on a terminal, and the keys that come from it. */
export class AppOnTerminal {
  private readonly app: Instance;
  private readonly keys = new KeyStream((key) => this.press(key));
  private readonly look: Look;
  private runner: Played | undefined;
  /** Whether the state is another one than what is drawn. */
  private stale = false;
  private unsubscribe = () => {};
  private escape: NodeJS.Timeout | undefined;
  private readonly waiting: EditorKey[] = [];
  /** When keys are no longer kept waiting; absent while nothing is waited for. */
  private hold: NodeJS.Timeout | undefined;

  constructor(state: TrainerState, stdout: NodeJS.WriteStream, look: Look = {}) {
    this.look = look;
    const { stdin } = look;
    this.app = render(this.picture(state), {
      stdout,
      ...(stdin ? { stdin, stderr: stdout } : {}),
      interactive: true,
      patchConsole: false,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: 100,
      exitOnCtrlC: false,
    });
  }

  /** Waits until what there is to draw is written. */
  async drawn(): Promise<void> {
    this.drawStale();
    await this.app.waitUntilRenderFlush();
  }

  /** From now on the runner gets the keys, and its state is drawn. */
  attach(runner: Played): void {
    this.runner = runner;
    this.unsubscribe = runner.subscribe(() => this.draw());
    this.draw();
  }

  /** Draws the state once what happens now is over, where the terminal takes it: of the keys that came together each would cost a frame. */
  draw(): void {
    if (this.stale) return;
    this.stale = true;
    const wait = this.look.allowance?.wait(performance.now()) ?? 0;
    if (wait > 0) setTimeout(() => this.drawStale(), wait);
    else queueMicrotask(() => this.drawStale());
  }

  private drawStale(): void {
    if (!this.stale) return;
    this.stale = false;
    const { runner, look } = this;
    if (!runner || look.choked?.()) return;
    const from = performance.now();
    this.app.rerender(this.picture(runner.state));
    look.allowance?.spend(performance.now() - from);
  }

  private picture(state: TrainerState): ReactNode {
    return this.look.picture?.() ?? <App state={{ ...state, ...this.look.size?.() }} />;
  }

  /** What the terminal sent. */
  data(text: string): void {
    clearTimeout(this.escape);
    this.keys.push(text);
    if (this.keys.pending) this.escape = setTimeout(() => this.keys.flush(), ESCAPE_TIMEOUT);
  }

  private press(key: EditorKey): void {
    this.waiting.push(key);
    this.answered();
  }

  /**
   * Carries waiting keys out, up to one that sends something to the world while the answer to what was sent before is not there: it may be
   * a full-screen program that the next key is for.
   */
  answered(): void {
    const { runner } = this;
    if (!runner) return;
    while (this.waiting.length > 0) {
      if (!runner.asking) this.stopHolding();
      else if (this.hold === undefined) this.hold = setTimeout(() => this.release(), ANSWER_TIMEOUT);
      if (runner.asking) return;
      const [key] = this.waiting.splice(0, 1);
      runner.dispatch({ kind: 'key', key });
    }
    this.stopHolding();
  }

  private release(): void {
    this.hold = undefined;
    for (const key of this.waiting.splice(0)) this.runner?.dispatch({ kind: 'key', key });
  }

  private stopHolding(): void {
    clearTimeout(this.hold);
    this.hold = undefined;
  }

  /** Ends the app; the terminal is as Ink leaves it. */
  close(): void {
    clearTimeout(this.escape);
    this.stopHolding();
    this.unsubscribe();
    this.stale = false;
    this.app.unmount();
  }
}
