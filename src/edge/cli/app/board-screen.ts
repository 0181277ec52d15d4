import type { Board, Lang } from '../../../app/board/index.ts';
import { openBoard } from '../../board/index.ts';
import { endOnSignals } from './ending-signals.ts';

/** Between two looks at the files: milliseconds. */
const AGAIN = 2000;

export interface BoardRun {
  lang: Lang;
  ascii: boolean;
  colour: boolean;
  /** The board as it is now; `anew` even where no file seems to have changed. */
  look(anew: boolean): { board: Board; problems: readonly string[] };
}

/** Shows the board on the real terminal until the person leaves; the exit status. */
export async function runBoard({ lang, ascii, colour, look }: BoardRun): Promise<number> {
  return await new Promise((resolve) => {
    let problems: readonly string[] = [];
    let ended = false;
    const { stdin: input, stdout: output } = process;
    const screen = openBoard({
      input,
      output,
      console: process.env.TERM === 'linux',
      lang,
      ascii,
      colour,
      onQuit: () => finish(0),
      onRead: () => show(true),
    });
    const show = (anew: boolean) => {
      const now = look(anew);
      problems = now.problems;
      screen.show(now.board, problems);
    };
    const clock = setInterval(() => show(false), AGAIN);
    const onError = (error: Error) => {
      finish(1);
      process.stderr.write(`${error.stack ?? error.message}\n`);
    };
    function finish(status: number) {
      if (ended) return;
      ended = true;
      clearInterval(clock);
      screen.close();
      unlisten();
      process.off('uncaughtException', onError);
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      resolve(status);
    }
    const unlisten = endOnSignals(finish);
    process.on('uncaughtException', onError);
    show(true);
  });
}
