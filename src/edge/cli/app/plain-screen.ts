import { initialState, keysOfLine, TOUR_LAB } from '../../../app/trainer/index.ts';
import { PLAIN, plainNews, scrollEnd, silent } from '../../../app/ui/index.ts';
import { chooseScenario } from '../packs.ts';
import { copyText } from './copy.ts';
import { dataDirectory, FileStore } from '../../logs/index.ts';
import { drillRows, startBeat } from '../../terminal/index.ts';
import { ownPlayer, TrainerRunner } from './engine.ts';
import { endOnSignals } from './ending-signals.ts';
import type { FullScreenOptions } from './full-screen.ts';

/** Longest stretch of background work between two looks at what was typed: milliseconds. */
const WORK_SLICE = 50;
/** Panes are said one at a time, as on a small screen; programs get the terminal's width up to where the large screen begins. */
const COLUMNS = { least: 80, most: 109 };

/**
 * Runs the app as lines that are only ever appended, for screen readers, slow lines and pipes: what is typed is read by the line, and
 * the terminal stays as it is. The exit status.
 */
export async function runPlain(options: FullScreenOptions): Promise<number> {
  const { stdin, stdout } = process;
  stdin.setEncoding('utf8');
  const store = new FileStore(dataDirectory(), options.version);
  const rows = drillRows(options.entries, store);
  const columns = Math.max(COLUMNS.least, Math.min(COLUMNS.most, stdout.columns || COLUMNS.least));
  const state = initialState({
    lang: options.lang,
    columns,
    rows: 24,
    ascii: options.ascii,
    theme: 'no-colour',
    keymap: options.keymap,
    drills: rows,
    asking: options.open === undefined && !options.tour && store.firstStart() ? 'tour' : undefined,
    problems: [...options.problems, ...store.takeProblems()],
  });
  return await new Promise((resolve) => {
    let spoken = silent;
    let ended = false;
    let atEnd = false;
    let rest = '';
    const lines: string[] = [];
    const runner = new TrainerRunner(state, {
      player: ownPlayer(options.entries, store.engine),
      store,
      seed: () => options.seed,
      scrollEnd,
      onQuit: () => finish(0),
      copy: (text) => copyText(text, dataDirectory(), stdout.isTTY ? stdout : undefined),
    });
    const say = () => {
      const news = plainNews(spoken, runner.state);
      spoken = news.spoken;
      if (news.text !== '') stdout.write(news.text);
    };
    const runs = () => runner.state.play?.terminals[runner.state.play.active]?.running ?? false;
    /** A person may type ahead; a pipe's next line for the shell waits until the command before it ended. */
    const mayTake = (line: string) =>
      !runner.state.busy &&
      (stdin.isTTY || line.startsWith(':') || runner.state.screen !== 'workspace' || !runs());
    function take() {
      while (!ended && lines.length > 0 && mayTake(lines[0])) {
        const line = lines.shift() ?? '';
        const keys = keysOfLine(runner.state, line);
        // The person's Enter ended the row of the prompt; what comes from a pipe is shown.
        if (!stdin.isTTY) stdout.write(`${line}\n`);
        spoken = {
          ...spoken,
          open: undefined,
          typed: runner.state.screen === 'workspace' ? line : undefined,
        };
        if (keys === undefined) stdout.write(`${PLAIN.unknownLine[runner.state.lang]}\n`);
        for (const key of keys ?? []) runner.dispatch({ kind: 'key', key });
        say();
      }
    }
    const onData = (data: string) => {
      const parts = `${rest}${data}`.split(/\r?\n/);
      rest = parts.pop() ?? '';
      lines.push(...parts);
      take();
    };
    const onEnd = () => {
      atEnd = true;
    };
    const onInterrupt = () => {
      runner.dispatch({ kind: 'key', key: { kind: 'key', name: 'C-c' } });
      say();
    };
    const stopBeat = startBeat(runner, () => {
      take();
      say();
    });
    let background = setTimeout(work, 0);
    function work() {
      const until = performance.now() + WORK_SLICE;
      let more = true;
      while (more && performance.now() < until) more = runner.work();
      say();
      take();
      if (atEnd && !more && lines.length === 0 && !runs() && !runner.state.busy)
        runner.dispatch({ kind: 'quit' });
      if (!ended) background = setTimeout(work, more ? 1 : 50);
    }
    function finish(status: number) {
      if (ended) return;
      ended = true;
      stopBeat();
      clearTimeout(background);
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.pause();
      process.off('SIGINT', onInterrupt);
      unlisten();
      if (spoken.open) stdout.write('\n');
      resolve(status);
    }
    process.on('SIGINT', onInterrupt);
    const unlisten = endOnSignals(finish, ['SIGTERM', 'SIGHUP', 'SIGQUIT']);
    stdin.on('data', onData);
    stdin.on('end', onEnd);
    stdin.resume();
    if (options.tour) runner.dispatch({ kind: 'open', id: TOUR_LAB, resume: false });
    if (options.open !== undefined) {
      const { scenario } = chooseScenario(options.entries, options.open, options.seed);
      const resume = rows.find((row) => row.id === scenario.id)?.unfinished ?? false;
      runner.dispatch({ kind: 'open', id: scenario.id, resume });
    } else if (!options.tour) say();
  });
}
