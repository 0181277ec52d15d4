import type { Keymap, Lang, ThemeName } from '../../../app/trainer/index.ts';
import { REPLAY } from '../../../app/ui/index.ts';
import { dataDirectory } from '../../logs/index.ts';
import { AppOnTerminal, ENTER_TERMINAL, LEAVE_TERMINAL } from '../../terminal/index.ts';
import type { ReplaySource } from '../replay-source.ts';
import { copyText } from './copy.ts';
import { endOnSignals } from './ending-signals.ts';
import { ReplayStage } from './replay-stage.tsx';

/** Between two steps of a recording that is played: milliseconds. */
const TICK = 50;
/** A step that came late counts for this much at most: milliseconds. */
const LATE = 250;
/** Longest stretch of background work between two looks at the keyboard: milliseconds. */
const WORK_SLICE = 8;

interface ReplayScreenOptions {
  source: ReplaySource;
  lang: Lang;
  ascii: boolean;
  theme: ThemeName;
  keymap?: Keymap;
}

/** Plays a recording on the real terminal until the person leaves; the exit status. */
export async function runReplay({
  source,
  lang,
  ascii,
  theme,
  keymap,
}: ReplayScreenOptions): Promise<number> {
  const { stdin, stdout } = process;
  const size = () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
  // Before the lab is built: what is typed meanwhile waits, and is not shown over the screen.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdout.write(`${ENTER_TERMINAL}${REPLAY.building[lang]}`);
  let finish = (_status: number) => {};
  const stage = opened(
    () =>
      new ReplayStage({
        source,
        screen: { lang, ascii, theme, keymap, ...size() },
        onQuit: () => finish(0),
        copy: (text) => copyText(text, dataDirectory(), stdout),
      }),
  );
  stdout.write('\u001b[H\u001b[J');
  return await new Promise((resolve) => {
    let ended = false;
    const app = new AppOnTerminal(stage.state, stdout, { picture: () => stage.picture() });
    app.attach(stage);
    const onData = (data: string) => app.data(data);
    const onResize = () => stage.dispatch({ kind: 'resize', ...size() });
    let before = performance.now();
    const beat = setInterval(() => {
      const now = performance.now();
      stage.tick(Math.min(LATE, now - before) * 1000);
      before = now;
    }, TICK);
    let background = setTimeout(work, 0);
    function work() {
      const until = performance.now() + WORK_SLICE;
      let more = true;
      while (more && performance.now() < until) more = stage.work();
      background = setTimeout(work, more ? 1 : TICK);
    }
    finish = (status) => {
      if (ended) return;
      ended = true;
      clearInterval(beat);
      clearTimeout(background);
      stdin.off('data', onData);
      stdout.off('resize', onResize);
      unlisten();
      stage.close();
      app.close();
      leaveTerminal();
      resolve(status);
    };
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

/** What is built, or the terminal as it was where it cannot be. */
function opened<T>(build: () => T): T {
  try {
    return build();
  } catch (error) {
    process.stdout.write('\u001b[?1049l');
    leaveTerminal();
    throw error;
  }
}

function leaveTerminal(): void {
  process.stdout.write(LEAVE_TERMINAL);
  process.stdin.setRawMode(false);
  process.stdin.pause();
}
