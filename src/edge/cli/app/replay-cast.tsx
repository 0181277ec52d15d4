import { type Knot, Replayer, type Timeline, diagnosisText } from '../../../app/replay/index.ts';
import { type Lang, type ThemeName, titleOf, visible, windowOf } from '../../../app/trainer/index.ts';
import { App } from '../../../app/ui/index.ts';
import { openTerminal, type TerminalSize, type VirtualTerminal } from '../../testing/index.ts';
import { type ReplaySource, replayedDrill } from '../replay-source.ts';
import { type CastEvent, formatCast } from './cast-file.ts';

interface CastOptions {
  source: ReplaySource;
  lang: Lang;
  theme: ThemeName;
  /** The window's size; `recorded`: the learner's own, as far as the log tells it. */
  size: TerminalSize | 'recorded';
}

/** Longest pause, in seconds: pauses are cut to it already, and players are told so. */
const IDLE_LIMIT = 2;
/** Largest window that is taken from a log. */
const MOST: TerminalSize = { columns: 400, rows: 200 };

/**
 * A recording as an asciinema cast: every change of the learner's screen as the app draws it on a terminal in memory, with a marker for
 * each command and for what was handed in.
 *
 * @returns the cast, and the last screen as text.
 */
export async function replayCast({
  source,
  lang,
  theme,
  size,
}: CastOptions): Promise<{ cast: string; screen: string }> {
  const first = size === 'recorded' ? firstWindow(source) : size;
  const replayer = new Replayer({
    ...source,
    make: () => replayedDrill(source),
    screen: { lang, theme, ascii: false, ...first },
  });
  // The screen has what each command told, as it had then.
  while (replayer.work());
  const { timeline } = replayer.state;
  const events: CastEvent[] = [];
  let terminal: VirtualTerminal | undefined;
  let written = 0;
  for (const [at, knot] of timeline.knots.entries()) {
    const time = knot.play / 1_000_000;
    replayer.showKnot(at);
    const window =
      size === 'recorded' && knot.doing?.kind === 'resize' ? learnersWindow(knot.doing) : undefined;
    if (window && terminal && !sameSize(window, replayer.state)) {
      events.push({ time, code: 'r', data: `${window.columns}x${window.rows}` });
      replayer.dispatch({ kind: 'resize', ...window });
      await terminal.resize(window);
    }
    const label = labelOf(knot, timeline, lang);
    if (label !== undefined) events.push({ time, code: 'm', data: label });
    const app = <App state={replayer.shown()} />;
    if (terminal) await terminal.rerender(app);
    else terminal = await openTerminal(app, first);
    const all = terminal.written();
    if (all.length > written) events.push({ time, code: 'o', data: all.slice(written) });
    written = all.length;
  }
  const screen = terminal?.text() ?? '';
  await terminal?.close();
  const shown = replayer.shown().play;
  const header = {
    width: first.columns,
    height: first.rows,
    title: shown ? titleOf(shown, lang) : source.scenario.id,
    duration: (timeline.knots.at(-1)?.play ?? 0) / 1_000_000,
    idleTimeLimit: IDLE_LIMIT,
    timestamp: source.begun === undefined ? undefined : source.begun / 1000,
  };
  return { cast: formatCast(header, events), screen };
}

/** The window the learner began with. */
function firstWindow({ recording }: ReplaySource): TerminalSize {
  for (const step of recording.parts[0].steps)
    if (step.type === 'event' && step.event.kind === 'resize') return learnersWindow(step.event);
  return { columns: 120, rows: 40 };
}

/** The window of a terminal pane; a log may say anything, and a terminal is made of what it says. */
function learnersWindow(pane: TerminalSize): TerminalSize {
  const { columns, rows } = windowOf(pane);
  return { columns: Math.min(columns, MOST.columns), rows: Math.min(rows, MOST.rows) };
}

function sameSize(a: TerminalSize, b: TerminalSize): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function labelOf({ doing }: Knot, { commands, submissions }: Timeline, lang: Lang): string | undefined {
  if (doing?.kind === 'command') {
    const { number, where, line } = commands[doing.command];
    return `#${number} ${where}: ${visible(line).replaceAll('\n', ' ')}`;
  }
  return doing?.kind === 'submit' ? diagnosisText(submissions[doing.submission].diagnosis)[lang] : undefined;
}
