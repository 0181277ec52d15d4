import type { Address, ReplacementPart, SedCommand } from './sed-script.ts';

/** What happened to a line: text to write, and whether sed ends. */
export interface SedCycle {
  readonly output: string;
  readonly quit: number | null;
}

/** Commands that one line may run before the script counts as endless. */
const cycleBudget = 200_000;

export class SedEndless extends Error {}

/** The state of a run: hold space, active ranges, line number. Lines are fed through `next`. */
export class SedRun {
  private readonly commands: readonly SedCommand[];
  private readonly quiet: boolean;
  private readonly next: () => string | null;
  private readonly isLast: () => boolean;
  private readonly readFile: (path: string) => string;
  private readonly ranges = new Map<SedCommand, number>();
  private hold = '';
  private lastPattern: RegExp | null = null;
  line = 0;
  /** Whole-line output for files named by `w`. */
  readonly written: { path: string; text: string }[] = [];

  constructor(
    commands: readonly SedCommand[],
    options: {
      quiet: boolean;
      next: () => string | null;
      isLast: () => boolean;
      readFile: (path: string) => string;
    },
  ) {
    this.commands = commands;
    this.quiet = options.quiet;
    this.next = options.next;
    this.isLast = options.isLast;
    this.readFile = options.readFile;
  }

  /** Runs the script over one line. */
  cycle(first: string): SedCycle {
    let space = first;
    let output = '';
    let appended = '';
    let replaced = false;
    let budget = cycleBudget;
    this.line += 1;
    const emit = (text: string): void => {
      output += `${text}\n`;
    };
    const finish = (quit: number | null, print = !this.quiet): SedCycle => {
      if (print) emit(space);
      return { output: output + appended, quit };
    };
    for (let at = 0; at < this.commands.length; at++) {
      // A step costs more where the text is long.
      budget -= 1 + Math.floor(space.length / 32);
      if (budget <= 0) throw new SedEndless();
      const command = this.commands[at]!;
      if (command.name === '}' || command.name === ':') continue;
      if (this.selects(command, space) === command.negated) {
        if (command.name === '{') at = command.jump;
        continue;
      }
      switch (command.name) {
        case '=':
          emit(String(this.line));
          break;
        case 'a':
          appended += `${command.text}\n`;
          break;
        case 'i':
          emit(command.text);
          break;
        case 'c':
          if (command.to === null || command.negated || !this.ranges.has(command)) emit(command.text);
          return { output: output + appended, quit: null };
        case 'd':
          return { output: output + appended, quit: null };
        case 'D': {
          const end = space.indexOf('\n');
          if (end < 0) return { output: output + appended, quit: null };
          space = space.slice(end + 1);
          at = -1;
          break;
        }
        case 'p':
          emit(space);
          break;
        case 'P':
          emit(space.split('\n', 1)[0]!);
          break;
        case 'l':
          emit(`${space.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$`);
          break;
        case 'g':
          space = this.hold;
          break;
        case 'G':
          space += `\n${this.hold}`;
          break;
        case 'h':
          this.hold = space;
          break;
        case 'H':
          this.hold += `\n${space}`;
          break;
        case 'x':
          [space, this.hold] = [this.hold, space];
          break;
        case 'z':
          space = '';
          break;
        case 'n':
        case 'N': {
          const following = this.next();
          if (following === null) return finish(0);
          this.line += 1;
          if (command.name === 'N') space += `\n${following}`;
          else {
            if (!this.quiet) emit(space);
            output += appended;
            appended = '';
            space = following;
          }
          break;
        }
        case 'q':
          return finish(command.number);
        case 'Q':
          return finish(command.number, false);
        case 'r':
          appended += this.readFile(command.text);
          break;
        case 'w':
          this.written.push({ path: command.text, text: `${space}\n` });
          break;
        case 'y':
          space = [...space].map((char) => command.map.get(char) ?? char).join('');
          break;
        case 's': {
          const result = this.substitute(command, space);
          if (result === null) break;
          space = result;
          replaced = true;
          if (command.print) emit(space);
          if (command.file !== null) this.written.push({ path: command.file, text: `${space}\n` });
          break;
        }
        case 'b':
        case 't':
        case 'T': {
          const go = command.name === 'b' || (command.name === 't' ? replaced : !replaced);
          if (command.name !== 'b') replaced = false;
          if (!go) break;
          const target = this.commands.findIndex(
            (other) => other.name === ':' && other.text === command.text,
          );
          if (command.text === '' || target < 0) return finish(null);
          at = target;
          break;
        }
        default:
          break;
      }
      if (space.length > 4_000_000) throw new SedEndless();
    }
    return finish(null);
  }

  private holds(address: Address, space: string): boolean {
    switch (address.kind) {
      case 'line':
        return this.line === address.line;
      case 'last':
        return this.isLast();
      case 'step':
        return address.step === 0
          ? this.line === address.first
          : this.line >= address.first && (this.line - address.first) % address.step === 0;
      case 'regex':
        return this.test(address.pattern, space);
      case 'more':
        return false;
    }
  }

  private test(pattern: RegExp | null, space: string): boolean {
    const used = pattern ?? this.lastPattern;
    if (used === null) return false;
    this.lastPattern = used;
    used.lastIndex = 0;
    return used.test(space);
  }

  /** Ranges keep the line that they end at: a number, or 0 while a pattern is awaited. */
  private selects(command: SedCommand, space: string): boolean {
    const { from, to } = command;
    if (from === null) return true;
    if (to === null) return this.holds(from, space);
    const end = this.ranges.get(command);
    if (end !== undefined) {
      if (to.kind === 'line' && end > 0 && this.line > end) {
        this.ranges.delete(command);
        return this.selects(command, space);
      }
      if (end > 0 ? this.line >= end : this.holds(to, space)) this.ranges.delete(command);
      return true;
    }
    const zero = from.kind === 'line' && from.line === 0 && this.line === 1;
    if (!zero && !this.holds(from, space)) return false;
    if (zero && this.holds(to, space)) return true;
    const last = to.kind === 'line' ? to.line : to.kind === 'more' ? this.line + to.count : 0;
    if (last === 0 || last > this.line) {
      if (to.kind !== 'last' || !this.isLast()) this.ranges.set(command, last);
    }
    return true;
  }

  /** The text after `s`, or null when nothing matched. */
  private substitute(command: SedCommand, space: string): string | null {
    const pattern = command.pattern ?? this.lastPattern;
    if (pattern === null) return null;
    this.lastPattern = pattern;
    let count = 0;
    let changed = false;
    pattern.lastIndex = 0;
    const out = space.replace(pattern, (...args: unknown[]) => {
      count += 1;
      if (count < command.number || (count > command.number && !command.global)) return args[0] as string;
      changed = true;
      return expand(command.replacement, args as (string | undefined)[]);
    });
    return changed ? out : null;
  }
}

function expand(parts: readonly ReplacementPart[], groups: readonly (string | undefined)[]): string {
  let out = '';
  let lasting = '';
  let once = '';
  for (const part of parts) {
    if (part.kind === 'case') {
      if (part.to === 'u' || part.to === 'l') once = part.to;
      else lasting = part.to === 'E' ? '' : part.to;
      continue;
    }
    let text = part.kind === 'text' ? part.text : (groups[part.group] ?? '');
    if (lasting === 'U') text = text.toUpperCase();
    else if (lasting === 'L') text = text.toLowerCase();
    if (once !== '' && text !== '') {
      text = (once === 'u' ? text.slice(0, 1).toUpperCase() : text.slice(0, 1).toLowerCase()) + text.slice(1);
      once = '';
    }
    out += text;
  }
  return out;
}
