import { isFailure } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import {
  complainOfFile,
  defineTool,
  eachBatch,
  has,
  LineReader,
  openOperand,
  readAllLines,
  usageError,
} from './tool.ts';

export const tac = defineTool(
  { name: 'tac', summary: 'lines in reverse order', usage: ['tac [FILE]...'], flags: [] },
  function* (sys, parsed) {
    const { lines, status } = yield* readAllLines(sys, 'tac', parsed.operands);
    yield* print(
      sys,
      lines
        .reverse()
        .map((line) => `${line}\n`)
        .join(''),
    );
    return status;
  },
);

export const rev = defineTool(
  { name: 'rev', summary: 'characters of each line in reverse order', usage: ['rev [FILE]...'], flags: [] },
  (sys, parsed) =>
    eachBatch(sys, 'rev', parsed.operands, function* ({ lines }) {
      return yield* print(sys, lines.map((line) => `${[...line].reverse().join('')}\n`).join(''));
    }),
);

export const fold = defineTool(
  {
    name: 'fold',
    summary: 'break long lines',
    usage: ['fold [OPTION]... [FILE]...'],
    flags: [
      { names: ['-w', '--width'], argument: 'WIDTH', summary: 'columns, 80 if not given' },
      { names: ['-s', '--spaces'], summary: 'break at blanks' },
      { names: ['-b', '--bytes'], summary: 'count octets' },
    ],
  },
  function* (sys, parsed) {
    const width = Number(parsed.flags.get('-w') ?? 80);
    if (!(width > 0))
      return yield* usageError(sys, 'fold', `invalid number of columns: ‘${parsed.flags.get('-w')}’`);
    return yield* eachBatch(sys, 'fold', parsed.operands, function* ({ lines }) {
      let out = '';
      for (const line of lines) {
        let rest = line;
        while (rest.length > width) {
          const blank = has(parsed, '-s') ? rest.lastIndexOf(' ', width - 1) : -1;
          const at = blank > 0 ? blank + 1 : width;
          out += `${rest.slice(0, at)}\n`;
          rest = rest.slice(at);
        }
        out += `${rest}\n`;
      }
      return yield* print(sys, out);
    });
  },
  { rewrite: (words) => words.map((word) => (/^-\d+$/.test(word) ? `-w${word.slice(1)}` : word)) },
);

export const nl = defineTool(
  {
    name: 'nl',
    summary: 'number lines',
    usage: ['nl [OPTION]... [FILE]...'],
    flags: [
      { names: ['-b', '--body-numbering'], argument: 'STYLE', summary: 'a all, t not empty, n none' },
      { names: ['-w', '--number-width'], argument: 'N', summary: 'columns of the number' },
      { names: ['-s', '--number-separator'], argument: 'STRING', summary: 'what follows the number' },
      { names: ['-v', '--starting-line-number'], argument: 'N', summary: 'first number' },
      { names: ['-i', '--line-increment'], argument: 'N', summary: 'step' },
      { names: ['-n', '--number-format'], argument: 'FORMAT', summary: 'ln, rn or rz' },
    ],
  },
  function* (sys, parsed) {
    const style = parsed.flags.get('-b') ?? 't';
    const width = Number(parsed.flags.get('-w') ?? 6);
    const separator = parsed.flags.get('-s') ?? '\t';
    const format = parsed.flags.get('-n') ?? 'rn';
    let number = Number(parsed.flags.get('-v') ?? 1);
    return yield* eachBatch(sys, 'nl', parsed.operands, function* ({ lines }) {
      let out = '';
      for (const line of lines) {
        if (style === 'n' || (style === 't' && line === '')) {
          out += `${' '.repeat(width + separator.length)}${line}\n`;
          continue;
        }
        const text = String(number);
        out += `${format === 'ln' ? text.padEnd(width) : text.padStart(width, format === 'rz' ? '0' : ' ')}${separator}${line}\n`;
        number += Number(parsed.flags.get('-i') ?? 1);
      }
      return yield* print(sys, out);
    });
  },
);

