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
import { AppOnTerminal, drillRows, ENTER_TERMINAL, InkScreen, startBeat } from '../../terminal/index.ts';
import { stayOnTerminal } from './stay-on-terminal.ts';

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
  const screen = new InkScreen(state, stdout);
  const app = new AppOnTerminal(screen);
  await screen.drawn();
  // Keys typed meanwhile wait in the terminal: nobody reads it yet.
  const { ownPlayer, TrainerRunner } = await import('./engine.ts');
  return await stayOnTerminal((finish) => {
    const runner = new TrainerRunner(state, {
      player: ownPlayer(options.entries, store.engine),
      store,
      seed: () => options.seed,
      scrollEnd,
      onQuit: () => finish(0),
      copy: (text) => copyText(text, dataDirectory(), stdout),
    });
    app.attach(runner);
    const stopBeat = startBeat(runner);
    const resize = () => runner.dispatch({ kind: 'resize', ...size() });
    resize();
    if (options.tour) runner.dispatch({ kind: 'open', id: TOUR_LAB, resume: false });
    if (options.open !== undefined) {
      const { scenario } = chooseScenario(options.entries, options.open, options.seed);
      const resume = rows.find((row) => row.id === scenario.id)?.unfinished ?? false;
      runner.dispatch({ kind: 'open', id: scenario.id, resume });
    }
    return {
      data: (text) => app.data(text),
      resize,
      work: () => runner.work(),
      close() {
        stopBeat();
        app.close();
        return runner.state.problems;
      },
    };
  });
}
