import { translateRegex } from '../../shell/index.ts';

/** A sed script that cannot be read; the message follows `sed: -e expression #1, char N: `. */
export class SedProblem extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

export type Address =
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'regex'; readonly pattern: RegExp | null }
  | { readonly kind: 'step'; readonly first: number; readonly step: number }
  /** `addr,+N` */
  | { readonly kind: 'more'; readonly count: number };

export interface SedCommand {
  readonly name: string;
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negated: boolean;
  /** Text of a, i, c; label of b, t, T and `:`; file of r, w. */
  readonly text: string;
  readonly pattern: RegExp | null;
  readonly replacement: readonly ReplacementPart[];
  readonly global: boolean;
  readonly number: number;
  readonly print: boolean;
  readonly file: string | null;
  readonly map: ReadonlyMap<string, string>;
  /** Index of the matching `}` for `{`. */
  jump: number;
}

export type ReplacementPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'case'; readonly to: string };

/** Parses a script to a flat list of commands. */
export function parseSed(source: string, extended: boolean): SedCommand[] {
  return new SedParser(source, extended).parse();
}

class SedParser {
  private readonly source: string;
  private readonly extended: boolean;
  private at = 0;

  constructor(source: string, extended: boolean) {
    this.source = source;
    this.extended = extended;
  }

  parse(): SedCommand[] {
    const out: SedCommand[] = [];
    const open: number[] = [];
    for (;;) {
      while (/[\s;]/.test(this.source[this.at] ?? '')) this.at += 1;
      if (this.at >= this.source.length) break;
      if (this.source[this.at] === '#') {
        this.skipLine();
        continue;
      }
      const command = this.command();
      if (command.name === '{') open.push(out.length);
      if (command.name === '}') {
        const start = open.pop();
        if (start === undefined) throw new SedProblem("unexpected `}'", this.at);
        out[start]!.jump = out.length;
      }
      out.push(command);
    }
    if (open.length > 0) throw new SedProblem("unmatched `{'", 0);
    return out;
  }

  private skipLine(): void {
    while (this.at < this.source.length && this.source[this.at] !== '\n') this.at += 1;
  }

  private blanks(): void {
    while (/[ \t]/.test(this.source[this.at] ?? '')) this.at += 1;
  }

  private command(): SedCommand {
    const from = this.address();
    let to: Address | null = null;
    this.blanks();
    if (from !== null && this.source[this.at] === ',') {
      this.at += 1;
      this.blanks();
      to = this.address();
      if (to === null) throw new SedProblem("unexpected `,'", this.at);
    }
    this.blanks();
    let negated = false;
    while (this.source[this.at] === '!') {
      negated = true;
      this.at += 1;
      this.blanks();
    }
    const name = this.source[this.at];
    if (name === undefined || name === '\n' || name === ';') throw new SedProblem('missing command', this.at);
    this.at += 1;
    const base: SedCommand = {
      name,
      from,
      to,
      negated,
      text: '',
      pattern: null,
      replacement: [],
      global: false,
      number: 1,
      print: false,
      file: null,
      map: new Map(),
      jump: 0,
    };
    return this.finish(name, base);
  }