export const paste = defineTool(
  {
    name: 'paste',
    summary: 'join lines of files side by side',
    usage: ['paste [OPTION]... [FILE]...'],
    flags: [
      { names: ['-d', '--delimiters'], argument: 'LIST', summary: 'what to write between' },
      { names: ['-s', '--serial'], summary: 'one file a line' },
    ],
  },
  function* (sys, parsed) {
    const list = [...(parsed.flags.get('-d') ?? '\t').replaceAll('\\n', '\n').replaceAll('\\t', '\t')];
    const delimiters = list.length === 0 ? [''] : list;
    const paths = parsed.operands.length > 0 ? parsed.operands : ['-'];
    const columns: string[][] = [];
    const shared = paths.filter((path) => path === '-').length > 1 && !has(parsed, '-s');
    for (const path of paths) {
      if (shared && path === '-' && columns.length > 0) continue;
      const descriptor = yield* openOperand(sys, 'paste', path);
      if (descriptor === null) return 1;
      const reader = new LineReader(sys, descriptor);
      const column: string[] = [];
      for (;;) {
        const lines = yield* reader.batch();
        if (lines === null) break;
        if (isFailure(lines)) {
          yield* complainOfFile(sys, 'paste', path, lines.errno);
          return 1;
        }
        for (const line of lines) column.push(line);
      }
      columns.push(column);
    }
    const join = (cells: readonly string[]): string =>
      cells
        .map((cell, index) => (index === 0 ? '' : delimiters[(index - 1) % delimiters.length]) + cell)
        .join('');
    if (has(parsed, '-s')) {
      yield* print(sys, columns.map((column) => `${join(column)}\n`).join(''));
      return 0;
    }
    const spread = shared
      ? paths.map((_, at) => columns[0]!.filter((_, index) => index % paths.length === at))
      : columns;
    const rows = Math.max(0, ...spread.map((column) => column.length));
    let out = '';
    for (let row = 0; row < rows; row++) out += `${join(spread.map((column) => column[row] ?? ''))}\n`;
    yield* print(sys, out);
    return 0;
  },
);

export const column = defineTool(
  {
    name: 'column',
    summary: 'align words in columns',
    usage: ['column [OPTION]... [FILE]...'],
    flags: [
      { names: ['-t', '--table'], summary: 'a table of the words of each line' },
      { names: ['-s', '--separator'], argument: 'CHARS', summary: 'what separates words in the input' },
      { names: ['-o', '--output-separator'], argument: 'STRING', summary: 'what to write between columns' },
      { names: ['-n'], summary: 'ignored' },
      { names: ['-x', '--fillrows'], summary: 'fill rows first', unmodelled: true },
      { names: ['-c', '--output-width'], argument: 'WIDTH', summary: 'width', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const { lines, status } = yield* readAllLines(sys, 'column', parsed.operands);
    const shown = lines.filter((line) => line.trim() !== '');
    if (!has(parsed, '-t')) {
      yield* print(sys, fillColumns(shown, sys.windowSize().columns));
      return status;
    }
    const separators = parsed.flags.get('-s');
    const rows = shown.map((line) => {
      if (separators === undefined) return line.trim().split(/[ \t]+/);
      const pieces: string[] = [''];
      for (const char of line)
        separators.includes(char) ? pieces.push('') : pieces.push(pieces.pop()! + char);
      return pieces;
    });
    const count = Math.max(0, ...rows.map((row) => row.length));
    const widths = Array.from({ length: count }, (_, at) =>
      Math.max(0, ...rows.map((row) => row[at]?.length ?? 0)),
    );
    const gap = parsed.flags.get('-o') ?? '  ';
    const text = rows.map((row) => {
      // util-linux pads cells that a short row lacks, but not the last column.
      const cells = widths.map((width, at) =>
        at === count - 1 ? (row[at] ?? '') : (row[at] ?? '').padEnd(width),
      );
      return `${cells.join(gap)}\n`;
    });
    yield* print(sys, text.join(''));
    return status;
  },
);

/** Words down the columns of a page, as `ls` and `column` lay them out with tabs. */
function fillColumns(words: readonly string[], width: number): string {
  const cell = (Math.floor(Math.max(0, ...words.map((word) => word.length)) / 8) + 1) * 8;
  const columns = Math.max(1, Math.floor(width / cell));
  const rows = Math.ceil(words.length / columns);
  let out = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let at = row; at < words.length; at += rows) {
      line += words[at];
      if (at + rows < words.length) line += '\t'.repeat(Math.ceil((cell - words[at]!.length) / 8));
    }
    out += `${line}\n`;
  }
  return out;
}

