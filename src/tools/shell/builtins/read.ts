import type { Step } from '../../../lib/index.ts';
import { assignText } from '../assign.ts';
import { splitForRead } from '../fields.ts';
import { isFailure } from '../port.ts';
import { complain, type Shell, writeTo } from '../shell.ts';
import { tick } from '../traps.ts';
import { isName } from '../variables.ts';
import { type Builtin, wrongOption } from './builtin.ts';

interface ReadOptions {
  raw: boolean;
  array: string | null;
  delimiter: string;
  /** Most characters to take; `exact` ignores the delimiter. */
  count: number | null;
  exact: boolean;
  /** Microseconds. */
  timeout: number | null;
  descriptor: number;
  prompt: string;
}

export const read: Builtin = function* (shell, args, name) {
  const options: ReadOptions = {
    raw: false,
    array: null,
    delimiter: '\n',
    count: null,
    exact: false,
    timeout: null,
    descriptor: 0,
    prompt: '',
  };
  const names: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (names.length > 0 || !/^-./.test(arg)) {
      names.push(arg);
      continue;
    }
    if (arg === '--') continue;
    for (let letter = 1; letter < arg.length; letter++) {
      const flag = arg[letter]!;
      if (flag === 'r') options.raw = true;
      else if (flag === 's' || flag === 'e') continue;
      else if ('adinNptu'.includes(flag)) {
        const value = letter + 1 < arg.length ? arg.slice(letter + 1) : (args[++at] ?? '');
        setOption(options, flag, value);
        break;
      } else {
        return yield* wrongOption(
          shell,
          name,
          `-${flag}`,
          'read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
        );
      }
    }
  }
  for (const target of names) {
    if (isName(target.replace(/\[.*\]$/, ''))) continue;
    yield* complain(shell, `read: \`${target}': not a valid identifier`);
    return 1;
  }
  return yield* readInto(shell, options, names);
};

function setOption(options: ReadOptions, flag: string, value: string): void {
  if (flag === 'a') options.array = value;
  else if (flag === 'd') options.delimiter = value === '' ? '\0' : value.slice(0, 1);
  else if (flag === 'n' || flag === 'N') {
    options.count = Number(value);
    options.exact = flag === 'N';
  } else if (flag === 'p') options.prompt = value;
  else if (flag === 't') options.timeout = Math.round(Number(value) * 1e6);
  else if (flag === 'u') options.descriptor = Number(value);
}

function* readInto(shell: Shell, options: ReadOptions, names: readonly string[]): Step<number> {
  const descriptor = shell.descriptors.get(options.descriptor);
  if (descriptor === undefined) {
    yield* complain(shell, `read: ${options.descriptor}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  if (options.prompt !== '' && (yield* shell.port.isTerminal(descriptor)))
    yield* writeTo(shell, 2, options.prompt);
  const taken = yield* takeLine(shell, descriptor, options);
  if (taken.status > 128 && taken.text === '') return taken.status;
  const { line, quoted } = options.raw
    ? { line: taken.text, quoted: new Set<number>() }
    : removeBackslashes(taken.text);
  const ifs = shell.variables.get('IFS') ?? ' \t\n';
  if (options.array !== null) {
    shell.variables.setArray(options.array, splitForRead(line, quoted, ifs, Number.POSITIVE_INFINITY));
  } else if (names.length === 0) {
    shell.variables.set('REPLY', line);
  } else {
    const fields = options.exact ? [line] : splitForRead(line, quoted, ifs, names.length);
    for (const [index, target] of names.entries())
      yield* assignText(shell, target, fields[index] ?? '', false);
  }
  return taken.status;
}

/** Reads up to the delimiter. Backslash-newline goes on with the next line, unless `-r`. */
function* takeLine(
  shell: Shell,
  descriptor: number,
  options: ReadOptions,
): Step<{ text: string; status: number }> {
  let text = '';
  for (;;) {
    const max = options.count === null ? undefined : options.count - text.length;
    if (max !== undefined && max <= 0) return { text, status: 0 };
    const limits = {
      ...(max === undefined ? {} : { max }),
      ...(options.exact ? {} : { until: options.delimiter }),
      ...(options.timeout === null ? {} : { timeout: options.timeout }),
    };
    const piece = yield* shell.port.read(descriptor, limits);
    if (isFailure(piece)) {
      if (piece.errno === 'ETIMEDOUT') return { text, status: 142 };
      if (piece.errno !== 'EINTR') {
        if (piece.errno === 'EISDIR')
          yield* complain(shell, `read: read error: ${options.descriptor}: Is a directory`);
        return { text, status: 1 };
      }
      yield* tick(shell, 0);
      continue;
    }
    if (piece === '') return { text, status: 1 };
    text += piece;
    if (text.length > 4_000_000) return { text, status: 1 };
    if (options.exact || !text.endsWith(options.delimiter)) continue;
    const body = text.slice(0, -1);
    const slashes = /\\*$/.exec(body)![0].length;
    if (options.raw || slashes % 2 === 0) return { text: body, status: 0 };
    text = body.slice(0, -1);
  }
}

/** Takes one level of backslashes away and notes which characters they protected. */
function removeBackslashes(text: string): { line: string; quoted: Set<number> } {
  const quoted = new Set<number>();
  let line = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') {
      at += 1;
      if (at >= text.length) break;
      quoted.add(line.length);
    }
    line += text[at];
  }
  return { line, quoted };
}

/** `mapfile` (and `readarray`) with `-t`. */
export const mapfile: Builtin = function* (shell, args, name) {
  let strip = false;
  let target = 'MAPFILE';
  for (const arg of args) {
    if (arg === '-t') strip = true;
    else if (arg.startsWith('-')) {
      yield* writeTo(shell, 2, `netdrill: bash: '${name} ${arg}' is not modelled here\n`);
      return 125;
    } else target = arg;
  }
  const descriptor = shell.descriptors.get(0);
  const rows: string[] = [];
  for (;;) {
    const piece = descriptor === undefined ? '' : yield* shell.port.read(descriptor, { until: '\n' });
    if (isFailure(piece) || piece === '') break;
    rows.push(strip ? piece.replace(/\n$/, '') : piece);
  }
  shell.variables.setArray(target, rows);
  return 0;
};
