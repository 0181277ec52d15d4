import { LEAVE_TERMINAL } from '../../terminal/index.ts';
import { endOnSignals } from './ending-signals.ts';

/** Longest stretch of background work between two looks at the keyboard: milliseconds. */
const WORK_SLICE = 8;
/** Background work stands back this long after a key: the frame that shows it comes first. Milliseconds. */
const KEY_PAUSE = 20;
/** Between two looks at whether there is work again: milliseconds. */
const REST = 50;

/** What is on the process's own terminal. */
export interface OnTerminal {
  /** What the terminal sent. */
  data(text: string): void;
  resize(): void;
  /** One small piece of background work; false when there is nothing to do. */
  work(): boolean;
  /** It is over: the terminal is given back next. What is still to be said on stderr then. */
  close(): readonly string[];
}

/**
 * Gives the terminal, which is in raw mode, to what `open` makes until that says `finish`, a signal ends it, or something goes wrong. The
 * exit status.
 */
export function stayOnTerminal(open: (finish: (status: number) => void) => OnTerminal): Promise<number> {
  const { stdin, stdout } = process;
  return new Promise((resolve) => {
    let ended = false;
    let background: NodeJS.Timeout | undefined;
    const shown = open(finish);
    const onData = (text: string) => {
      clearTimeout(background);
      background = setTimeout(work, KEY_PAUSE);
      shown.data(text);
    };
    const onResize = () => shown.resize();
    function work() {
      const until = performance.now() + WORK_SLICE;
      let more = true;
      while (more && performance.now() < until) more = shown.work();
      if (!ended) background = setTimeout(work, more ? 1 : REST);
    }
    function finish(status: number) {
      if (ended) return;
      ended = true;
      clearTimeout(background);
      stdin.off('data', onData);
      stdout.off('resize', onResize);
      unlisten();
      const said = shown.close();
      leaveTerminal();
      for (const line of said) process.stderr.write(`${line}\n`);
      resolve(status);
    }
    background = setTimeout(work, 0);
    stdin.on('data', onData);
    stdin.resume();
    stdout.on('resize', onResize);
    const unlisten = endOnSignals(finish);
    process.once('uncaughtException', (error) => {
      finish(1);
      process.stderr.write(`${error.stack ?? error.message}\n`);
    });
  });
}

/** The terminal as a shell wants it, once its program has left the alternate screen. */
export function leaveTerminal(): void {
  process.stdout.write(LEAVE_TERMINAL);
  process.stdin.setRawMode(false);
  process.stdin.pause();
}
