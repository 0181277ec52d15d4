import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isBusybox, profileOf } from '../traffic/profile.ts';
import type { FullScreen } from './full-screen.ts';
import {
  atEnd,
  goToLine,
  lastTop,
  moveBy,
  type PagerState,
  pagerPattern,
  position,
  relaid,
  search,
  shownAt,
} from './less-state.ts';

export interface PagerFile {
  readonly name: string;
  readonly descriptor: number;
}

export interface PagerOptions {
  readonly numbers: boolean;
  readonly chop: boolean;
  readonly ignoreCase: boolean;
  /** The last screen stays when it ends. */
  readonly leaves: boolean;
  readonly quitsIfShort: boolean;
}

/** How often a followed file is looked at, in microseconds. */
const FOLLOW = 1_000_000;

/** Keys of the real program that this one has not. */
const UNMODELLED = /^[hHv!|s&m']$/;

/** One run of the pager: reads as far as it must show, and does what keys say. */
export class Pager {
  private readonly sys: Sys;
  private readonly screen: FullScreen;
  private readonly files: readonly PagerFile[];
  private readonly options: PagerOptions;
  private readonly busybox: boolean;
  private at = 0;
  private state: PagerState;
  /** Text behind the last line that ended. */
  private rest = '';
  private ended = false;
  private message = '';
  /** What is typed after `/`, `?`, `:` or `-`, with that character; else the digits in front of a command. */
  private typed = '';
  private following = false;
  private readonly pending: string[] = [];

  constructor(sys: Sys, screen: FullScreen, files: readonly PagerFile[], options: PagerOptions) {
    this.sys = sys;
    this.screen = screen;
    this.files = files;
    this.options = options;
    this.busybox = isBusybox(sys);
    this.state = this.opened();
  }

  private opened(): PagerState {
    const { columns, rows } = this.sys.windowSize();
    return {
      layout: {
        columns,
        numbers: this.options.numbers,
        chop: this.options.chop,
        shift: 0,
        mark: profileOf(this.sys) === 'debian12' ? '>' : '',
      },
      height: Math.max(1, rows - 1),
      lines: [],
      rows: [],
      top: 0,
      fresh: true,
      tildes: this.busybox,
      pattern: null,
      backwards: false,
      ignoreCase: this.options.ignoreCase,
    };
  }

  /** Shows the first file, does what the command line's `+COMMAND`s say, then what keys say, until one of them ends it. */
  *run(commands: readonly string[]): Step<number> {
    yield* this.readTo(this.state.height + 1);
    if (this.options.quitsIfShort && this.ended && this.files.length === 1 && atEnd(this.state)) {
      yield* this.screen.close();
      yield* this.sys.write(1, this.state.rows.map((row) => `${row.text}\n`).join(''));
      return 0;
    }
    for (const command of commands) this.pending.push(...command);
    for (;;) {
      const key = this.pending.shift();
      if (key !== undefined) {
        if (yield* this.press(key)) break;
        continue;
      }
      yield* this.draw();
      const woken = yield* this.screen.wait(this.following ? this.sys.now() + FOLLOW : undefined);
      if (woken === 'deadline') yield* this.grow();
      else if (woken === 'resized') {
        const { columns, rows } = this.sys.windowSize();
        const layout = { ...this.state.layout, columns };
        this.state = relaid(this.state, { layout, height: Math.max(1, rows - 1) });
      } else if (woken === 'interrupted') {
        if (this.busybox) break;
        this.following = false;
        this.typed = '';
      } else if (!this.following) this.pending.push(...woken.keys);
    }
    yield* this.screen.close();
    if (this.options.leaves)
      yield* this.sys.write(
        1,
        this.body()
          .map((line) => `${line}\n`)
          .join(''),
      );
    return 0;
  }

  /** Reads on until there are so many rows, or all of them. */
  private *readTo(rows: number): Step<void> {
    while (!this.ended && this.state.rows.length < rows) {
      const piece = yield* this.sys.read(this.files[this.at]!.descriptor);
      if (isFailure(piece) || piece === '') this.ended = true;
      else this.take(piece);
    }
    if (this.ended && this.rest !== '') this.take('\n');
    // busybox counts what follows the last line feed as a line.
    else if (this.ended && this.busybox && this.state.lines.at(-1) !== '') this.take('\n');
  }

  private take(piece: string): void {
    const lines = (this.rest + piece).split('\n');
    this.rest = lines.pop()!;
    const { top } = this.state;
    this.state = { ...relaid(this.state, { lines: [...this.state.lines, ...lines] }), top };
  }

  /** F: what was written to the file since is shown at once. */
  private *grow(): Step<void> {
    this.ended = false;
    yield* this.readTo(Number.POSITIVE_INFINITY);
    this.state = shownAt(this.state, lastTop(this.state));
  }

  private body(): string[] {
    const { rows, top, height, tildes } = this.state;
    const shown = rows.slice(top, top + height).map((row) => row.text);
    while (tildes && shown.length < height) shown.push('~');
    return shown;
  }

  private *draw(): Step<void> {
    const lines = this.body();
    const prompt = this.prompt();
    const standout = prompt !== ':' && this.typed === '';
    const found = lines.flatMap((text, row) =>
      matches(text, this.state.pattern).map((mark) => ({ row, ...mark })),
    );
    const marks = standout ? [...found, { row: lines.length, from: 0, to: prompt.length }] : found;
    yield* this.screen.draw({
      lines: [...lines, prompt],
      marks,
      row: lines.length,
      column: Math.min(prompt.length, this.state.layout.columns - 1),
    });
  }

  private prompt(): string {
    if (this.message !== '') return this.busybox ? this.message : `${this.message}  (press RETURN)`;
    if (this.following) return 'Waiting for data... (interrupt to abort)';
    if (this.typed !== '') return /^[/?:-]/.test(this.typed) ? this.typed : `:${this.typed}`;
    const name = this.files[this.at]!.name;
    if (this.busybox) {
      if (this.state.top === 0) return name === '' ? 'standard input' : name;
      return atEnd(this.state) ? '(END)' : ':';
    }
    const many = this.files.length > 1;
    const place = many ? ` (file ${this.at + 1} of ${this.files.length})` : '';
    const title = this.state.fresh && name !== '' ? name + place : '';
    const next = many && this.at + 1 < this.files.length ? ` - Next: ${this.files[this.at + 1]!.name}` : '';
    const end = this.ended && atEnd(this.state) ? `${title === '' ? '' : ' '}(END)${next}` : '';
    return title + end || ':';
  }

  /** One key; true when it ends the program. */
  private *press(key: string): Step<boolean> {
    if (this.message !== '') {
      this.message = '';
      if (key === '\n') return false;
    }
    if (key === '\u001a') {
      yield* this.screen.suspend();
      return false;
    }
    if (/^[/?:-]/.test(this.typed)) return yield* this.type(key);
    if (/^[/?:-]$/.test(key) || /^\d$/.test(key)) {
      this.typed += key;
      if (/^\d+[/?:-]$/.test(this.typed)) this.typed = key;
      return false;
    }
    const number = this.typed === '' ? undefined : Number(this.typed);
    this.typed = '';
    if (key === 'q' || key === 'Q') return true;
    if (key === 'Z') {
      this.typed = ':Z';
      return false;
    }
    yield* this.command(key, number);
    return false;
  }

  private *command(key: string, number: number | undefined): Step<void> {
    const { height } = this.state;
    const half = Math.floor((height + 2) / 2);
    const forwards: Record<string, number> = { ' ': height, f: height, '\u0006': height, '\u0016': height };
    Object.assign(forwards, { PageDown: height, z: height, j: 1, e: 1, '\n': 1, '\u000e': 1, '\u0005': 1 });
    Object.assign(forwards, { Down: 1, d: half, '\u0004': half });
    const back: Record<string, number> = { b: height, '\u0002': height, PageUp: height, w: height, k: 1 };
    Object.assign(back, { y: 1, '\u0019': 1, '\u0010': 1, '\u000b': 1, Up: 1, u: half, '\u0015': half });
    if (key in forwards) {
      const by = number ?? forwards[key]!;
      yield* this.readTo(this.state.top + by + height);
      this.state = moveBy(this.state, by);
    } else if (key in back) this.state = moveBy(this.state, -(number ?? back[key]!));
    else if (/^(g|<|Home)$/.test(key)) yield* this.toLine(number ?? 1);
    else if (/^(G|>|End)$/.test(key)) {
      yield* this.readTo(Number.POSITIVE_INFINITY);
      if (number !== undefined) yield* this.toLine(number);
      else this.state = shownAt(this.state, lastTop(this.state));
    } else if (key === '%' || key === 'p') {
      yield* this.readTo(Number.POSITIVE_INFINITY);
      const line = Math.floor((this.state.lines.length * Math.min(100, number ?? 0)) / 100) + 1;
      yield* this.toLine(line);
    } else if (key === 'n' || key === 'N') yield* this.seek((key === 'N') !== this.state.backwards, true);
    else if (key === 'F' && !this.busybox) {
      yield* this.grow();
      this.following = true;
    } else if (key === '=' || key === '\u0007') yield* this.tell();
    else if (key === 'Left' || key === 'Right') {
      const step = (key === 'Right' ? 1 : -1) * (number ?? Math.floor(this.state.layout.columns / 2));
      const shift = Math.max(0, this.state.layout.shift + step);
      this.state = relaid(this.state, { layout: { ...this.state.layout, shift, chop: true } });
    } else if (UNMODELLED.test(key)) this.message = `netdrill: less: '${key}' is not modelled here`;
  }

  private *toLine(number: number): Step<void> {
    while (!this.ended && this.state.lines.length < number) yield* this.readTo(this.state.rows.length + 1);
    this.state = goToLine(this.state, number);
  }

  private *tell(): Step<void> {
    yield* this.readTo(Number.POSITIVE_INFINITY);
    const { name } = this.files[this.at]!;
    const whole = position(this.state, name);
    this.message = this.busybox ? whole.replace(/ byte \d+\/\d+/, '') : whole;
  }

  private *seek(backwards: boolean, repeated: boolean): Step<void> {
    if (this.state.pattern === null) {
      this.message = 'No previous regular expression';
      return;
    }
    yield* this.readTo(Number.POSITIVE_INFINITY);
    const found = search(this.state, backwards, repeated);
    if (found) this.state = found;
    else this.message = this.busybox ? 'No matches found' : 'Pattern not found';
  }

  /** A key of a longer command: a pattern, `:n`, an option. */
  private *type(key: string): Step<boolean> {
    const [kind] = this.typed;
    if (key === '\u007f') {
      this.typed = this.typed.slice(0, -1);
      return false;
    }
    if (kind === '/' || kind === '?') {
      if (key !== '\n') {
        if (key.length === 1 && key >= ' ') this.typed += key;
        return false;
      }
      const text = this.typed.slice(1);
      this.typed = '';
      const pattern = text === '' ? this.state.pattern : pagerPattern(text, this.state.ignoreCase);
      if (pattern === null && text !== '') this.message = 'Invalid pattern';
      else {
        this.state = { ...this.state, pattern, backwards: kind === '?' };
        yield* this.seek(kind === '?', text === '');
      }
      return false;
    }
    const word = this.typed + key;
    this.typed = '';
    if (kind === '-') this.toggle(key);
    else if (word === ':q' || word === ':Q' || word === ':ZZ') return true;
    else if (word === ':n') yield* this.turnTo(this.at + 1);
    else if (word === ':p') yield* this.turnTo(this.at - 1);
    return false;
  }

  private toggle(key: string): void {
    const { layout, ignoreCase } = this.state;
    if (key === 'N') {
      this.state = relaid(this.state, { layout: { ...layout, numbers: !layout.numbers } });
      this.message = layout.numbers ? "Don't use line numbers" : 'Constantly display line numbers';
    } else if (key === 'S') {
      this.state = relaid(this.state, { layout: { ...layout, chop: !layout.chop, shift: 0 } });
      this.message = layout.chop ? 'Fold long lines' : 'Chop long lines';
    } else if (key === 'i' || key === 'I') {
      this.state = { ...this.state, ignoreCase: !ignoreCase };
      this.message = ignoreCase ? 'Case is significant in searches' : 'Ignore case in searches';
    } else this.message = `netdrill: less: '-${key}' is not modelled here`;
  }

  private *turnTo(index: number): Step<void> {
    const file = this.files[index];
    if (!file) {
      this.message = index < 0 ? 'No previous file' : 'No next file';
      return;
    }
    const again = yield* this.sys.open(file.name, 'read');
    if (isFailure(again)) return;
    (this.files as PagerFile[])[index] = { ...file, descriptor: again };
    this.at = index;
    this.rest = '';
    this.ended = false;
    this.state = { ...this.opened(), pattern: this.state.pattern, tildes: true };
    yield* this.readTo(this.state.height + 1);
  }
}

/** What is found stands out wherever it is shown. */
function matches(text: string, pattern: RegExp | null): { from: number; to: number }[] {
  if (pattern === null) return [];
  const every = new RegExp(pattern.source, `g${pattern.flags}`);
  return [...text.matchAll(every)]
    .filter((found) => found[0] !== '')
    .map((found) => ({ from: found.index, to: found.index + found[0].length }));
}
