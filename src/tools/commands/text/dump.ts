import { print } from '../spec.ts';
import { defineTool, has, readWhole, usageError } from './tool.ts';

function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const two = (value: number): string => value.toString(16).padStart(2, '0');

function printable(bytes: Uint8Array): string {
  return [...bytes].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
}

/** Rows of `hexdump -C`, a run of equal rows as `*`. */
function canonicalDump(bytes: Uint8Array): string {
  let out = '';
  let last = '';
  let starred = false;
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.slice(at, at + 16);
    const hex = [...row].map(two);
    const text = `${hex.slice(0, 8).join(' ').padEnd(23)}  ${hex.slice(8).join(' ').padEnd(23)}  |${printable(row)}|`;
    if (text === last && row.length === 16) {
      if (!starred) out += '*\n';
      starred = true;
      continue;
    }
    starred = false;
    last = text;
    out += `${at.toString(16).padStart(8, '0')}  ${text}\n`;
  }
  return bytes.length === 0 ? '' : `${out}${bytes.length.toString(16).padStart(8, '0')}\n`;
}

export const hexdump = defineTool(
  {
    name: 'hexdump',
    aliases: ['hd'],
    summary: 'show octets',
    usage: ['hexdump -C [-n LENGTH] [FILE]...'],
    flags: [
      { names: ['-C', '--canonical'], summary: 'hexadecimal and text' },
      { names: ['-n', '--length'], argument: 'LENGTH', summary: 'only so many' },
      { names: ['-v', '--no-squeezing'], summary: 'all rows', unmodelled: true },
      { names: ['-e', '--format'], argument: 'FORMAT', summary: 'a format', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    let text = '';
    for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
      const piece = yield* readWhole(sys, 'hexdump', path);
      if (piece === null) return 1;
      text += piece;
    }
    const limit = parsed.flags.get('-n');
    const bytes = octets(text).slice(0, limit === undefined ? undefined : Number(limit));
    if (has(parsed, '-C')) yield* print(sys, canonicalDump(bytes));
    else {
      let out = '';
      for (let at = 0; at < bytes.length; at += 16) {
        const words: string[] = [];
        for (let i = at; i < Math.min(at + 16, bytes.length); i += 2)
          words.push(two(bytes[i + 1] ?? 0) + two(bytes[i]!));
        out += `${at.toString(16).padStart(7, '0')} ${words.join(' ')}\n`;
      }
      yield* print(sys, bytes.length === 0 ? '' : `${out}${bytes.length.toString(16).padStart(7, '0')}\n`);
    }
    return 0;
  },
);

export const xxd = defineTool(
  {
    name: 'xxd',
    summary: 'show octets in hexadecimal',
    usage: ['xxd [-p] [-l LEN] [FILE]'],
    flags: [
      { names: ['-p', '-ps'], summary: 'only hexadecimal' },
      { names: ['-l'], argument: 'LEN', summary: 'only so many' },
      { names: ['-r'], summary: 'back to octets', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const text = yield* readWhole(sys, 'xxd', parsed.operands[0] ?? '-');
    if (text === null) return 1;
    const bytes = octets(text).slice(0, Number(parsed.flags.get('-l') ?? text.length * 4));
    let out = '';
    const step = has(parsed, '-p') ? 30 : 16;
    for (let at = 0; at < bytes.length; at += step) {
      const row = bytes.slice(at, at + step);
      const hex = [...row].map(two).join('');
      out += has(parsed, '-p')
        ? `${hex}\n`
        : `${at.toString(16).padStart(8, '0')}: ${hex.replace(/(.{4})(?=.)/g, '$1 ').padEnd(39)}  ${printable(row)}\n`;
    }
    yield* print(sys, out);
    return 0;
  },
);

const named: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

export const od = defineTool(
  {
    name: 'od',
    summary: 'show octets in octal and other forms',
    usage: ['od [-c] [-A RADIX] [-t TYPE] [-N COUNT] [FILE]...'],
    flags: [
      { names: ['-c'], summary: 'as characters' },
      { names: ['-x'], summary: 'as hexadecimal words' },
      { names: ['-A', '--address-radix'], argument: 'RADIX', summary: 'd, o, x or n' },
      { names: ['-t', '--format'], argument: 'TYPE', summary: 'x1, c or o2' },
      { names: ['-N', '--read-bytes'], argument: 'COUNT', summary: 'only so many' },
      { names: ['-v'], summary: 'all rows' },
    ],
  },
  function* (sys, parsed) {
    const type = has(parsed, '-c') ? 'c' : has(parsed, '-x') ? 'x2' : (parsed.flags.get('-t') ?? 'o2');
    if (!['c', 'x1', 'x2', 'o2', 'o1', 'u1'].includes(type))
      return yield* usageError(sys, 'od', `invalid type string ‘${type}’`);
    let text = '';
    for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
      const piece = yield* readWhole(sys, 'od', path);
      if (piece === null) return 1;
      text += piece;
    }
    const bytes = octets(text).slice(0, Number(parsed.flags.get('-N') ?? text.length * 4));
    const radix = parsed.flags.get('-A') ?? 'o';
    const address = (at: number): string =>
      radix === 'n' ? '' : at.toString({ d: 10, x: 16 }[radix] ?? 8).padStart(radix === 'x' ? 6 : 7, '0');
    let out = '';
    for (let at = 0; at < bytes.length; at += 16) {
      const row = bytes.slice(at, at + 16);
      let cells = '';
      for (let i = 0; i < row.length; i += type.endsWith('2') ? 2 : 1) {
        const byte = row[i]!;
        const word = byte + 256 * (row[i + 1] ?? 0);
        if (type === 'c')
          cells += (
            named[byte] ??
            (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'))
          ).padStart(4);
        else if (type === 'x1') cells += ` ${two(byte)}`;
        else if (type === 'o1') cells += ` ${byte.toString(8).padStart(3, '0')}`;
        else if (type === 'u1') cells += ` ${String(byte).padStart(3)}`;
        else
          cells += ` ${type === 'x2' ? word.toString(16).padStart(4, '0') : word.toString(8).padStart(6, '0')}`;
      }
      out += `${address(at)}${cells}\n`;
    }
    yield* print(sys, `${out}${radix === 'n' ? '' : `${address(bytes.length)}\n`}`);
    return 0;
  },
);
