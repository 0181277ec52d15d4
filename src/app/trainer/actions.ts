import type { LocalText } from '../../drill/scenario/index.ts';
import type { Completion, EditorKey } from '../../drill/session/index.ts';
import type { LineToComplete } from './player.ts';
import type {
  DebriefState,
  DrillRow,
  Guest,
  NotebookRow,
  PlayState,
  ScreenName,
  TerminalView,
  TrainerState,
} from './state.ts';
import type { SavedView } from './store.ts';

/** What the world shows now: the runner's answer to effects and time. */
export interface WorldView {
  terminals: Omit<TerminalView, 'editor'>[];
  clock: number;
  notebook: NotebookRow[];
  suspects: PlayState['suspects'];
  openable: PlayState['openable'];
  packets: PlayState['packets'];
}

export type Action =
  | { kind: 'key'; key: EditorKey }
  /** Leaves the app, as its key does. */
  | { kind: 'quit' }
  | { kind: 'resize'; columns: number; rows: number }
  /** Asks for a drill: keys typed while its lab is built would answer a screen that nobody has seen yet. */
  | { kind: 'open'; id: string; resume: boolean }
  /** `saved`: how the screen stood and what the hints said, where the session was begun before. */
  /** The drill's world is built anew, as undo and reset want it. */
  | { kind: 'rebuilding' }
  | { kind: 'opened'; play: PlayState; saved?: { view: SavedView; hints: readonly LocalText[] } }
  /** The drill is on the screen, or could not be opened. */
  | { kind: 'ready' }
  | { kind: 'world'; view: WorldView }
  | { kind: 'hint'; hints: PlayState['hints'] }
  /** How the word at the cursor may end, for the line as it was when it was asked. */
  | ({ kind: 'completion'; completion: Completion } & LineToComplete)
  /** What was handed in is being judged: no key counts until the debrief is there. */
  | { kind: 'judging' }
  /** What there is to play changed. */
  | { kind: 'drills'; drills: readonly DrillRow[] }
  /** The time for the drill is over: it is left as it is. */
  | { kind: 'shut' }
  /** What was handed in is kept, and nothing is told of it. */
  | { kind: 'handed-in' }
  | { kind: 'problems'; texts: readonly string[] }
  | { kind: 'debrief'; debrief: DebriefState; best?: { id: string; score: number; solved: boolean } }
  /** Shows a screen without a key having asked for it. */
  | { kind: 'show'; screen: ScreenName }
  | { kind: 'notice'; text: { en: string; zh: string } | undefined }
  /** Somebody outside says something. */
  | { kind: 'message'; text: LocalText }
  /** Somebody outside asks for the keyboard, or gives it back. */
  | { kind: 'guest'; guest: Guest | undefined }
  | { kind: 'pause'; paused: boolean }
  /** The drill that is played was ended by somebody outside. */
  | { kind: 'dismissed' };

/** What `update` wants done: only the runner touches worlds, files and the terminal. */
export type Effect =
  | { kind: 'quit' }
  | { kind: 'open'; id: string; resume: boolean }
  | { kind: 'line'; terminal: string; text: string }
  | { kind: 'signal'; terminal: string; signal: 'SIGINT' | 'SIGQUIT' | 'SIGTSTP' }
  | { kind: 'end-of-input'; terminal: string }
  | { kind: 'keys'; terminal: string; text: string }
  /** Asks how the word at the cursor may end. */
  | ({ kind: 'complete' } & LineToComplete)
  | { kind: 'skip'; terminal: string }
  | { kind: 'terminal'; place: string }
  | { kind: 'hint' }
  | { kind: 'submit' }
  | { kind: 'give-up' }
  | { kind: 'undo' }
  | { kind: 'reset' }
  | { kind: 'leave' }
  /** Puts a text where other programs get at it. */
  | { kind: 'copy'; text: string }
  | { kind: 'size'; columns: number; rows: number };

/** How many rows the page or terminal that is shown can be scrolled; the views know, since they break the lines. */
export type ScrollEnd = (state: TrainerState) => number;

export interface Update {
  state: TrainerState;
  effects: Effect[];
}
