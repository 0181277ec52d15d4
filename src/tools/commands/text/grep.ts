import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { CommandSpec, ParsedArguments } from '../spec.ts';
import { print, printError } from '../spec.ts';
import { compilePattern, matchesPattern, translateRegex } from '../../shell/index.ts';
import { baseName, complainOfFile, defineTool, has, isBusybox, joinPath, LineReader } from './tool.ts';

interface Search {
  readonly pattern: RegExp;
  readonly invert: boolean;
  readonly only: boolean;
  readonly count: boolean;
  readonly list: 'with' | 'without' | null;
  readonly quiet: boolean;
  readonly numbers: boolean;
  readonly names: boolean;
  readonly colour: boolean;
  readonly max: number;
  readonly before: number;
  readonly after: number;
  readonly silent: boolean;
}

const colours = { name: '35', number: '32', separator: '36', match: '01;31' };

/** Text in a colour, in the form that GNU grep writes for terminals. */
function paint(search: Search, text: string, colour: string): string {
  return search.colour ? `\x1b[${colour}m\x1b[K${text}\x1b[m\x1b[K` : text;
}

function flags(): CommandSpec['flags'] {
  return [
    { names: ['-i', '--ignore-case', '-y'], summary: 'ignore case' },
    { names: ['-v', '--invert-match'], summary: 'lines that do not match' },
    { names: ['-n', '--line-number'], summary: 'show line numbers' },
    { names: ['-c', '--count'], summary: 'only count lines' },
    { names: ['-l', '--files-with-matches'], summary: 'only names of files that match' },
    { names: ['-L', '--files-without-match'], summary: 'only names of files that do not match' },
    { names: ['-o', '--only-matching'], summary: 'only what matched' },
    { names: ['-q', '--quiet', '--silent'], summary: 'no output' },
    { names: ['-s', '--no-messages'], summary: 'no complaints about files' },
    { names: ['-r', '--recursive'], summary: 'go into directories' },
    { names: ['-R', '--dereference-recursive'], summary: 'go into directories, through links' },
    { names: ['-h', '--no-filename'], summary: 'no names' },
    { names: ['-H', '--with-filename'], summary: 'always names' },
    { names: ['-w', '--word-regexp'], summary: 'match whole words' },
    { names: ['-x', '--line-regexp'], summary: 'match whole lines' },
    { names: ['-E', '--extended-regexp'], summary: 'extended expressions' },
    { names: ['-F', '--fixed-strings'], summary: 'plain text' },
    { names: ['-G', '--basic-regexp'], summary: 'basic expressions' },
    { names: ['-P', '--perl-regexp'], summary: 'Perl expressions' },
    { names: ['-e', '--regexp'], argument: 'PATTERN', summary: 'what to look for' },
    { names: ['-f', '--file'], argument: 'FILE', summary: 'take patterns from a file' },
    { names: ['-m', '--max-count'], argument: 'NUM', summary: 'stop after so many lines' },
    { names: ['-A', '--after-context'], argument: 'NUM', summary: 'lines after a match' },
    { names: ['-B', '--before-context'], argument: 'NUM', summary: 'lines before a match' },
    { names: ['-C', '--context'], argument: 'NUM', summary: 'lines around a match' },
    { names: ['-a', '--text'], summary: 'take every file as text' },
    { names: ['-I'], summary: 'skip files that are not text' },
    { names: ['--color', '--colour'], argument: 'WHEN', optional: true, summary: 'colour matches' },
    { names: ['--include'], argument: 'GLOB', summary: 'only files of that name' },
    { names: ['--exclude'], argument: 'GLOB', summary: 'not files of that name' },
    { names: ['--exclude-dir'], argument: 'GLOB', summary: 'not directories of that name' },
    { names: ['--line-buffered'], summary: 'write each line at once' },
    { names: ['-z', '--null-data'], summary: 'lines end in NUL', unmodelled: true },
    { names: ['-b', '--byte-offset'], summary: 'show offsets', unmodelled: true },
    { names: ['-Z', '--null'], summary: 'names end in NUL', unmodelled: true },
    { names: ['-T', '--initial-tab'], summary: 'a tab before the line', unmodelled: true },
    { names: ['-U', '--binary'], summary: 'ignored' },
    { names: ['-V', '--version'], summary: 'version', unmodelled: true },
  ];
}

