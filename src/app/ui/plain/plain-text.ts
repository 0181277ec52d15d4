import type { PlayState, TerminalView, TrainerState } from '../../trainer/index.ts';
import { searchPrompt } from '../../trainer/index.ts';
import { visible } from '../cells.ts';
import { question, tourText } from '../footer.ts';
import { plainText } from '../signs.ts';
import { debriefPages, packetPage, rivalPages } from './debrief-pages.ts';
import {
  browserPage,
  chooserPage,
  diagnosisPage,
  formState,
  helpPage,
  hintsPane,
  lookBackPage,
  networkPane,
  notebookPane,
  ticketPage,
  workspaceHead,
} from './pages.ts';

/** What a screen is at the moment: where it changes, all of it is said anew. */
export function viewOf(state: TrainerState): string {
  const { play, screen } = state;
  if (state.help !== undefined) return `help ${screen} ${state.lang}`;
  const parts: (string | number | undefined)[] = [screen, state.lang, play?.id];
  if (screen === 'browser')
    parts.push(state.filter, state.problems.length, JSON.stringify(state.browsing), state.selected);
  if (screen === 'workspace')
    parts.push(
      play?.choosing === undefined ? play?.active : 'choosing',
      play?.pane,
      JSON.stringify([play?.lookBack, play?.remarks]),
    );
  if (screen === 'diagnosis') parts.push(play?.diagnosis.confirming ? 'confirming' : '');
  if (screen === 'journey') parts.push(play?.journey?.packet);
  if (screen === 'debrief') parts.push(play?.debrief?.beside?.rival, play?.debrief?.score);
  return parts.join('\n');
}

/** Everything a screen says, as lines that need no picture of it. */
export function plainPage(state: TrainerState): string[] {
  const { play } = state;
  if (state.help !== undefined) return helpPage(state);
  if (state.screen === 'browser' || !play) return browserPage(state);
  switch (state.screen) {
    case 'ticket':
      return ticketPage(state, play);
    case 'diagnosis':
      return play.diagnosis.confirming ? formState(state, play) : diagnosisPage(state, play);
    case 'journey':
      return packetPage(state, play);
    case 'debrief':
      if (!play.debrief) return [];
      return play.debrief.beside ? rivalPages(state, play.debrief) : debriefPages(state, play.debrief);
    case 'workspace':
      return workspacePage(state, play);
  }
}

function workspacePage(state: TrainerState, play: PlayState): string[] {
  if (play.choosing !== undefined) return chooserPage(state, play);
  if (play.lookBack) return lookBackPage(state, play, play.lookBack);
  switch (play.pane) {
    case 'network':
      return networkPane(state, play);
    case 'notebook':
      return notebookPane(state, play);
    case 'hints':
      return hintsPane(state, play);
    case 'terminal':
      return workspaceHead(state, play);
  }
}

/** Everything the app knows of a drill that is played, with the active terminal: what the panes of a large screen show together. */
export function wholePlainText(state: TrainerState): string {
  const { play } = state;
  const form = state.screen === 'diagnosis' && state.help === undefined ? play : undefined;
  const lines = form ? diagnosisPage(state, form) : plainPage(state);
  const terminal = play?.terminals[play.active];
  if (state.help === undefined && state.screen === 'workspace' && play && terminal) {
    lines.unshift(
      ...workspaceHead(state, play),
      ...networkPane(state, play),
      ...notebookPane(state, play),
      ...(play.pane === 'hints' ? hintsPane(state, play) : []),
      visible(terminal.output) + promptOf(terminal) + visible(terminal.editor.text),
      ...(terminal.screen?.lines ?? []),
    );
  }
  return finished([...lines, ...said(state)].join('\n'), state);
}

/** In characters that the terminal has. */
export function finished(text: string, { ascii }: TrainerState): string {
  return ascii ? plainText(text) : text;
}

/** A question that waits for its answer, or what there is to say. */
export function said(state: TrainerState): string[] {
  const { asking, play, lang, notice } = state;
  if (asking) return [question(asking, play, lang)];
  const tour = tourText(state);
  return [...(notice ? [notice[lang]] : []), ...(tour === undefined ? [] : [tour])];
}

/** What stands before the line that is being typed. */
export function promptOf(terminal: TerminalView): string {
  return searchPrompt(terminal.editor) ?? visible(terminal.prompt ?? '');
}
