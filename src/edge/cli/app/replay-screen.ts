import type { Keymap, Lang, ThemeName } from '../../../app/trainer/index.ts';
import { REPLAY } from '../../../app/ui/index.ts';
import { dataDirectory } from '../../logs/index.ts';
import { AppOnTerminal, ENTER_TERMINAL, InkScreen } from '../../terminal/index.ts';
import type { ReplaySource } from '../replay-source.ts';
import { copyText } from './copy.ts';
import { ReplayStage } from './replay-stage.tsx';
import { leaveTerminal, stayOnTerminal } from './stay-on-terminal.ts';

/** Between two steps of a recording that is played: milliseconds. */
const TICK = 50;
/** A step that came late counts for this much at most: milliseconds. */
const LATE = 250;

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
  return await stayOnTerminal((finish) => {
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
    const app = new AppOnTerminal(new InkScreen(stage.state, stdout, () => stage.picture()));
    app.attach(stage);
    let before = performance.now();
    const beat = setInterval(() => {
      const now = performance.now();
      stage.tick(Math.min(LATE, now - before) * 1000);
      before = now;
    }, TICK);
    return {
      data: (text) => app.data(text),
      resize: () => stage.dispatch({ kind: 'resize', ...size() }),
      work: () => stage.work(),
      close() {
        clearInterval(beat);
        stage.close();
        app.close();
        return [];
      },
    };
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
