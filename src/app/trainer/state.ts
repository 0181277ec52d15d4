import type { CitedShare } from '../../drill/diagnosis/index.ts';
import type { LocalText } from '../../drill/scenario/index.ts';
import type { ScreenPicture } from '../../model/state/index.ts';
import type { EditorState } from '../../drill/session/index.ts';
import type { DiagnosisState } from './diagnosis-form.ts';

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
  screen?: ScreenPicture;
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

/** A place that a packet came to, or what happened to it there. */
export type JourneyLine =
  | { tone: 'place'; text: string }
  | { tone: 'step' | 'drop' | 'good'; kind: LocalText; detail: LocalText };

export interface DebriefTruth {
  cause: LocalText;
  text: LocalText;
  hearsay?: LocalText;
  sources: LocalText[];
  journey: JourneyLine[];
  healthyJourney: JourneyLine[];
  plan: PlanView;
  /** Every cause that fitted the ticket, the true one first. */
  rivals: RivalView[];
  /** Id of the drill to try next. */
  next?: string;
}

/** A cause that fitted the ticket, and the commands that told it from the true one. */
export interface RivalView {
  title: LocalText;
  isTrue: boolean;
  told: RivalAnswer[];
}

/** What a command showed, and what it would have shown in a rival's world. */
export interface RivalAnswer {
  number: number;
  where: string;
  line: string;
  seen: string;
  /** Absent where its container does not run in that world, so that nobody could have typed it. */
  shown?: string;
}

/** What other tests would have told: the best one not run, where it beats those that were run, and par. */
export interface PlanView {
  better?: { where: string; line: string; before: number; after: number; bits: number };
  /** The shortest plan of harmless commands that was found. */
  par: { where: string; line: string }[];
  /** Commands that were run. */
  used: number;
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
  /** What the cited commands did: rivals they rule out together, of how many; absent where no evidence counts. */
  cited?: CitedShare;
  /** Nothing is repaired so far, so that there is no mark for it yet. */
  unrepaired: boolean;
  /** Rows the page is scrolled down. */
  scroll: number;
  /** The rivals stand beside the truth instead of the page: which of them, which of its commands, and rows its outputs are scrolled. */
  beside?: { rival: number; answer: number; scroll: number };
}

/** A place to open a terminal at, and what it is. */
export interface OpenablePlace {
  name: string;
  about: LocalText;
}

export interface PlayState {
  id: string;
  title: LocalText;
  /** Number among the drills of its family, which share a title. */
  twin: number;
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
  /** Hints taken, and how many there are. */
  hints: LocalText[];
  hintCount: number;
  places: { id: string; title: string }[];
  mechanisms: { id: string; title: LocalText; layer: string }[];
  openable: OpenablePlace[];
  diagnosis: DiagnosisState;
  debrief?: DebriefState;
  /** Rows the terminal is scrolled back. */
  scrollback: number;
  /** Number of the command the notebook's pointer is on; absent for the newest. */
  noted?: number;
  /** The hosts were entered: the ticket can be read again without leaving the drill. */
  entered: boolean;
  /** A chooser of places to open a terminal at. */
  choosing?: number;
}

/** Commands that ask before they act. */
export type Asking = 'hint' | 'reset' | 'give-up';

export interface TrainerState {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  colors: boolean;
  screen: ScreenName;
  drills: DrillRow[];
  problems: string[];
  selected: number;
  filter: string;
  filtering: boolean;
  /** Page of the help that is shown. */
  help?: number;
  /** What is about to be done and cannot be taken back; the next key says whether. */
  asking?: Asking;
  /** Waiting for the second key of the leader chord. */
  leader: boolean;
  /** A lab is being built, or what was handed in is being judged: no key counts until then. */
  busy?: 'opening' | 'judging';
  /** One line about what is going on or went wrong. */
  notice?: LocalText;
  play?: PlayState;
}

export function initialState(options: {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  colors: boolean;
  drills: DrillRow[];
  problems: string[];
}): TrainerState {
  return {
    ...options,
    screen: 'browser',
    selected: 0,
    filter: '',
    filtering: false,
    leader: false,
  };
}

/** A drill's title with the number that tells it from its twins. */
export function titleOf(drill: { title: LocalText; twin: number }, lang: Lang): string {
  return drill.twin > 0 ? `${drill.title[lang]} (${drill.twin})` : drill.title[lang];
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
