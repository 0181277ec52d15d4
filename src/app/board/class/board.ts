import type { LocalText } from '../../../lib/index.ts';
import type { BoardCommand, ClassFacts } from './facts.ts';
import type { Lang } from '../texts.ts';

export const CLASS_PANES = ['learners', 'drills', 'log'] as const;
export type ClassPane = (typeof CLASS_PANES)[number];

/** Commands of the teacher that change something: they ask first. */
export type Grave = Exclude<BoardCommand, { kind: 'watch' | 'unwatch' | 'play' | 'quit' }>;

/** What is still missing of a command. */
export type Prompt =
  | { kind: 'message'; to?: string; text: string }
  | { kind: 'minutes'; learner: string; drill: string; text: string }
  | { kind: 'drill'; of: 'reset' | 'extend'; learner: string; at: number }
  | { kind: 'drill'; of: 'release'; at: number };

/** The board's screen as plain data. */
export interface ClassBoard {
  lang: Lang;
  columns: number;
  rows: number;
  /** Whose board it is. */
  teacher: string;
  /** Nothing yet: the class was not told of. */
  facts?: ClassFacts;
  pane: ClassPane;
  /** Name of the learner that the pointer is on; the first one's where that is nobody. */
  chosen?: string;
  /** Rows that the other panes are scrolled. */
  scroll: Readonly<Record<'drills' | 'log', number>>;
  filter: string;
  filtering: boolean;
  grouped: boolean;
  anonymous: boolean;
  /** Whether the mouse is the board's, and not the terminal's, which selects text with it. */
  mouse: boolean;
  help: boolean;
  prompt?: Prompt;
  /** What is done when the next key says yes. */
  asking?: Grave;
  /** The learner whose screen is shown, and what it shows. */
  watching?: { learner: string; lines: readonly string[] };
  notice?: LocalText;
}

/** A key by its name (`up`, `enter`, `escape`), and the character it types. */
export interface BoardKey {
  name: string;
  text?: string;
}

/** A changed board, and what is to be done outside it. */
export interface BoardUpdate {
  board: ClassBoard;
  commands: BoardCommand[];
}

export const only = (board: ClassBoard, ...commands: BoardCommand[]): BoardUpdate => ({ board, commands });

export function openedBoard(look: Pick<ClassBoard, 'lang' | 'columns' | 'rows' | 'teacher'>): ClassBoard {
  const { lang, columns, rows, teacher } = look;
  return {
    lang,
    columns,
    rows,
    teacher,
    pane: 'learners',
    scroll: { drills: 0, log: 0 },
    filter: '',
    filtering: false,
    grouped: false,
    anonymous: false,
    mouse: true,
    help: false,
  };
}

/** The least that the board is drawn on. */
const LEAST_BOARD = { columns: 80, rows: 24 };

export function fits({ columns, rows }: Pick<ClassBoard, 'columns' | 'rows'>): boolean {
  return columns >= LEAST_BOARD.columns && rows >= LEAST_BOARD.rows;
}

/** From this width on panes stand beside each other. */
const WIDE = 110;

export function isWide({ columns }: Pick<ClassBoard, 'columns'>): boolean {
  return columns >= WIDE;
}

/** Rows of a learner's screen within the board: one is the board's, but a screen has 24 at least. */
export function framedSize({ columns, rows }: Pick<ClassBoard, 'columns' | 'rows'>): {
  columns: number;
  rows: number;
} {
  return { columns: Math.max(columns, LEAST_BOARD.columns), rows: Math.max(rows - 1, LEAST_BOARD.rows) };
}
