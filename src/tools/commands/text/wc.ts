import { print } from '../spec.ts';
import { byteLength, defineTool, has, isBusybox, readWhole } from './tool.ts';

interface Counts {
  lines: number;
  words: number;
  chars: number;
  bytes: number;
  longest: number;
}

/** Counts of one text. */
function countText(text: string): Counts {
  const rows = text.split('\n');
  return {
    lines: rows.length - 1,
    words: text.match(/\S+/g)?.length ?? 0,
    chars: [...text].length,
    bytes: byteLength(text),
    longest: rows.reduce((most, row) => Math.max(most, [...row].length), 0),
  };
}

export const wc = defineTool(
  {
    name: 'wc',
    summary: 'count lines, words and octets',
    usage: ['wc [OPTION]... [FILE]...'],
    flags: [
      { names: ['-l', '--lines'], summary: 'lines' },
      { names: ['-w', '--words'], summary: 'words' },
      { names: ['-m', '--chars'], summary: 'characters' },
      { names: ['-c', '--bytes'], summary: 'octets' },
      { names: ['-L', '--max-line-length'], summary: 'length of the longest line' },
    ],
  },
  function* (sys, parsed) {
    const rows: { counts: Counts; name: string | null }[] = [];
    let status = 0;
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
    const paths: (string | null)[] = parsed.operands.length > 0 ? parsed.operands : [null];
    for (const path of paths) {
      const text = yield* readWhole(sys, 'wc', path ?? '-');
      if (text === null) {
        status = 1;
        continue;
      }
      const counts = countText(text);
      rows.push({ counts, name: path });
      for (const key of ['lines', 'words', 'chars', 'bytes'] as const) total[key] += counts[key];
      total.longest = Math.max(total.longest, counts.longest);
    }
    if (paths.length > 1) rows.push({ counts: total, name: 'total' });
    const none = ['-l', '-w', '-m', '-c', '-L'].every((flag) => !has(parsed, flag));
    const columns = (counts: Counts): number[] => [
      ...(none || has(parsed, '-l') ? [counts.lines] : []),
      ...(none || has(parsed, '-w') ? [counts.words] : []),
      ...(has(parsed, '-m') ? [counts.chars] : []),
      ...(none || has(parsed, '-c') ? [counts.bytes] : []),
      ...(has(parsed, '-L') ? [counts.longest] : []),
    ];
    // GNU takes the width of the files' total size, 7 for pipes, and none for a single number of a single file.
    const single = columns(total).length === 1 && paths.length === 1;
    const piped = paths.includes(null) || paths.includes('-');
    const width = single ? 1 : isBusybox(sys) ? 9 : piped ? 7 : String(total.bytes).length;
    for (const { counts, name } of rows) {
      const numbers = columns(counts).map((value) => String(value).padStart(width));
      yield* print(sys, `${numbers.join(' ')}${name === null ? '' : ` ${name}`}\n`);
    }
    return status;
  },
);
