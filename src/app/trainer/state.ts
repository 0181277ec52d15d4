import type { LocalText } from '../../drill/scenario/index.ts';
import type { EditorState } from '../../drill/session/index.ts';

export type Lang = 'en' | 'zh';
export type ScreenName = 'browser' | 'ticket' | 'workspace' | 'diagnosis' | 'debrief';
/** What fills a small screen, and what has the keyboard. */
export type PaneName = 'terminal' | 'network' | 'notebook' | 'hints';

export interface DrillRow {
  id: string;
  title: LocalText;
  summary: LocalText;
  level: number;
  topics: string[];
  family: string;
  twin: number;
  best?: number;
  /** A session that was left unfinished. */
  unfinished: boolean;
}

export interface TerminalView {
  id: string;
  /** Output so far, the last part of it. */
  output: string;
  /** Present while a line is edited. */
  prompt?: string;
  history: readonly string[];
  editor: EditorState;
  running: boolean;
  /** A full-screen program's picture. */
  screen?: { lines: readonly string[]; row: number; column: number };
}

export interface NotebookRow {
  number: number;
  where: string;
  line: string;
  /** Exit status; absent while it runs. */
  status?: number;
  /** Suspects before and after; absent until every rival world has answered. */
  before?: number;
  after?: number;
  bits?: number;
}

export interface DiagnosisState {
  column: 0 | 1 | 2;
  place: number;
  mechanism: number;
  evidenceRow: number;
  evidence: number[];
  /** One of the two answers that name no cause. */
  answer: 'fault' | 'nothing' | 'unknown';
  filter: string;
  filtering: boolean;
  confirming: boolean;
}

export interface JourneyLine {
  text: string;
  tone: 'place' | 'step' | 'drop' | 'good';
}

export interface DebriefTruth {
  cause: LocalText;
  text: LocalText;
  hearsay?: LocalText;
  sources: string[];
  journey: JourneyLine[];
  healthyJourney: JourneyLine[];
}

export interface DebriefState {
  verdict: LocalText;
  score: number;
  marks: { place: number; mechanism: number; evidence: number; repair: number; harm: number };
  hints: number;
  solved: boolean;
  contradiction?: { command: number; line: string; predicted: string; seen: string };
  /** What it was: told once the drill is solved or given up, never before. */
  truth?: DebriefTruth;
  told: NotebookRow[];
  scroll: number;
}

export interface PlayState {
  id: string;
  title: LocalText;
  level: number;
  ticket: LocalText;
  from: LocalText;
  picture: string[];
  terminals: TerminalView[];
  active: number;
  pane: PaneName;
  /** Virtual microseconds since the session began. */
  clock: number;
  notebook: NotebookRow[];
  suspects: { left: number; total: number; ready: boolean };
  hints: LocalText[];
  places: { id: string; title: string }[];
  mechanisms: { id: string; title: LocalText; layer: string }[];
  openable: string[];
  diagnosis: DiagnosisState;
  debrief?: DebriefState;
  /** Rows the terminal is scrolled back. */
  scrollback: number;
  /** A chooser of places to open a terminal at. */
  choosing?: number;
}

export interface TrainerState {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  screen: ScreenName;
  drills: DrillRow[];
  problems: string[];
  selected: number;
  filter: string;
  filtering: boolean;
  help: boolean;
  /** Waiting for the second key of the leader chord. */
  leader: boolean;
  /** What was handed in is being judged. */
  judging: boolean;
  /** One line about what is going on or went wrong. */
  notice?: LocalText;
  play?: PlayState;
}

export function initialState(options: {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  drills: DrillRow[];
  problems: string[];
}): TrainerState {
  return {
    ...options,
    screen: 'browser',
    selected: 0,
    filter: '',
    filtering: false,
    help: false,
    leader: false,
    judging: false,
  };
}

/** Drills the filter lets through. */
export function visibleDrills(state: TrainerState): DrillRow[] {
  const wanted = state.filter.toLowerCase();
  if (wanted === '') return state.drills;
  return state.drills.filter((drill) =>
    `${drill.title.en} ${drill.title.zh} ${drill.topics.join(' ')} ${drill.family}`
      .toLowerCase()
      .includes(wanted),
  );
}

export function freshDiagnosis(): DiagnosisState {
  return {
    column: 0,
    place: 0,
    mechanism: 0,
    evidenceRow: 0,
    evidence: [],
    answer: 'fault',
    filter: '',
    filtering: false,
    confirming: false,
  };
}

/** Places and mechanisms the filter of the diagnosis form lets through, each in its column. */
export function shownPlaces(play: PlayState): PlayState['places'] {
  const { filter, column } = play.diagnosis;
  return column === 0 && filter !== '' ? play.places.filter((p) => p.id.includes(filter)) : play.places;
}

export function shownMechanisms(play: PlayState): PlayState['mechanisms'] {
  const { filter, column } = play.diagnosis;
  if (column !== 1 || filter === '') return play.mechanisms;
  return play.mechanisms.filter((m) =>
    `${m.id} ${m.title.en} ${m.title.zh} ${m.layer}`.toLowerCase().includes(filter.toLowerCase()),
  );
}