export const comm = defineTool(
  {
    name: 'comm',
    summary: 'compare two sorted files line by line',
    usage: ['comm [OPTION]... FILE1 FILE2'],
    flags: [
      { names: ['-1'], summary: 'leave out lines of FILE1 alone' },
      { names: ['-2'], summary: 'leave out lines of FILE2 alone' },
      { names: ['-3'], summary: 'leave out lines of both' },
    ],
  },
  function* (sys, parsed) {
    const [one, two] = parsed.operands;
    if (one === undefined || two === undefined)
      return yield* usageError(
        sys,
        'comm',
        one === undefined ? 'missing operand' : `missing operand after ‘${one}’`,
      );
    const a = yield* readAllLines(sys, 'comm', [one]);
    const b = yield* readAllLines(sys, 'comm', [two]);
    if (a.status !== 0 || b.status !== 0) return 1;
    const tabs = [0, has(parsed, '-1') ? 0 : 1, (has(parsed, '-1') ? 0 : 1) + (has(parsed, '-2') ? 0 : 1)];
    let out = '';
    const put = (kind: number, line: string): void => {
      if (!has(parsed, `-${kind + 1}`)) out += `${'\t'.repeat(tabs[kind]!)}${line}\n`;
    };
    let i = 0;
    let j = 0;
    while (i < a.lines.length || j < b.lines.length) {
      const x = a.lines[i];
      const y = b.lines[j];
      if (y === undefined || (x !== undefined && x < y)) put(0, a.lines[i++]!);
      else if (x === undefined || y < x) put(1, b.lines[j++]!);
      else {
        put(2, x);
        i += 1;
        j += 1;
      }
    }
    yield* print(sys, out);
    return 0;
  },
);

export const tee = defineTool(
  {
    name: 'tee',
    summary: 'copy input to files and to the output',
    usage: ['tee [OPTION]... [FILE]...'],
    flags: [
      { names: ['-a', '--append'], summary: 'append' },
      { names: ['-i', '--ignore-interrupts'], summary: 'ignore interrupts' },
    ],
  },
  function* (sys, parsed) {
    if (has(parsed, '-i')) sys.ignore(['SIGINT']);
    const files: number[] = [];
    let status = 0;
    for (const path of parsed.operands) {
      const descriptor = yield* sys.open(path, has(parsed, '-a') ? 'append' : 'write');
      if (isFailure(descriptor)) {
        yield* complainOfFile(sys, 'tee', path, descriptor.errno);
        status = 1;
      } else files.push(descriptor);
    }
    for (;;) {
      const piece = yield* sys.read(0);
      if (isFailure(piece) || piece === '') return status;
      yield* print(sys, piece);
      for (const descriptor of files) {
        const written = yield* sys.write(descriptor, piece);
        if (!isFailure(written)) continue;
        yield* printError(sys, `tee: ${parsed.operands[files.indexOf(descriptor)]}: Invalid argument\n`);
        status = 1;
      }
    }
  },
);
