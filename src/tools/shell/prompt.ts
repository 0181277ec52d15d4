import type { Step } from '../../lib/index.ts';
import { expandQuoted, lookupUser } from './expand.ts';
import type { Shell } from './shell.ts';
import { parseQuotedText } from './syntax.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The prompt that a variable such as `PS1` asks for; clocks show UTC. */
export function* expandPrompt(shell: Shell, variable: string): Step<string> {
  return yield* expandPromptText(shell, shell.variables.get(variable) ?? '');
}

/** Decodes the backslash escapes of a prompt (bash(1), PROMPTING), then expands `$` forms. */
export function* expandPromptText(shell: Shell, text: string): Step<string> {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== '\\' || at + 1 >= text.length) {
      out += text[at];
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.slice(at + 1));
    if (octal !== null) {
      out += String.fromCharCode(Number.parseInt(octal[0], 8));
      at += 3;
      continue;
    }
    at += 1;
    out += yield* decode(shell, text[at]!);
  }
  if (!/[$`]/.test(out)) return out;
  const word = parseQuotedText(out);
  if (word === null) return out;
  const status = shell.status;
  const expanded = yield* expandQuoted(shell, word);
  shell.status = status;
  return expanded;
}

/** The host's name as it was when the shell first asked: a shell that runs does not notice a change (bash, `current_host_name`). */
function* startName(shell: Shell): Step<string> {
  shell.hostAtStart ??= yield* shell.port.hostname();
  return shell.hostAtStart;
}

function* decode(shell: Shell, letter: string): Step<string> {
  switch (letter) {
    case 'u': {
      const uid = yield* shell.port.userId();
      return (yield* lookupUser(shell, (fields) => fields[2] === String(uid)))?.[0] ?? 'I have no name!';
    }
    case 'h':
      return (yield* startName(shell)).split('.')[0]!;
    case 'H':
      return yield* startName(shell);
    case 'w':
      return directory(shell);
    case 'W': {
      const shown = directory(shell);
      return shown === '/' || shown === '~' ? shown : shown.slice(shown.lastIndexOf('/') + 1);
    }
    case '$':
      return (yield* shell.port.userId()) === 0 ? '#' : '\\$';
    case 's':
      return shell.name.slice(shell.name.lastIndexOf('/') + 1).replace(/^-/, '');
    case 'v':
      return shell.version.split('.').slice(0, 2).join('.');
    case 'V':
      return shell.version.split('(')[0]!;
    case 'j':
      return String(shell.jobs.jobs.length);
    case '!':
    case '#':
      return String(shell.history.length + 1);
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 'a':
      return '\x07';
    case 'e':
      return '\x1b';
    case '\\':
      return '\\\\';
    case '[':
    case ']':
      return '';
    case 'd':
    case 't':
    case 'T':
    case '@':
    case 'A':
      return clock(letter, new Date((yield* shell.port.now()) / 1000));
    default:
      return `\\${letter}`;
  }
}

function directory(shell: Shell): string {
  const here = shell.variables.get('PWD') ?? '';
  const home = shell.variables.get('HOME');
  if (home === undefined || home === '/' || home === '') return here;
  return here === home || here.startsWith(`${home}/`) ? `~${here.slice(home.length)}` : here;
}

function clock(letter: string, at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = at.getUTCHours();
  const minutes = two(at.getUTCMinutes());
  if (letter === 'd') return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())}`;
  if (letter === 'A') return `${two(hours)}:${minutes}`;
  if (letter === 't') return `${two(hours)}:${minutes}:${two(at.getUTCSeconds())}`;
  if (letter === 'T') return `${two(hours % 12 || 12)}:${minutes}:${two(at.getUTCSeconds())}`;
  return `${two(hours % 12 || 12)}:${minutes} ${hours < 12 ? 'AM' : 'PM'}`;
}
