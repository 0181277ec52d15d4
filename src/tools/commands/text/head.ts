import { isFailure } from '../../../model/state/index.ts';
import { print } from '../spec.ts';
import {
  byteLength,
  complainOfFile,
  defineTool,
  has,
  LineReader,
  openOperand,
  readWhole,
  usageError,
} from './tool.ts';

/** `-5` is the old way to write `-n 5`. */
function rewriteCount(words: readonly string[]): readonly string[] {
  return words.flatMap((word, index) =>
    /^-\d+$/.test(word) && !/^-[nc]$/.test(words[index - 1] ?? '') ? ['-n', word.slice(1)] : [word],
  );
}

/** Reads `10`, `-10`, `+10` and the suffixes k, M, b. Null for anything else. */
export function readCount(text: string): { readonly sign: '' | '-' | '+'; readonly count: number } | null {
  const found = /^([-+]?)(\d+)(b|kB|[kKMG])?$/.exec(text);
  if (found === null) return null;
  const units: Readonly<Record<string, number>> = {
    b: 512,
    kB: 1000,
    k: 1024,
    K: 1024,
    M: 1048576,
    G: 1073741824,
  };
  return { sign: found[1] as '' | '-' | '+', count: Number(found[2]) * (units[found[3] ?? ''] ?? 1) };
}

/** The first `count` octets of text. */
function firstBytes(text: string, count: number): string {
  if (text.length <= count && byteLength(text) <= count) return text;
  return new TextDecoder().decode(new TextEncoder().encode(text).slice(0, count));
}

export const head = defineTool(
  {
    name: 'head',
    summary: 'write the first part of files',
    usage: ['head [OPTION]... [FILE]...'],
    flags: [
      { names: ['-n', '--lines'], argument: '[-]NUM', summary: 'lines to write; with - all but the last' },
      { names: ['-c', '--bytes'], argument: '[-]NUM', summary: 'octets instead of lines' },
      { names: ['-q', '--quiet', '--silent'], summary: 'no names' },
      { names: ['-v', '--verbose'], summary: 'always names' },
    ],
  },
  function* (sys, parsed) {
    const bytes = parsed.flags.get('-c');
    const wanted = readCount(bytes ?? parsed.flags.get('-n') ?? '10');
    if (wanted === null) {
      return yield* usageError(
        sys,
        'head',
        `invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ‘${bytes ?? parsed.flags.get('-n')}’`,
      );
    }
    const paths = parsed.operands.length > 0 ? parsed.operands : ['-'];
    const names = (paths.length > 1 || has(parsed, '-v')) && !has(parsed, '-q');
    let status = 0;
    let first = true;
    for (const path of paths) {
      const descriptor = yield* openOperand(sys, 'head', path);
      if (descriptor === null) {
        status = 1;
        continue;
      }
      if (names) yield* print(sys, `${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      if (bytes !== undefined) {
        if (wanted.sign === '-') {
          const text = (yield* readWhole(sys, 'head', path)) ?? '';
          yield* print(sys, firstBytes(text, Math.max(0, byteLength(text) - wanted.count)));
          continue;
        }
        for (let left = wanted.count; left > 0; ) {
          const piece = yield* sys.read(descriptor);
          if (isFailure(piece) || piece === '') break;
          const part = firstBytes(piece, left);
          left -= byteLength(part);
          if (!(yield* print(sys, part))) return 1;
          if (part.length < piece.length) break;
        }
        if (descriptor !== 0) yield* sys.close(descriptor);
        continue;
      }
      const reader = new LineReader(sys, descriptor);
      const held: string[] = [];
      let left = wanted.count;
      while (wanted.sign === '-' || left > 0) {
        const lines = yield* reader.batch();
        if (lines === null) break;
        if (isFailure(lines)) {
          yield* complainOfFile(sys, 'head', path, lines.errno);
          status = 1;
          break;
        }
        let taken = lines;
        if (wanted.sign === '-') {
          held.push(...lines);
          taken = held.splice(0, Math.max(0, held.length - wanted.count));
        } else {
          taken = lines.slice(0, left);
          left -= taken.length;
        }
        const open = !reader.terminated && taken.length === lines.length && wanted.sign !== '-';
        if (taken.length > 0 && !(yield* print(sys, taken.join('\n') + (open ? '' : '\n')))) return 1;
      }
      if (descriptor !== 0) yield* sys.close(descriptor);
    }
    return status;
  },
  { rewrite: rewriteCount },
);
