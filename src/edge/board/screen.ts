import type { Widgets } from 'blessed';
import blessed from 'neo-blessed';
import {
  BOARD_WORDS,
  type Board,
  headline,
  type Lang,
  PANES,
  paneOf,
  signsOf,
  tame,
} from '../../app/board/index.ts';
import { cut, hardWrap } from '../../lib/index.ts';
import { areasOf, LEAST } from './layout.ts';
import { Mouse } from './mouse.ts';
import { MARGIN, PaneView } from './pane-view.ts';
import { painted } from './paint.ts';

export interface BoardScreenOptions {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  /** Whether it is the Linux console. */
  console?: boolean;
  lang: Lang;
  ascii: boolean;
  colour: boolean;
  onQuit(): void;
  /** The person wants it read again now. */
  onRead(): void;
}

/** A board that is on the screen. */
export interface BoardScreen {
  /** Shows another board, and what was wrong with the files it was made from. */
  show(board: Board, problems: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Most rows that a problem may take from the panes. */
const PROBLEM_ROWS = 4;

/** Takes the terminal and shows nothing yet. */
export function openBoard(options: BoardScreenOptions): BoardScreen {
  const { lang, ascii, colour, onQuit, onRead } = options;
  // Lines are drawn as the characters they are; the alternate character set is a guess about the terminal.
  process.env.NCURSES_NO_UTF8_ACS = '1';
  const screen = blessed.screen({
    input: options.input,
    output: options.output,
    // neo-blessed misreads descriptions of newer ncurses (32-bit numbers) and prints what it could not compile; every terminal that
    // people have but the console speaks what this needs of xterm.
    terminal: options.console ? 'linux' : 'xterm',
    fullUnicode: true,
    forceUnicode: !ascii,
    smartCSR: true,
  } as unknown as Widgets.IScreenOptions);
  const signs = signsOf(ascii);
  const row = (place: { top: number } | { bottom: number }) =>
    blessed.box({ parent: screen, left: MARGIN, height: 1, ...place });
  const head = row({ top: 0 });
  const foot = row({ bottom: 0 });
  const trouble = row({ bottom: 1 });
  const between = blessed.box({ parent: screen, width: 1 });
  const views = PANES.map((name) => ({ name, view: new PaneView(screen, { signs, colour }) }));
  let shown: { board: Board; problems: readonly string[] } | undefined;

  const draw = () => {
    if (!shown) return;
    const [columns, rows] = [screen.width as number, screen.height as number];
    const fits = columns >= LEAST.columns && rows >= LEAST.rows;
    for (const { view } of views) view.setVisible(fits);
    for (const element of [foot, trouble, between]) element.hidden = !fits;
    // A message for a small window takes what there is of it.
    head.height = fits ? 1 : Math.max(1, rows);
    if (fits) drawParts(shown.board, shown.problems, columns, rows);
    else head.setContent(BOARD_WORDS.small[lang]);
    screen.render();
  };

  const drawParts = (board: Board, problems: readonly string[], columns: number, rows: number) => {
    const width = columns - 2 * MARGIN;
    const told = problemRows(problems, signs.bad, width);
    head.setContent(
      painted(
        [
          { text: BOARD_WORDS.board[lang], tone: 'title' },
          { text: `   ${cut(headline(board, { lang, ascii }), width - 20, signs.ellipsis)}` },
        ],
        colour,
      ),
    );
    foot.setContent(painted([{ text: BOARD_WORDS.keys[lang], tone: 'accent' }], colour));
    trouble.height = Math.max(1, told.length);
    trouble.hidden = told.length === 0;
    trouble.setContent(told.map((text) => painted([{ text, tone: 'bad' }], colour)).join('\n'));
    const bottom = rows - 1 - told.length;
    const { panes, divider } = areasOf(columns, 1, bottom);
    for (const { name, view } of views)
      view.draw(paneOf(name, board, { lang, ascii }, panes[name].width - 2 * MARGIN), panes[name]);
    between.hidden = divider === undefined;
    if (divider === undefined) return;
    Object.assign(between, divider);
    between.setContent(Array(divider.height).fill(signs.divider).join('\n'));
  };

  const focus = (step: number) => {
    const at = views.findIndex(({ view }) => view.list === screen.focused);
    views[(at + step + views.length) % views.length].view.list.focus();
    draw();
  };
  const page = (direction: 1 | -1) => {
    views.find(({ view }) => view.list === screen.focused)?.view.page(direction);
    screen.render();
  };
  screen.key(['q', 'C-c'], onQuit);
  screen.key('r', onRead);
  screen.key(['tab', 'right'], () => focus(1));
  screen.key(['S-tab', 'left'], () => focus(-1));
  screen.key('pageup', () => page(-1));
  screen.key('pagedown', () => page(1));
  const mouse = new Mouse(screen, ({ does, column, row }) => {
    const under = views.find(({ view }) => view.covers(column, row));
    if (!under) return;
    under.view.list.focus();
    under.view.pointed(does, row);
    draw();
  });
  let takesMouse = true;
  screen.key('x', () => {
    takesMouse = !takesMouse;
    mouse.take(takesMouse);
  });
  mouse.take(takesMouse);
  screen.on('resize', draw);
  views[0].view.list.focus();
  return {
    show(board, problems) {
      shown = { board, problems };
      draw();
    },
    close: () => {
      mouse.take(false);
      screen.destroy();
    },
  };
}

/** The first problem whole, since its remedy stands at its end, and how many more there are: they are told on leaving. */
function problemRows(problems: readonly string[], sign: string, width: number): string[] {
  const [first] = problems;
  if (first === undefined) return [];
  const more = problems.length > 1 ? ` (+${problems.length - 1})` : '';
  return hardWrap(`${sign} ${tame(first)}${more}`, width).slice(0, PROBLEM_ROWS);
}
