import type { TrainerState } from '../../app/trainer/index.ts';
import type { EditorKey } from '../../drill/session/index.ts';
import type { Allowance } from './allowance.ts';
import { KeyStream } from './key-stream.ts';
import type { Screen } from './screen.ts';

/** A lone Escape is one after this long without anything behind it: milliseconds. */
const ESCAPE_TIMEOUT = 75;
/** Keys wait this long at most for what a line did that was sent before them: milliseconds. */
const ANSWER_TIMEOUT = 60;

/** What there is to heed where a terminal is one of many. */
interface Manners {
  /** Another size than that of the state: somebody watches. */
  size?(): { columns: number; rows: number };
  /** Whether the terminal takes nothing: frames are left out until `draw` is called. */
  choked?(): boolean;
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

/** The app on a terminal: states go to its screen, keys come from it. */
export class AppOnTerminal {
  private readonly screen: Screen;
  private readonly keys = new KeyStream((key) => this.press(key));
  private readonly manners: Manners;
  private runner: Played | undefined;
  /** Whether the state is another one than what is drawn. */
  private stale = false;
  private unsubscribe = () => {};
  private escape: NodeJS.Timeout | undefined;
  private readonly waiting: EditorKey[] = [];
  /** When keys are no longer kept waiting; absent while nothing is waited for. */
  private hold: NodeJS.Timeout | undefined;

  constructor(screen: Screen, manners: Manners = {}) {
    this.screen = screen;
    this.manners = manners;
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
    const wait = this.manners.allowance?.wait(performance.now()) ?? 0;
    if (wait > 0) setTimeout(() => this.drawStale(), wait);
    else queueMicrotask(() => this.drawStale());
  }

  private drawStale(): void {
    if (!this.stale) return;
    this.stale = false;
    const { runner, screen, manners } = this;
    if (!runner || manners.choked?.()) return;
    const from = performance.now();
    screen.draw({ ...runner.state, ...manners.size?.() });
    manners.allowance?.spend(performance.now() - from);
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

  /** Ends the app; the terminal is as its screen leaves it. */
  close(): void {
    clearTimeout(this.escape);
    this.stopHolding();
    this.unsubscribe();
    this.stale = false;
    this.screen.close();
  }
}
