import { type EditorKey, LONGEST_LINE } from '../../drill/session/index.ts';

/** Final letters of CSI and SS3 sequences without parameters. */
const LETTERS: Readonly<Record<string, string>> = {
  A: 'Up',
  B: 'Down',
  C: 'Right',
  D: 'Left',
  H: 'Home',
  F: 'End',
  P: 'F1',
  Q: 'F2',
  R: 'F3',
  S: 'F4',
  Z: 'BTab',
};
/** Numbers of CSI ~ sequences. */
const TILDES: Readonly<Record<string, string>> = {
  1: 'Home',
  2: 'IC',
  3: 'DC',
  4: 'End',
  5: 'PageUp',
  6: 'PageDown',
  7: 'Home',
  8: 'End',
  11: 'F1',
  12: 'F2',
  13: 'F3',
  14: 'F4',
  15: 'F5',
  17: 'F6',
  18: 'F7',
  19: 'F8',
  20: 'F9',
  21: 'F10',
  23: 'F11',
  24: 'F12',
};
const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'Enter',
  '\n': 'Enter',
  '\t': 'Tab',
  '\u007f': 'BSpace',
  '\b': 'BSpace',
  '\u001b': 'Escape',
  '\u0000': 'C-Space',
  '\u001c': 'C-\\',
  '\u001d': 'C-]',
  '\u001e': 'C-^',
  '\u001f': 'C-_',
};

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

/**
 * Turns what a terminal sends into keys with tmux's names. Sequences may arrive in pieces; a lone Escape counts once nothing
 * followed it for a while (`flush`). A paste lasts until its end comes, however slow the line is: half of one would be carried out as keys.
 * Mouse reports and the terminal's own answers are dropped.
 */
export class KeyStream {
  private rest = '';
  /** What was pasted, as far as it counts; absent outside of a paste, whose possible end is in `rest`. */
  private pasted: string | undefined;
  private readonly emit: (key: EditorKey) => void;

  constructor(emit: (key: EditorKey) => void) {
    this.emit = emit;
  }

  /** Whether something is held back that a time-out should decide. */
  get pending(): boolean {
    return this.rest !== '' && this.pasted === undefined;
  }

  push(data: string): void {
    this.rest += data;
    while (this.rest !== '') {
      const used = this.pasted === undefined ? this.take() : this.takePasted(this.pasted);
      if (used === 0) return;
      this.rest = this.rest.slice(used);
    }
  }

  /** Nothing more came: what is held back is what it looks like. */
  flush(): void {
    if (!this.pending) return;
    const text = this.rest;
    this.rest = '';
    this.emit({ kind: 'key', name: 'Escape' });
    if (text.length > 1) this.push(text.slice(1));
  }

  /** Takes what is pasted from the front, all but what may be the first half of its end. */
  private takePasted(before: string): number {
    const end = this.rest.indexOf(PASTE_END);
    const used = end >= 0 ? end : Math.max(0, this.rest.length - PASTE_END.length + 1);
    this.pasted = before + this.rest.slice(0, Math.min(used, LONGEST_LINE - before.length));
    if (end < 0) return used;
    this.emit({ kind: 'paste', text: this.pasted });
    this.pasted = undefined;
    return end + PASTE_END.length;
  }

  /** Takes one key from the front; 0 while it is incomplete. */
  private take(): number {
    const text = this.rest;
    if (text.startsWith(PASTE_START)) {
      this.pasted = '';
      return PASTE_START.length;
    }
    if (text[0] === '\u001b') return this.takeEscape(text);
    const control = CONTROLS[text[0]];
    if (control) {
      this.emit({ kind: 'key', name: control });
      return 1;
    }
    const code = text.charCodeAt(0);
    if (code < 32) {
      this.emit({ kind: 'key', name: `C-${String.fromCharCode(code + 96)}` });
      return 1;
    }
    const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
    this.emit({ kind: 'text', text: character });
    return character.length;
  }

  private takeEscape(text: string): number {
    if (text.length === 1) return 0;
    if (PASTE_START.startsWith(text)) return 0;
    if (text[1] === 'O') {
      if (text.length < 3) return 0;
      this.named(LETTERS[text[2]]);
      return 3;
    }
    if (text[1] === '[') return this.takeCsi(text);
    if (text[1] === ']') {
      const end = /\u0007|\u001b\\/.exec(text);
      return end ? end.index + end[0].length : 0;
    }
    if (text[1] === '\u001b') {
      this.emit({ kind: 'key', name: 'Escape' });
      return 1;
    }
    const letter = [...text.slice(1)][0] ?? '';
    this.named(letter === '\u007f' ? 'M-BSpace' : `M-${letter}`);
    return 1 + letter.length;
  }

  private takeCsi(text: string): number {
    // Old mouse reports: three octets behind CSI M.
    if (text.startsWith('\u001b[M')) return text.length < 6 ? 0 : 6;
    if (text.startsWith('\u001b[[')) {
      if (text.length < 4) return 0;
      this.named({ A: 'F1', B: 'F2', C: 'F3', D: 'F4', E: 'F5' }[text[3]]);
      return 4;
    }
    const match = /^\u001b\[([0-9;<>?=]*)([ -/]*)([@-~])/.exec(text);
    if (!match) return text.length > 32 ? text.length : 0;
    const [whole, parameters, , final] = match;
    if (!/[<>?=]/.test(parameters) && final !== 'R' && final !== 'c' && final !== 'n') {
      const [first = '', modifier] = parameters.split(';');
      const name = final === '~' ? TILDES[first] : LETTERS[final];
      if (name) this.named(modifier === '5' ? `C-${name}` : modifier === '3' ? `M-${name}` : name);
    } else if (final === 'R' && parameters === '') this.named('F3');
    return whole.length;
  }

  private named(name: string | undefined): void {
    if (name) this.emit({ kind: 'key', name });
  }
}
