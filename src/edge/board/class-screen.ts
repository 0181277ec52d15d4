import type { Widgets } from 'blessed';
import blessed from 'neo-blessed';
import {
  type BoardCommand,
  type BoardFeed,
  type BoardKey,
  boardRows,
  fed,
  openedBoard,
  pointed,
  pressed,
  takesMouse,
} from '../../app/board/index.ts';
import { Mouse } from './mouse.ts';
import { painted } from './paint.ts';

export interface ClassScreenOptions {
  input: NodeJS.ReadStream;
  output: NodeJS.WriteStream;
  ascii: boolean;
  colour: boolean;
  onCommand(command: BoardCommand): void;
}

/** A class's board that is on the screen. */
export interface ClassScreen {
  /** What the server tells. */
  hear(feed: BoardFeed): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

/** Takes the terminal, whose size `feed` says as well; the board's state is here, and what it asks for goes to `onCommand`. */
export function openClassBoard(
  { input, output, ascii, colour, onCommand }: ClassScreenOptions,
  begin: Extract<BoardFeed, { kind: 'begin' }>,
): ClassScreen {
  // As in `openBoard`: lines are drawn as the characters they are, and what every terminal speaks is enough.
  process.env.NCURSES_NO_UTF8_ACS = '1';
  const screen = blessed.screen({
    input,
    output,
    terminal: 'xterm',
    fullUnicode: true,
    forceUnicode: !ascii,
    smartCSR: true,
  } as unknown as Widgets.IScreenOptions);
  const page = blessed.box({ parent: screen, top: 0, left: 0, width: '100%', height: '100%', wrap: false });
  let board = openedBoard(begin);
  const draw = () => {
    page.setContent(
      boardRows(board, ascii)
        .map((row) => painted(row, colour))
        .join('\n'),
    );
    screen.render();
    mouse.take(takesMouse(board));
  };
  const take = (update: ReturnType<typeof pressed>) => {
    board = update.board;
    for (const command of update.commands) onCommand(command);
    draw();
  };
  screen.on('keypress', (character: string | undefined, key: Widgets.Events.IKeyEventArg) => {
    const named = boardKey(character, key);
    if (named) take(pressed(board, named));
  });
  const mouse = new Mouse(screen, (does) => take(pointed(board, does)));
  draw();
  return {
    hear: (feed) => take(fed(board, feed)),
    close: () => {
      mouse.take(false);
      screen.destroy();
    },
  };
}

/** A key by the board's name; Enter comes twice, as itself and as the octet it is. */
function boardKey(
  character: string | undefined,
  { name, full }: Widgets.Events.IKeyEventArg,
): BoardKey | undefined {
  if (name === 'return') return undefined;
  const text = character !== undefined && /^[^\p{Cc}]+$/u.test(character) ? character : undefined;
  return { name: text === undefined ? full : text, text };
}
