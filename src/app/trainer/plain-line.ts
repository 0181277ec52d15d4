import type { EditorKey } from '../../drill/session/index.ts';
import type { PlayState, TrainerState } from './state.ts';

/** Keys by their names; a single character is text. */
function keys(...names: string[]): EditorKey[] {
  return names.map((name) =>
    name === 'Space'
      ? { kind: 'text', text: ' ' }
      : name.length === 1
        ? { kind: 'text', text: name }
        : ({ kind: 'key', name } as EditorKey),
  );
}

function down(count: number): EditorKey[] {
  return keys('Home', ...Array.from({ length: count }, () => 'Down'));
}

/** A number from 1 on as an index; `undefined` for anything else. */
function choice(text: string, count: number): number | undefined {
  const number = /^\d+$/.test(text.trim()) ? Number(text) : 0;
  return number >= 1 && number <= count ? number - 1 : undefined;
}

/**
 * What a typed line of the linear mode means, as the keys that say the same on the full screen: a choice by number, a word, or
 * `:COMMAND`, and in a terminal a line for the shell. `undefined` where it means nothing.
 */
export function keysOfLine(state: TrainerState, line: string): EditorKey[] | undefined {
  const { screen, play, asking, help } = state;
  const word = line.trim();
  if (asking) return keys(/^y(es)?$/i.test(word) ? 'y' : 'Escape');
  if (help !== undefined) return keys('Escape');
  const typed = /^:keys?\s+(.+)$/.exec(word);
  if (typed) return keys(...typed[1].split(/\s+/));
  const remark = /^:(star|note) #?(\d+)\s*(.*)$/.exec(word);
  if (remark && screen === 'workspace' && play) {
    const at = play.notebook.findIndex((row) => String(row.number) === remark[2]);
    if (at < 0) return undefined;
    const text: EditorKey[] = [...keys('a', 'C-u'), { kind: 'text', text: remark[3] }, ...keys('Enter')];
    return [
      ...(play.pane === 'notebook' ? [] : (commandKeys(state, 'notebook') ?? [])),
      ...down(at),
      ...(remark[1] === 'star' ? keys('s') : text),
    ];
  }
  const named = /^:([a-z][a-z-]*)$/.exec(word);
  if (named) return commandKeys(state, named[1]);
  if (screen === 'workspace' && play) return workspaceKeys(play, line);
  if (screen === 'diagnosis' && play) return diagnosisKeys(play, word);
  if (screen === 'browser') return browserKeys(state, word);
  if (screen === 'journey' && play) {
    if (word === '') return keys('Escape');
    const at = choice(word, play.packets.length);
    if (at !== undefined) return steps((play.journey?.packet ?? 0) - at, 'Left', 'Right');
  }
  const beside = play?.debrief?.beside;
  if (screen === 'debrief' && beside) {
    if (word === '') return keys('Escape');
    const at = choice(word, play.debrief?.truth?.rivals.length ?? 0);
    return at === undefined ? undefined : steps(beside.rival - at, 'Up', 'Down');
  }
  if (word === '') return screen === 'ticket' ? keys('Enter') : [];
  return word.length === 1 ? keys(word) : undefined;
}

function steps(back: number, less: string, more: string): EditorKey[] {
  return keys(...Array.from({ length: Math.abs(back) }, () => (back > 0 ? less : more)));
}

/** `:hint` and the like: the first key of the command on this screen. */
function commandKeys({ screen, keymap }: TrainerState, command: string): EditorKey[] | undefined {
  const found = keymap.bindings.find((b) => b.command === command && b.screens.includes(screen));
  return found && keys(...found.keys[0].split(' '));
}

function workspaceKeys(play: PlayState, line: string): EditorKey[] | undefined {
  // A pane was said and is done with: the terminal has the keyboard again.
  const close = play.pane === 'terminal' ? [] : keys('Escape');
  if (play.choosing !== undefined) {
    const at = choice(line, play.openable.length);
    if (line.trim() === '') return [...keys('Escape'), ...close];
    return at === undefined
      ? undefined
      : [...steps(play.choosing - at, 'Up', 'Down'), ...keys('Enter'), ...close];
  }
  if (play.lookBack) {
    if (line.trim() === '') return keys('q');
    if (line.startsWith('/')) return [...keys('/'), { kind: 'text', text: line.slice(1) }, ...keys('Enter')];
    return line.length === 1 ? keys(line) : undefined;
  }
  const text: EditorKey[] = line === '' ? [] : [{ kind: 'text', text: line }];
  return [...close, ...text, ...keys('Enter')];
}

function browserKeys(state: TrainerState, word: string): EditorKey[] | undefined {
  if (word.startsWith('/'))
    return word === '/'
      ? keys('/', 'Escape')
      : [...keys('/'), { kind: 'text', text: word.slice(1) }, ...keys('Enter')];
  if (word === '') return [];
  const at = choice(word, state.drills.length);
  if (at !== undefined) return [...down(at), ...keys('Enter')];
  return word.length === 1 ? keys(word) : undefined;
}

const COLUMNS: Readonly<Record<string, number>> = { where: 0, what: 1, cite: 2 };

function diagnosisKeys(play: PlayState, word: string): EditorKey[] | undefined {
  if (play.diagnosis.confirming) return keys(/^y(es)?$/i.test(word) ? 'y' : 'Escape');
  if (word === 'nothing' || word === 'unknown') return keys(word[0]);
  if (word === 'submit') return keys('Enter');
  const [name = '', ...numbers] = word.split(/[\s,#]+/).filter((part) => part !== '');
  const column = COLUMNS[name];
  if (column === undefined || numbers.length === 0) return undefined;
  const rows = numbers.map((number) =>
    column === 2
      ? play.notebook.findIndex((row) => String(row.number) === number)
      : (choice(number, column === 0 ? play.places.length : play.mechanisms.length) ?? -1),
  );
  if (rows.some((row) => row < 0)) return undefined;
  return [
    ...keys('Left', 'Left', ...Array<string>(column).fill('Right')),
    ...rows.flatMap((row) => [...down(row), ...keys('Space')]),
  ];
}
