import { type BoardKey, type BoardUpdate, type ClassBoard, only, type Prompt } from './board.ts';
import type { ClassDrill } from './facts.ts';
import { drillRows } from './rows.ts';
import { CLASS_WORDS as W } from './words.ts';

/** Characters of a message, and minutes of an extension. */
const LONGEST = 300;
const MOST_MINUTES = 1440;

/** Drills that a command may be about. */
export function choicesOf(board: ClassBoard, of: Extract<Prompt, { kind: 'drill' }>['of']): ClassDrill[] {
  const drills = board.facts?.drills ?? [];
  if (of === 'release') return drills.filter(({ mode, released }) => mode === 'exam' && !released);
  if (of === 'extend') return drills.filter(({ closes }) => closes);
  return drillRows(board);
}

/** Begins to ask for what a command needs, or says why it cannot be given. */
export function promptFor(
  board: ClassBoard,
  what: 'message' | 'reset' | 'extend' | 'release',
  learner: string | undefined,
): ClassBoard {
  if (what === 'release') {
    const none = choicesOf(board, 'release').length === 0;
    return none
      ? { ...board, notice: W.noExam }
      : { ...board, prompt: { kind: 'drill', of: 'release', at: 0 } };
  }
  const facts = board.facts?.learners.find(({ name }) => name === learner);
  if (!facts) return { ...board, notice: W.noOne };
  if (what === 'message') {
    const absent = facts.connection === 'never';
    return absent
      ? { ...board, notice: W.notHere }
      : { ...board, prompt: { kind: 'message', to: facts.name, text: '' } };
  }
  const choices = choicesOf(board, what);
  if (choices.length === 0) return { ...board, notice: what === 'extend' ? W.noEnd : W.noDrill };
  const at = Math.max(
    0,
    choices.findIndex(({ id }) => id === facts.drill),
  );
  return { ...board, prompt: { kind: 'drill', of: what, learner: facts.name, at } };
}

/** A key while something is asked for. */
export function answerPrompt(board: ClassBoard, prompt: Prompt, key: BoardKey): BoardUpdate {
  if (key.name === 'escape') return only({ ...board, prompt: undefined });
  return prompt.kind === 'drill' ? chooseDrill(board, prompt, key) : typeText(board, prompt, key);
}

function chooseDrill(
  board: ClassBoard,
  prompt: Extract<Prompt, { kind: 'drill' }>,
  { name }: BoardKey,
): BoardUpdate {
  const choices = choicesOf(board, prompt.of);
  const step = name === 'up' || name === 'k' ? -1 : name === 'down' || name === 'j' ? 1 : 0;
  const at = Math.max(0, Math.min(choices.length - 1, prompt.at + step));
  if (name !== 'enter') return only({ ...board, prompt: { ...prompt, at } });
  const drill = choices[at]?.id;
  const done = { ...board, prompt: undefined };
  if (drill === undefined) return only(done);
  if (prompt.of === 'release') return only({ ...done, asking: { kind: 'release', drill } });
  const { learner } = prompt;
  if (prompt.of === 'reset') return only({ ...done, asking: { kind: 'reset', learner, drill } });
  return only({ ...board, prompt: { kind: 'minutes', learner, drill, text: '' } });
}

function typeText(
  board: ClassBoard,
  prompt: Extract<Prompt, { kind: 'message' | 'minutes' }>,
  { name, text }: BoardKey,
): BoardUpdate {
  if (name === 'enter') return entered(board, prompt);
  const typed =
    name === 'backspace'
      ? [...prompt.text].slice(0, -1).join('')
      : (prompt.text + (text ?? '')).slice(0, LONGEST);
  return only({ ...board, prompt: { ...prompt, text: typed } });
}

/** What was typed is whole: it is read back before it is done. */
function entered(board: ClassBoard, prompt: Extract<Prompt, { kind: 'message' | 'minutes' }>): BoardUpdate {
  const done = { ...board, prompt: undefined };
  const text = prompt.text.trim();
  if (text === '') return only(done);
  if (prompt.kind === 'message') return only({ ...done, asking: { kind: 'message', to: prompt.to, text } });
  const minutes = Number(text);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)
    return only({ ...board, prompt: { ...prompt, text: '' }, notice: W.minutesBad });
  return only({ ...done, asking: { kind: 'extend', learner: prompt.learner, drill: prompt.drill, minutes } });
}
