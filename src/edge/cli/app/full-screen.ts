import {
  initialState,
  type Keymap,
  type Lang,
  type ThemeName,
  TOUR_LAB,
} from '../../../app/trainer/index.ts';
import { scrollEnd } from '../../../app/ui/index.ts';
import { chooseScenario, type PackEntry } from '../packs.ts';
import { copyText } from './copy.ts';
import { dataDirectory, FileStore } from '../../logs/index.ts';
import { AppOnTerminal, drillRows, ENTER_TERMINAL, LEAVE_TERMINAL, startBeat } from '../../terminal/index.ts';
import { endOnSignals } from './ending-signals.ts';

/** Longest stretch of background work between two looks at the keyboard. */
const WORK_SLICE = 8;
/** Background work stands back this long after a key: milliseconds. */
const KEY_PAUSE = 20;

export interface FullScreenOptions {
  entries: readonly PackEntry[];
  problems: readonly string[];
  lang: Lang;
  version: string;
  seed?: number;
  /** Open this scenario at once. */
  open?: string;
  /** Begin the tour at once. */
  tour?: boolean;
  ascii: boolean;
  theme: ThemeName;
  keymap?: Keymap;
}

/** Runs the app on the real terminal until the person leaves; the exit status. */
export async function runFullScreen(options: FullScreenOptions): Promise<number> {
  const { stdin, stdout } = process;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdout.write(ENTER_TERMINAL);
  const store = new FileStore(dataDirectory(), options.version);
  const rows = drillRows(options.entries, store);
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  const state = initialState({
    lang: options.lang,
    ...size(),
    ascii: options.ascii,
    theme: options.theme,
    keymap: options.keymap,
    drills: rows,
    asking: options.open === undefined && !options.tour && store.firstStart() ? 'tour' : undefined,
    problems: [...options.problems, ...store.takeProblems()],
  });
  const app = new AppOnTerminal(state, stdout);
  await app.drawn();
  // Keys typed meanwhile wait in the terminal: nobody reads it yet.
  const { ownPlayer, TrainerRunner } = await import('./engine.ts');
  return await new Promise((resolve) => {
    let ended = false;
    const runner = new TrainerRunner(state, {
      player: ownPlayer(options.entries, store.engine),
      store,
      seed: () => options.seed,
      scrollEnd,
      onQuit: () => finish(0),
      copy: (text) => copyText(text, dataDirectory(), stdout),
    });
    app.attach(runner);
    const onData = (data: string) => {
      // The frame that shows the key comes first.
      clearTimeout(background);
      background = setTimeout(work, KEY_PAUSE);
      app.data(data);
    };
    const onResize = () => runner.dispatch({ kind: 'resize', ...size() });
    const stopBeat = startBeat(runner);
    let background = setTimeout(work, 0);
    function work() {
      const until = performance.now() + WORK_SLICE;
      let more = true;
      while (more && performance.now() < until) more = runner.work();
      background = setTimeout(work, more ? 1 : 50);
    }
    function finish(status: number) {
      if (ended) return;
      ended = true;
      stopBeat();
      clearTimeout(background);
      stdin.off('data', onData);
      stdout.off('resize', onResize);
      unlisten();
      app.close();
      stdout.write(LEAVE_TERMINAL);
      stdin.setRawMode(false);
      stdin.pause();
      for (const problem of runner.state.problems) process.stderr.write(`${problem}\n`);
      resolve(status);
    }
    stdin.on('data', onData);
    stdin.resume();
    stdout.on('resize', onResize);
    const unlisten = endOnSignals(finish);
    process.once('uncaughtException', (error) => {
      finish(1);
      process.stderr.write(`${error.stack ?? error.message}\n`);
    });
    onResize();
    if (options.tour) runner.dispatch({ kind: 'open', id: TOUR_LAB, resume: false });
    if (options.open !== undefined) {
      const { scenario } = chooseScenario(options.entries, options.open, options.seed);
      const resume = rows.find((row) => row.id === scenario.id)?.unfinished ?? false;
      runner.dispatch({ kind: 'open', id: scenario.id, resume });
    }
  });
}