/** Compiles the patterns; null for a malformed one. */
function compileSearch(
  patterns: readonly string[],
  kind: 'G' | 'E' | 'F' | 'P',
  options: { fold: boolean; word: boolean; line: boolean },
): RegExp | null {
  const sources = patterns
    .flatMap((pattern) => pattern.split('\n'))
    .map((pattern) => {
      if (kind === 'F') return pattern.replace(/[\\^$.[\]|()*+?{}]/g, '\\$&');
      return kind === 'P' ? pattern : translateRegex(pattern, kind === 'E' ? 'extended' : 'basic');
    });
  let source = sources.map((part) => (sources.length > 1 ? `(?:${part})` : part)).join('|');
  if (options.word) source = `(?<!\\w)(?:${source})(?!\\w)`;
  if (options.line) source = `^(?:${source})$`;
  try {
    return new RegExp(source, `g${options.fold ? 'i' : ''}`);
  } catch {
    return null;
  }
}

function body(name: string, usual: 'G' | 'E' | 'F') {
  return function* (sys: Sys, parsed: ParsedArguments): Step<number> {
    const operands = [...parsed.operands];
    let patterns = parsed.all.filter((flag) => flag.name === '-e').map((flag) => flag.value);
    const file = parsed.flags.get('-f');
    if (file !== undefined) {
      const text = yield* sys.readFile(file);
      if (isFailure(text)) {
        yield* complainOfFile(sys, name, file, text.errno);
        return 2;
      }
      patterns = [...patterns, ...text.replace(/\n$/, '').split('\n')];
    }
    if (patterns.length === 0) {
      const first = operands.shift();
      if (first === undefined) {
        yield* printError(
          sys,
          isBusybox(sys)
            ? `Usage: ${name} [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...\n`
            : `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
        );
        return 2;
      }
      patterns = [first];
    }
    const kind = has(parsed, '-P')
      ? 'P'
      : has(parsed, '-F')
        ? 'F'
        : has(parsed, '-E')
          ? 'E'
          : has(parsed, '-G')
            ? 'G'
            : usual;
    const pattern = compileSearch(patterns, kind, {
      fold: has(parsed, '-i'),
      word: has(parsed, '-w'),
      line: has(parsed, '-x'),
    });
    if (pattern === null) {
      yield* printError(sys, `${name}: Invalid regular expression\n`);
      return 2;
    }
    const recursive = has(parsed, '-r') || has(parsed, '-R');
    const when = parsed.flags.get('--color');
    const paths = operands.length > 0 ? operands : [recursive ? '.' : '-'];
    const context = Number(parsed.flags.get('-C') ?? 0);
    const search: Search = {
      pattern,
      invert: has(parsed, '-v'),
      only: has(parsed, '-o'),
      count: has(parsed, '-c'),
      list: has(parsed, '-l') ? 'with' : has(parsed, '-L') ? 'without' : null,
      quiet: has(parsed, '-q'),
      numbers: has(parsed, '-n'),
      names: has(parsed, '-H') || (!has(parsed, '-h') && (paths.length > 1 || recursive)),
      colour: when === 'always' || ((when === '' || when === 'auto') && sys.isTerminal(1)),
      max: Number(parsed.flags.get('-m') ?? Number.POSITIVE_INFINITY),
      before: Number(parsed.flags.get('-B') ?? context),
      after: Number(parsed.flags.get('-A') ?? context),
      silent: has(parsed, '-s'),
    };
    let found = false;
    let failed = false;
    for (const path of paths) {
      const files =
        recursive && path !== '-' ? yield* filesBelow(sys, path, parsed, operands.length === 0) : [path];
      for (const one of files) {
        const outcome = yield* searchFile(sys, name, one, search);
        if (outcome === 'failed') failed = true;
        else if (outcome) found = true;
        if (found && search.quiet) return 0;
      }
    }
    return failed ? 2 : found ? 0 : 1;
  };
}

function* filesBelow(sys: Sys, path: string, parsed: ParsedArguments, implied: boolean): Step<string[]> {
  const status = yield* sys.status(path, { follow: true });
  if (isFailure(status) || status.type !== 'directory') return [path];
  const out: string[] = [];
  const names = yield* sys.readDirectory(path);
  const fits = (flag: string, name: string): boolean | null => {
    const globs = parsed.all.filter((given) => given.name === flag);
    return globs.length === 0
      ? null
      : globs.some((given) => matchesPattern(compilePattern(given.value), name));
  };
  for (const name of isFailure(names) ? [] : names) {
    const child = implied ? name : joinPath(path, name);
    const kind = yield* sys.status(child, { follow: has(parsed, '-R') });
    if (isFailure(kind)) continue;
    if (kind.type === 'directory') {
      if (fits('--exclude-dir', name) !== true) out.push(...(yield* filesBelow(sys, child, parsed, false)));
    } else if (
      kind.type === 'file' &&
      fits('--include', name) !== false &&
      fits('--exclude', baseName(name)) !== true
    )
      out.push(child);
  }
  return out;
}

/** Searches one file; true when a line was selected. */
function* searchFile(sys: Sys, tool: string, path: string, search: Search): Step<boolean | 'failed'> {
  const status = path === '-' ? null : yield* sys.status(path, { follow: true });
  if (status !== null && !isFailure(status) && status.type === 'directory') {
    yield* printError(sys, `${tool}: ${path}: Is a directory\n`);
    return 'failed';
  }
  const descriptor = path === '-' ? 0 : yield* sys.open(path, 'read');
  if (isFailure(descriptor)) {
    if (!search.silent) yield* complainOfFile(sys, tool, path, descriptor.errno);
    return 'failed';
  }
  const shown = path === '-' ? '(standard input)' : path;
  const reader = new LineReader(sys, descriptor);
  const earlier: { text: string; number: number }[] = [];
  let number = 0;
  let selected = 0;
  let lastShown = 0;
  let trailing = 0;
  reading: for (;;) {
    const lines = yield* reader.batch();
    if (lines === null || isFailure(lines)) break;
    let out = '';
    for (const line of lines) {
      number += 1;
      search.pattern.lastIndex = 0;
      const hit = search.pattern.test(line) !== search.invert;
      if (hit) {
        selected += 1;
        if (search.quiet) return true;
        if (search.list !== null) break reading;
        if (!search.count) {
          const gap =
            (search.before > 0 || search.after > 0) &&
            lastShown > 0 &&
            number - earlier.length > lastShown + 1;
          if (gap) out += `${paint(search, '--', colours.separator)}\n`;
          for (const before of earlier) out += row(search, shown, before.number, '-', before.text);
          earlier.length = 0;
          out += search.only
            ? onlyMatches(search, shown, number, line)
            : row(search, shown, number, ':', highlight(search, line));
          lastShown = number;
          trailing = search.after;
        }
        if (selected >= search.max) {
          yield* print(sys, out);
          break reading;
        }
      } else if (trailing > 0 && !search.count) {
        out += search.only ? '' : row(search, shown, number, '-', line);
        lastShown = number;
        trailing -= 1;
      } else if (search.before > 0) {
        earlier.push({ text: line, number });
        if (earlier.length > search.before) earlier.shift();
      }
    }
    if (!(yield* print(sys, out))) break;
  }
  if (descriptor !== 0) yield* sys.close(descriptor);
  if (search.list !== null) {
    const wanted = selected > 0 === (search.list === 'with');
    if (wanted) yield* print(sys, `${paint(search, shown, colours.name)}\n`);
    return search.list === 'with' ? selected > 0 : wanted;
  }
  if (search.count && !search.quiet) {
    yield* print(
      sys,
      `${search.names ? paint(search, shown, colours.name) + paint(search, ':', colours.separator) : ''}${selected}\n`,
    );
  }
  return selected > 0;
}

function row(search: Search, name: string, number: number, separator: string, text: string): string {
  const mark = paint(search, separator, colours.separator);
  const file = search.names ? paint(search, name, colours.name) + mark : '';
  const line = search.numbers ? paint(search, String(number), colours.number) + mark : '';
  return `${file}${line}${text}\n`;
}

function highlight(search: Search, line: string): string {
  if (!search.colour || search.invert) return line;
  return line.replace(search.pattern, (match) => (match === '' ? '' : paint(search, match, colours.match)));
}

function onlyMatches(search: Search, name: string, number: number, line: string): string {
  if (search.invert) return '';
  let out = '';
  for (const match of line.match(search.pattern) ?? []) {
    if (match !== '') out += row(search, name, number, ':', paint(search, match, colours.match));
  }
  return out;
}

const rewrite = (words: readonly string[]): readonly string[] =>
  words.map((word) => (/^-\d+$/.test(word) ? `-C${word.slice(1)}` : word));

function tool(name: string, usual: 'G' | 'E' | 'F', summary: string): CommandSpec {
  const usage = [`${name} [OPTION]... PATTERNS [FILE]...`];
  return defineTool({ name, summary, usage, flags: flags() }, body(name, usual), { usageStatus: 2, rewrite });
}

export const grep = tool('grep', 'G', 'lines that match a pattern');
export const egrep = tool('egrep', 'E', 'lines that match an extended pattern');
export const fgrep = tool('fgrep', 'F', 'lines that hold a text');
