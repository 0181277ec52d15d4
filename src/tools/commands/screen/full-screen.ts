import type { Step } from '../../../lib/index.ts';
import { isFailure, type ScreenPicture } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { readKeys } from '../system/editor-keys.ts';

/** What woke a program that waits for keys: some keys, a changed size of the window, the deadline, or an interrupt. */
export type Woken = { readonly keys: readonly string[] } | 'resized' | 'deadline' | 'interrupted';

/** A terminal that a program has for itself: raw keys in, whole pictures out. */
export class FullScreen {
  private readonly sys: Sys;
  private readonly descriptor: number;

  private constructor(sys: Sys, descriptor: number) {
    this.sys = sys;
    this.descriptor = descriptor;
  }

  /** Takes the terminal over. Keys come from it also where standard input is something else; null without a terminal. */
  static *open(sys: Sys): Step<FullScreen | null> {
    const descriptor = sys.isTerminal(0) ? 0 : yield* sys.open('/dev/tty', 'read');
    if (isFailure(descriptor)) return null;
    sys.handle(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGWINCH']);
    yield* sys.terminalMode('raw');
    return new FullScreen(sys, descriptor);
  }

  *draw(picture: ScreenPicture): Step<void> {
    yield* this.sys.draw(picture);
  }

  /** Gives the terminal back. */
  *close(): Step<void> {
    yield* this.sys.draw(undefined);
    yield* this.sys.terminalMode('line');
  }

  /** Waits for keys, until a moment in virtual microseconds where one is given. Ctrl-C as a key is an interrupt, too. */
  *wait(deadline?: number): Step<Woken> {
    const typed = yield* this.sys.read(this.descriptor, { deadline });
    if (isFailure(typed)) {
      if (typed.errno === 'EAGAIN') return 'deadline';
      const signals = yield* this.sys.takeSignals();
      return signals.every((signal) => signal === 'SIGWINCH') && signals.length > 0
        ? 'resized'
        : 'interrupted';
    }
    if (typed === '\u0003' || typed === '') return 'interrupted';
    return { keys: readKeys(typed) };
  }

  /** Ctrl-Z: gives the terminal back to the shell until the job goes on. */
  *suspend(): Step<void> {
    yield* this.close();
    yield* this.sys.kill(0, 'SIGTSTP');
    yield* this.sys.terminalMode('raw');
  }
}
