import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { print } from '../spec.ts';
import { readCount } from './head.ts';
import { byteLength, defineTool, has, openOperand, readWhole, usageError } from './tool.ts';

/** The last part of a text by lines or octets; `+N` counts from the start. */
function tailOf(
  text: string,
  wanted: { readonly sign: string; readonly count: number },
  bytes: boolean,
): string {
  if (bytes) {
    const encoded = new TextEncoder().encode(text);
    const from =
      wanted.sign === '+' ? Math.max(0, wanted.count - 1) : Math.max(0, encoded.length - wanted.count);
    return new TextDecoder().decode(encoded.slice(from));
  }
  const lines = text.split('\n');
  const end = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const from = wanted.sign === '+' ? Math.max(0, wanted.count - 1) : Math.max(0, end - wanted.count);
  return from >= end ? '' : lines.slice(from).join('\n');
}

export const tail = defineTool(
  {
    name: 'tail',
    summary: 'write the last part of files',
    usage: ['tail [OPTION]... [FILE]...'],
    flags: [
      { names: ['-n', '--lines'], argument: '[+]NUM', summary: 'lines to write; with + from that line on' },
      { names: ['-c', '--bytes'], argument: '[+]NUM', summary: 'octets instead of lines' },
      { names: ['-f', '--follow'], summary: 'go on as the file grows' },
      { names: ['-F'], summary: 'like -f, and open the name again' },
      { names: ['-q', '--quiet', '--silent'], summary: 'no names' },
      { names: ['-v', '--verbose'], summary: 'always names' },
      { names: ['-s', '--sleep-interval'], argument: 'N', summary: 'seconds between looks with -f' },
      { names: ['--pid'], argument: 'PID', summary: 'end with a process', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const bytes = parsed.flags.get('-c');
    const wanted = readCount(bytes ?? parsed.flags.get('-n') ?? '10');
    if (wanted === null) {
      return yield* usageError(
        sys,
        'tail',
        `invalid number of ${bytes === undefined ? 'lines' : 'bytes'}: ‘${bytes ?? parsed.flags.get('-n')}’`,
      );
    }
    const paths = parsed.operands.length > 0 ? parsed.operands : ['-'];
    const names = (paths.length > 1 || has(parsed, '-v')) && !has(parsed, '-q');
    let status = 0;
    let first = true;
    const seen = new Map<string, number>();
    for (const path of paths) {
      const text = yield* readWhole(sys, 'tail', path);
      if (text === null) {
        status = 1;
        continue;
      }
      seen.set(path, byteLength(text));
      if (names) yield* print(sys, `${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
      if (!(yield* print(sys, tailOf(text, wanted, bytes !== undefined)))) return 1;
    }
    if (!has(parsed, '-f') && !has(parsed, '-F')) return status;
    seen.delete('-');
    if (seen.size === 0) return status;
    return yield* follow(sys, seen, names, Math.round(Number(parsed.flags.get('-s') ?? 1) * 1e6));
  },
  {
    rewrite: (words) =>
      words.flatMap((word, index) => {
        const found = /^([-+])(\d+)(f?)$/.exec(word);
        if (found === null || /^-[ncs]$/.test(words[index - 1] ?? '')) return [word];
        return ['-n', (found[1] === '+' ? '+' : '') + found[2], ...(found[3] === '' ? [] : ['-f'])];
      }),
  },
);

/** Looks at the files once per interval until somebody ends it. */
function* follow(sys: Sys, seen: Map<string, number>, names: boolean, interval: number): Step<number> {
  let shown = [...seen.keys()].at(-1);
  for (;;) {
    if (isFailure(yield* sys.sleep(interval))) return 130;
    for (const [path, size] of seen) {
      const status = yield* sys.status(path, { follow: true });
      if (isFailure(status) || status.size === size) continue;
      if (status.size < size) yield* sys.write(2, `tail: ${path}: file truncated\n`);
      const descriptor = yield* openOperand(sys, 'tail', path);
      if (descriptor === null) continue;
      yield* sys.close(descriptor);
      const text = (yield* readWhole(sys, 'tail', path)) ?? '';
      seen.set(path, byteLength(text));
      const added = tailOf(text, { sign: '+', count: (status.size < size ? 0 : size) + 1 }, true);
      if (added === '') continue;
      const header = names && shown !== path ? `\n==> ${path} <==\n` : '';
      shown = path;
      if (!(yield* print(sys, header + added))) return 1;
    }
  }
}
