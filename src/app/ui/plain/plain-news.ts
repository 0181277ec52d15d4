import type { PlayState, TerminalView, TrainerState } from '../../trainer/index.ts';
import { visible } from '../cells.ts';
import { formState, suspectsLine } from './pages.ts';
import { finished, plainPage, promptOf, said, viewOf } from './plain-text.ts';
import { PLAIN } from './plain-words.ts';

/** What was said so far. */
export interface Spoken {
  state?: TrainerState;
  /** Output that was said, by terminal. */
  output: ReadonlyMap<string, string>;
  /** What the last row is, which has no end yet. */
  open?: 'prompt' | 'output';
  /** A line that was typed: the person's own terminal shows it already. */
  typed?: string;
}

export const silent: Spoken = { output: new Map() };

/** Text to be appended. */
class Appended {
  text = '';
  open: Spoken['open'];

  constructor(open: Spoken['open']) {
    this.open = open;
  }

  lines(rows: readonly string[]): void {
    for (const row of rows) {
      this.text += `${this.open ? '\n' : ''}${row}\n`;
      this.open = undefined;
    }
  }

  output(text: string): void {
    if (text === '') return;
    this.text += `${this.open === 'prompt' ? '\n' : ''}${text}`;
    this.open = text.endsWith('\n') ? undefined : 'output';
  }

  prompt(text: string): void {
    if (this.open === 'output') this.text += '\n';
    this.text += text;
    this.open = 'prompt';
  }
}

/** What there is to say after a change of state, to be appended, and what was said then. */
export function plainNews(spoken: Spoken, state: TrainerState): { text: string; spoken: Spoken } {
  const { state: before } = spoken;
  const { play, lang } = state;
  const appended = new Appended(spoken.open);
  // Back from a pane, the terminal one was at needs no introduction.
  const back =
    before?.screen === 'workspace' &&
    before.play?.choosing === undefined &&
    before.play?.active === play?.active;
  const changed = before === undefined || viewOf(before) !== viewOf(state);
  const terminal = activeTerminal(state, play);
  // While a lab is built or an answer is judged there is nothing but that to say.
  const fresh = changed && !state.busy && !(back && before.lang === state.lang && terminal);
  if (before === undefined) appended.lines([PLAIN.welcome[lang]]);
  if (fresh) appended.lines(plainPage(state));
  else if (state.screen === 'diagnosis' && play && !state.busy && before?.play?.diagnosis !== play.diagnosis)
    appended.lines(formState(state, play));
  const output = new Map(spoken.output);
  const news = terminal ? newOutput(output.get(terminal.id), terminal, spoken.typed) : '';
  if (terminal && play) {
    output.set(terminal.id, terminal.output);
    const old = before?.play?.terminals.find((t) => t.id === terminal.id);
    appended.output(news);
    appended.lines(pictureNews(old, terminal, state));
    const last = play.notebook[play.notebook.length - 1];
    if (
      before?.play &&
      last?.bits !== undefined &&
      suspectsLine(before, before.play) !== suspectsLine(state, play)
    )
      appended.lines([suspectsLine(state, play)]);
  }
  appended.lines(said(state).filter((text) => fresh || !before || !said(before).includes(text)));
  const waits = terminal?.prompt !== undefined && !terminal.running && !state.asking;
  if (terminal && waits && appended.open !== 'prompt') appended.prompt(promptOf(terminal));
  return {
    text: finished(appended.text, state),
    spoken: { state, output, open: appended.open, typed: news === '' ? spoken.typed : undefined },
  };
}

/** The terminal that is to be heard: none while something else is on the screen. */
function activeTerminal(
  { screen, help }: TrainerState,
  play: PlayState | undefined,
): TerminalView | undefined {
  const shown = screen === 'workspace' && help === undefined && play?.choosing === undefined;
  return shown && play?.pane === 'terminal' && !play.lookBack ? play.terminals[play.active] : undefined;
}

/** Output that was not said yet, without the line that the person typed. */
function newOutput(before = '', { output }: TerminalView, typed: string | undefined): string {
  // Only the last part of a terminal's output is kept: what is new begins behind the end of what was said.
  const end = before.slice(-2000);
  const at = output.startsWith(before) ? before.length : output.lastIndexOf(end) + end.length;
  const text = visible(output.slice(at));
  const first = text.indexOf('\n');
  return typed !== undefined && first >= 0 && text.slice(0, first).endsWith(typed)
    ? text.slice(first + 1)
    : text;
}

/** Rows of a full-screen program that changed. */
function pictureNews(
  before: TerminalView | undefined,
  { screen }: TerminalView,
  { lang }: TrainerState,
): string[] {
  return (screen?.lines ?? []).flatMap((line, at) =>
    line.trim() !== '' && before?.screen?.lines[at] !== line
      ? [`${PLAIN.row[lang]} ${at + 1}: ${visible(line).trimEnd()}`]
      : [],
  );
}
