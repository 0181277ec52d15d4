import {
  type BoardKey,
  type BoardUpdate,
  CLASS_PANES,
  type ClassBoard,
  type ClassPane,
  fits,
  framedSize,
  openedBoard,
  type Grave,
  only,
} from './board.ts';
import type { BoardCommand, BoardFeed } from './facts.ts';
import { answerPrompt, promptFor } from './prompts.ts';
import { drillRows, learnerRows } from './rows.ts';
import { CLASS_WORDS as W } from './words.ts';

/** What the server tells changes the board. */
export function fed(board: ClassBoard, feed: BoardFeed): BoardUpdate {
  switch (feed.kind) {
    case 'begin':
      return only({ ...openedBoard(feed), facts: board.facts });
    case 'size': {
      const sized = { ...board, columns: feed.columns, rows: feed.rows };
      const { watching } = sized;
      return only(sized, ...(watching ? [watch(sized, watching.learner)] : []));
    }
    case 'class':
      return only({ ...board, facts: feed.facts });
    case 'frame':
      return only(
        board.watching?.learner === feed.learner
          ? { ...board, watching: { learner: feed.learner, lines: feed.lines } }
          : board,
      );
    case 'no-screen':
      if (board.watching?.learner !== feed.learner) return only(board);
      return only({
        ...board,
        watching: undefined,
        asking: undefined,
        prompt: undefined,
        notice: board.watching.lines.length > 0 ? W.gone : W.noScreen,
      });
    case 'notice':
      return only({ ...board, notice: feed.text });
  }
}

function watch(board: ClassBoard, learner: string): BoardCommand {
  return { kind: 'watch', learner, ...framedSize(board) };
}

/** The learner's screen comes in the board's place. */
export function watchLearner(board: ClassBoard, learner: string): BoardUpdate {
  return only({ ...board, watching: { learner, lines: [] } }, watch(board, learner));
}

/** The learner that commands are about. */
export function chosenLearner(board: ClassBoard): string | undefined {
  if (board.watching) return board.watching.learner;
  const rows = learnerRows(board);
  return (rows.find(({ name }) => name === board.chosen) ?? rows[0])?.name;
}

/** What a key of the teacher's does. */
export function pressed(before: ClassBoard, key: BoardKey): BoardUpdate {
  if (key.name === 'C-c') return only(before, { kind: 'quit' });
  if (!fits(before)) return only(before, ...(key.name === 'q' ? [{ kind: 'quit' } as const] : []));
  const board = before.notice ? { ...before, notice: undefined } : before;
  if (board.asking) return answerAsking(board, board.asking, key);
  if (board.prompt) return answerPrompt(board, board.prompt, key);
  if (board.help) return only({ ...board, help: false });
  if (board.filtering) return typeFilter(board, key);
  return board.watching ? pressWatching(board, key) : pressOnBoard(board, key);
}

function answerAsking(board: ClassBoard, asking: Grave, { name }: BoardKey): BoardUpdate {
  const answered = { ...board, asking: undefined };
  return name === 'enter' || name === 'y' ? only(answered, asking) : only(answered);
}

function typeFilter(board: ClassBoard, { name, text }: BoardKey): BoardUpdate {
  if (name === 'escape') return only({ ...board, filter: '', filtering: false });
  if (name === 'enter') return only({ ...board, filtering: false });
  if (name === 'backspace') return only({ ...board, filter: [...board.filter].slice(0, -1).join('') });
  return only(text === undefined ? board : { ...board, filter: board.filter + text });
}

function pressWatching(board: ClassBoard, { name }: BoardKey): BoardUpdate {
  switch (name) {
    case 'escape':
    case 'q':
      return only({ ...board, watching: undefined }, { kind: 'unwatch' });
    case 't':
      return only({ ...board, asking: { kind: 'type' } });
    case 'm':
      return only(promptFor(board, 'message', chosenLearner(board)));
    default:
      return only(board);
  }
}

const STEPS: Readonly<Record<string, number>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageup: -10,
  pagedown: 10,
  home: -9999,
  end: 9999,
};

function pressOnBoard(board: ClassBoard, { name }: BoardKey): BoardUpdate {
  const chosen = chosenLearner(board);
  if (STEPS[name] !== undefined) return only(moved(board, STEPS[name]));
  switch (name) {
    case 'tab':
    case 'right':
      return only({ ...board, pane: nextPane(board.pane, 1) });
    case 'S-tab':
    case 'left':
      return only({ ...board, pane: nextPane(board.pane, -1) });
    case 'enter':
      return chosen === undefined ? only({ ...board, notice: W.noOne }) : watchLearner(board, chosen);
    case '/':
      return only({ ...board, filtering: true, filter: '', pane: 'learners' });
    case 'escape':
      return only({ ...board, filter: '' });
    case 'g':
      return only({ ...board, grouped: !board.grouped });
    case 'a':
      return only({ ...board, anonymous: !board.anonymous });
    case 'x':
      return only({ ...board, mouse: !board.mouse, notice: board.mouse ? W.mouseOff : W.mouseOn });
    case 'm':
      return only(promptFor(board, 'message', chosen));
    case 'M':
      return only({ ...board, prompt: { kind: 'message', text: '' } });
    case 'r':
      return only(promptFor(board, 'reset', chosen));
    case 'e':
      return only(promptFor(board, 'extend', chosen));
    case 'R':
      return only(promptFor(board, 'release', chosen));
    case 'P':
      return only({ ...board, asking: { kind: 'pause', paused: !board.facts?.paused } });
    case 'L':
      return only({ ...board, lang: board.lang === 'en' ? 'zh' : 'en' });
    case '?':
    case 'f1':
      return only({ ...board, help: true });
    case 'p':
      return only(board, { kind: 'play' });
    case 'q':
      return only(board, { kind: 'quit' });
    default:
      return only(board);
  }
}

function nextPane(pane: ClassPane, step: number): ClassPane {
  return CLASS_PANES[(CLASS_PANES.indexOf(pane) + step + CLASS_PANES.length) % CLASS_PANES.length];
}

/** The pointer moved, or a pane scrolled: as far as there is something. */
export function moved(board: ClassBoard, step: number): ClassBoard {
  const within = (value: number, most: number) => Math.max(0, Math.min(most, value + step));
  if (board.pane === 'learners') {
    const rows = learnerRows(board);
    const at = rows.findIndex(({ name }) => name === chosenLearner(board));
    return { ...board, chosen: rows[within(at, rows.length - 1)]?.name };
  }
  const { pane, scroll } = board;
  const length = pane === 'drills' ? drillRows(board).length : (board.facts?.events.length ?? 0);
  return { ...board, scroll: { ...scroll, [pane]: within(scroll[pane], Math.max(0, length - 1)) } };
}