  private finish(name: string, base: SedCommand): SedCommand {
    switch (name) {
      case '{':
        return base;
      case '}':
      case '=':
      case 'd':
      case 'D':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'l':
      case 'n':
      case 'N':
      case 'p':
      case 'P':
      case 'x':
      case 'z':
        this.end();
        return base;
      case 'q':
      case 'Q': {
        this.blanks();
        const code = /^\d*/.exec(this.source.slice(this.at))![0];
        this.at += code.length;
        this.end();
        return { ...base, number: Number(code || 0) };
      }
      case 'a':
      case 'i':
      case 'c':
        return { ...base, text: this.textArgument() };
      case ':':
      case 'b':
      case 't':
      case 'T': {
        this.blanks();
        const label = /^[^\s;}]*/.exec(this.source.slice(this.at))![0];
        this.at += label.length;
        if (name === ':' && label === '') throw new SedProblem('":" lacks a label', this.at);
        return { ...base, text: label };
      }
      case 'r':
      case 'w': {
        this.blanks();
        const start = this.at;
        this.skipLine();
        const file = this.source.slice(start, this.at);
        if (file === '') throw new SedProblem('missing filename in r/R/w/W commands', this.at);
        return { ...base, text: file };
      }
      case 's':
        return this.substitution(base);
      case 'y':
        return this.transliteration(base);
      default:
        throw new SedProblem(`unknown command: \`${name}'`, this.at);
    }
  }

  private end(): void {
    this.blanks();
    const char = this.source[this.at];
    if (char === undefined || char === '\n' || char === ';' || char === '}' || char === '#') return;
    throw new SedProblem('extra characters after command', this.at + 1);
  }

  /** Text of a, i and c: the rest of the line (GNU), or what follows `\` and a line end. */
  private textArgument(): string {
    this.blanks();
    if (this.source[this.at] === '\\') {
      this.at += 1;
      this.blanks();
      if (this.source[this.at] === '\n') this.at += 1;
    }
    let out = '';
    while (this.at < this.source.length && this.source[this.at] !== '\n') {
      if (this.source[this.at] === '\\' && this.at + 1 < this.source.length) {
        this.at += 1;
        out += this.source[this.at] === 't' ? '\t' : this.source[this.at];
      } else out += this.source[this.at];
      this.at += 1;
    }
    if (out === '' && this.at >= this.source.length)
      throw new SedProblem("expected \\ after `a', `c' or `i'", this.at);
    return out;
  }

  private address(): Address | null {
    const char = this.source[this.at] ?? '';
    const number = /^(\d+)(?:~(\d+))?/.exec(this.source.slice(this.at));
    if (number !== null) {
      this.at += number[0].length;
      if (number[2] !== undefined) return { kind: 'step', first: Number(number[1]), step: Number(number[2]) };
      return { kind: 'line', line: Number(number[1]) };
    }
    const more = /^\+(\d+)/.exec(this.source.slice(this.at));
    if (more !== null) {
      this.at += more[0].length;
      return { kind: 'more', count: Number(more[1]) };
    }
    if (char === '$') {
      this.at += 1;
      return { kind: 'last' };
    }
    if (char !== '/' && char !== '\\') return null;
    if (char === '\\') this.at += 1;
    const text = this.delimited(this.source[this.at++]!, 'unterminated address regex');
    let fold = '';
    while (/[IM]/.test(this.source[this.at] ?? '')) {
      if (this.source[this.at] === 'I') fold = 'i';
      this.at += 1;
    }
    return { kind: 'regex', pattern: text === '' ? null : this.regex(text, fold) };
  }

  /** Reads up to an unescaped delimiter, outside brackets. */
  private delimited(delimiter: string, problem: string): string {
    let out = '';
    let bracket = false;
    for (; this.at < this.source.length; this.at++) {
      const char = this.source[this.at]!;
      if (char === '\\' && this.at + 1 < this.source.length) {
        const next = this.source[this.at + 1]!;
        out +=
          next === delimiter && delimiter !== '\\'
            ? /[|(){}+?.*^$[\]]/.test(next)
              ? `\\${next}`
              : next
            : char + next;
        this.at += 1;
      } else if (char === delimiter && !bracket) {
        this.at += 1;
        return out;
      } else {
        if (char === '[' && !bracket && problem !== 'replacement') bracket = true;
        else if (char === ']' && bracket && !/\[\^?$/.test(out)) bracket = false;
        out += char;
      }
    }
    throw new SedProblem(problem === 'replacement' ? "unterminated `s' command" : problem, this.at);
  }

  private regex(text: string, flags: string): RegExp {
    const decoded = text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16));
      return /[\\^$.[\]|()*+?{}]/.test(char) ? `[${char}]` : char;
    });
    try {
      return new RegExp(
        translateRegex(
          decoded.replace(/\[[^\]]*\]/g, (set) => set.replace(/\\n/g, '\n').replace(/\\t/g, '\t')),
          this.extended ? 'extended' : 'basic',
        ),
        `gs${flags}`,
      );
    } catch {
      throw new SedProblem('Invalid preceding regular expression', this.at);
    }
  }

  private substitution(base: SedCommand): SedCommand {
    const delimiter = this.source[this.at++] ?? '';
    const source = this.delimited(delimiter, "unterminated `s' command");
    const replacement = this.delimited(delimiter, 'replacement');
    let flags = '';
    const found = /^[gpiIMe0-9]*/.exec(this.source.slice(this.at))![0];
    this.at += found.length;
    if (/[iI]/.test(found)) flags += 'i';
    if (found.includes('M')) flags += 'm';
    let file: string | null = null;
    if (this.source[this.at] === 'w') {
      const start = ++this.at;
      this.skipLine();
      file = this.source.slice(start, this.at).trim();
    }
    this.blanks();
    const after = this.source[this.at];
    if (after !== undefined && !/[\n;}#]/.test(after))
      throw new SedProblem("unknown option to `s'", this.at + 1);
    const pattern = source === '' ? null : this.regex(source, flags);
    const groups =
      pattern === null ? 9 : new RegExp(`${pattern.source}|`, pattern.flags).exec('')!.length - 1;
    const parts = readReplacement(replacement);
    const tooHigh = parts.find((part) => part.kind === 'group' && part.group > groups);
    if (tooHigh?.kind === 'group')
      throw new SedProblem(`invalid reference \\${tooHigh.group} on \`s' command's RHS`, this.at);
    return {
      ...base,
      pattern,
      replacement: parts,
      global: found.includes('g'),
      number: Number(/\d+/.exec(found)?.[0] ?? 1),
      print: found.includes('p'),
      file,
    };
  }

  private transliteration(base: SedCommand): SedCommand {
    const delimiter = this.source[this.at++] ?? '';
    const decode = (text: string): string[] => [
      ...text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char)),
    ];
    const from = decode(this.delimited(delimiter, "unterminated `y' command"));
    const to = decode(this.delimited(delimiter, 'replacement'));
    if (from.length !== to.length)
      throw new SedProblem("strings for `y' command are different lengths", this.at);
    this.end();
    return { ...base, map: new Map(from.map((char, index) => [char, to[index]!])) };
  }
}

/** `&`, `\1`, `\n`, `\x28`, and GNU's `\U \L \u \l \E`. */
function readReplacement(text: string): ReplacementPart[] {
  const out: ReplacementPart[] = [];
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };
  let literal = '';
  const finish = (): void => {
    if (literal !== '') out.push({ kind: 'text', text: literal });
    literal = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '&') {
      finish();
      out.push({ kind: 'group', group: 0 });
    } else if (char === '\\' && at + 1 < text.length) {
      const next = text[++at]!;
      const hex = /^x([0-9a-fA-F]{1,2})/.exec(text.slice(at));
      if (/\d/.test(next)) {
        finish();
        out.push({ kind: 'group', group: Number(next) });
      } else if ('ULElu'.includes(next)) {
        finish();
        out.push({ kind: 'case', to: next });
      } else if (hex !== null) {
        literal += String.fromCharCode(Number.parseInt(hex[1]!, 16));
        at += hex[0].length - 1;
      } else literal += simple[next] ?? next;
    } else literal += char;
  }
  finish();
  return out;
}
