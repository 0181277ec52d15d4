import type { CitedShare } from '../../drill/diagnosis/index.ts';
import type { LocalText } from '../../drill/scenario/index.ts';
import type { ScreenPicture } from '../../model/state/index.ts';
import type { EditorState } from '../../drill/session/index.ts';
import type { Browsing } from './browsing.ts';
import type { DiagnosisState } from './diagnosis-form.ts';
import { defaultKeymap, type Keymap } from './keymap.ts';

export type Lang = 'en' | 'zh';
export const THEME_NAMES = ['dark', 'light', 'high-contrast', 'no-colour'] as const;
export type ThemeName = (typeof THEME_NAMES)[number];
export type ScreenName = 'browser' | 'ticket' | 'workspace' | 'diagnosis' | 'journey' | 'debrief';
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
  /** The cause was named and repaired, in one attempt at least. */
  solved: boolean;
  /** A session that was left unfinished. */
  unfinished: boolean;
  /** It is time to play it again. */
  due: boolean;
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

/** What a learner remarked on a command. */
export interface Remark {
  star?: boolean;
  note?: string;
}

export interface NotebookRow extends Remark {
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

/** A packet that a command of the learner's sent. */
export interface PacketView {
  command: number;
  where: string;
  line: string;
  /** Which of the command's packets it is. */
  nth: number;
  of: number;
  /** The container or host it was sent from, and the address it was sent to, where that is known. */
  from: string;
  to?: string;
  outcome: 'answered' | 'refused' | 'silent';
  /** Whether everything that happened is told, or only what the learner's own captures could show. */
  whole: boolean;
  request: JourneyLine[];
  answer: JourneyLine[];
}

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
  givenUp?: boolean;
  /** What of the ticket still fails. */
  failing?: { from: string; command: string };
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

/** Looking through a terminal's lines. */
export interface LookBack {
  /** Index of the line that is looked at, among those of `terminalLines`. */
  line: number;
  query: string;
  /** The query is being typed. */
  typing: boolean;
  /** The other end of what is chosen. */
  anchor?: number;
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
  /** Packets of commands that ended, in order. */
  packets: readonly PacketView[];
  /** The journey that is looked at: which packet, rows it is scrolled, and the screen to go back to. */
  journey?: { packet: number; scroll: number; from: ScreenName };
  /** Nothing is told of what commands prove: an exam. */
  concealed: boolean;
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
  /** The active terminal's lines are looked through, instead of typing in it. */
  lookBack?: LookBack;
  /** Number of the command the notebook's pointer is on; absent for the newest. */
  noted?: number;
  /** Stars and notes, by the command's number. */
  remarks: Readonly<Record<number, Remark>>;
  /** A note being typed on the pointer's command. */
  noting?: string;
  /** The hosts were entered: the ticket can be read again without leaving the drill. */
  entered: boolean;
  /** Step of the tour this is. */
  tour?: number;
  /** A chooser of places to open a terminal at. */
  choosing?: number;
}

/** Somebody from outside at this screen: asking for the keyboard, or with it. */
export interface Guest {
  name: string;
  keyboard: 'asks' | 'has';
}

/** Commands that ask before they act. */
export type Asking = 'hint' | 'reset' | 'give-up' | 'tour';

export interface TrainerState {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  theme: ThemeName;
  keymap: Keymap;
  screen: ScreenName;
  drills: DrillRow[];
  problems: string[];
  selected: number;
  filter: string;
  filtering: boolean;
  browsing: Browsing;
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
  /** What somebody outside said, oldest first; each stays until Escape is pressed. */
  messages?: readonly LocalText[];
  guest?: Guest;
  /** Somebody outside stopped the clock; no key counts until he lets it run. */
  paused?: boolean;
  play?: PlayState;
}

export function initialState(options: {
  lang: Lang;
  columns: number;
  rows: number;
  ascii: boolean;
  theme: ThemeName;
  keymap?: Keymap;
  /** Somebody who was never here before is asked whether to be shown around. */
  asking?: 'tour';
  drills: DrillRow[];
  problems: string[];
}): TrainerState {
  return {
    ...options,
    keymap: options.keymap ?? defaultKeymap,
    screen: 'browser',
    selected: 0,
    filter: '',
    filtering: false,
    browsing: { sort: 'level', review: false },
    leader: false,
  };
}

/** A drill's title with the number that tells it from its twins. */
export function titleOf(drill: { title: LocalText; twin: number }, lang: Lang): string {
  return drill.twin > 0 ? `${drill.title[lang]} (${drill.twin})` : drill.title[lang];
}
