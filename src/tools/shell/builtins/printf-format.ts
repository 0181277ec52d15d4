import { quoteWithBackslashes, unescapeEcho } from '../quoting.ts';

/** What printf(1) makes of a format and its arguments; `problems` are complaints without prefix. */
export interface PrintfResult {
  readonly text: string;
  readonly problems: readonly string[];
}

/**
 * Formats as POSIX printf does: the format is used again while arguments are left; missing ones count as empty or 0.
 * `now` (microseconds since 1970) serves `%(...)T`.
 */
export function formatPrintf(format: string, args: readonly string[], now = 0): PrintfResult {
  const problems: string[] = [];
  let text = '';
  let used = 0;
  const next = (): string | undefined => args[used++];
  for (;;) {
    const before = used;
    const pass = formatOnce(format, next, problems, now);
    text += pass.text;
    if (pass.stopped || used >= args.length || used === before || text.length > 4_000_000)
      return { text, problems };
  }
}

const conversion = /^%([-+ #0']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|L|j|z|t)?([a-zA-Z%]|\(([^)]*)\)T)/;

function formatOnce(
  format: string,
  next: () => string | undefined,
  problems: string[],
  now: number,
): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  let at = 0;
  while (at < format.length) {
    const char = format[at]!;
    if (char === '\\') {
      const piece = /^\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|.)?/s.exec(
        format.slice(at),
      )![0];
      const decoded = unescapeEcho(piece, false);
      if (decoded.stopped) return { text: out, stopped: true };
      out += decoded.text;
      at += piece.length;
      continue;
    }
    if (char !== '%') {
      out += char;
      at += 1;
      continue;
    }
    const found = conversion.exec(format.slice(at));
    if (found === null) {
      problems.push(
        `\`${format.slice(at + 1, at + 2)}': ${format.length > at + 1 ? 'invalid format character' : 'missing format character'}`,
      );
      return { text: out, stopped: true };
    }
    at += found[0].length;
    const whole = found[0];
    let flags = found[1]!;
    let width = found[2] === '*' ? Number(next() ?? 0) : Number(found[2] ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const hasPrecision = /\.(\*|-?\d+)?(?:hh|h|ll|l|L|j|z|t)?[a-zA-Z%(]/.test(whole);
    const precision = !hasPrecision ? null : found[3] === '*' ? Number(next() ?? 0) : Number(found[3] ?? 0);
    const letter = found[4]!.endsWith('T') && found[5] !== undefined ? 'T' : found[4]!;
    if (letter === '%') {
      out += '%';
      continue;
    }
    if (letter === 'b') {
      const decoded = unescapeEcho(next() ?? '', true);
      out += pad(decoded.text, width, flags);
      if (decoded.stopped) return { text: out, stopped: true };
      continue;
    }
    const spec = { flags, width: Math.min(width, 100_000), precision, letter };
    const body = letter === 'T' ? formatTime(found[5]!, next(), now) : formatOne(spec, next(), problems);
    if (body === null) {
      problems.push(`\`${letter}': invalid format character`);
      return { text: out, stopped: true };
    }
    out += letter === 'T' ? pad(body, width, flags) : body;
  }
  return { text: out, stopped: false };
}

interface Conversion {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly letter: string;
}

function formatOne(spec: Conversion, arg: string | undefined, problems: string[]): string | null {
  switch (spec.letter) {
    case 's':
      return pad(
        spec.precision === null ? (arg ?? '') : (arg ?? '').slice(0, spec.precision),
        spec.width,
        spec.flags,
      );
    case 'q':
      return pad(quoteWithBackslashes(arg ?? ''), spec.width, spec.flags);
    case 'c':
      return pad((arg ?? '').slice(0, 1), spec.width, spec.flags);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return formatInteger(spec, readInteger(arg, problems));
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatFloat(spec, readFloat(arg, problems));
    default:
      return null;
  }
}

function pad(text: string, width: number, flags: string): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  return flags.includes('-') ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

/** `'A` and `"A` are character codes; what follows a number is complained about and left out. */
function readInteger(arg: string | undefined, problems: string[]): bigint {
  const text = (arg ?? '').trim();
  if (text === '') {
    if (arg !== undefined && arg !== '') problems.push(`${arg}: invalid number`);
    return 0n;
  }
  if (text.startsWith("'") || text.startsWith('"')) return BigInt(text.codePointAt(1) ?? 0);
  const found = /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(text);
  if (found === null || found[0].length < text.length) problems.push(`${arg}: invalid number`);
  if (found === null) return 0n;
  const digits = found[2]!;
  const value = /^0[xX]/.test(digits)
    ? BigInt(digits)
    : digits.startsWith('0')
      ? BigInt(`0o${digits}`)
      : BigInt(digits);
  return found[1] === '-' ? -value : value;
}

function readFloat(arg: string | undefined, problems: string[]): number {
  const text = (arg ?? '').trim();
  if (text === '') return 0;
  if (text.startsWith("'") || text.startsWith('"')) return text.codePointAt(1) ?? 0;
  const found = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/.exec(text);
  if (found === null || found[0].length < text.length) problems.push(`${arg}: invalid number`);
  return found === null ? 0 : Number(found[0]);
}

/** Sign, padding with zeros or blanks, as for any number. */
export function padNumber(
  negative: boolean,
  digits: string,
  prefix: string,
  spec: Omit<Conversion, 'letter'>,
): string {
  const sign = negative ? '-' : spec.flags.includes('+') ? '+' : spec.flags.includes(' ') ? ' ' : '';
  const head = sign + prefix;
  const zeros = spec.flags.includes('0') && !spec.flags.includes('-');
  if (zeros) return head + digits.padStart(spec.width - head.length, '0');
  return pad(head + digits, spec.width, spec.flags);
}

function formatInteger(spec: Conversion, value: bigint): string {
  const signed = spec.letter === 'd' || spec.letter === 'i';
  const number = signed ? value : BigInt.asUintN(64, value);
  const magnitude = number < 0n ? -number : number;
  const radix = spec.letter === 'o' ? 8 : spec.letter === 'x' || spec.letter === 'X' ? 16 : 10;
  let digits = magnitude.toString(radix);
  if (spec.letter === 'X') digits = digits.toUpperCase();
  if (spec.precision !== null) digits = digits.padStart(spec.precision, '0');
  const prefix =
    spec.flags.includes('#') && magnitude !== 0n
      ? radix === 8
        ? '0'
        : radix === 16
          ? `0${spec.letter}`
          : ''
      : '';
  const flags = spec.precision === null ? spec.flags : spec.flags.replaceAll('0', '');
  return padNumber(number < 0n, digits, prefix, { ...spec, flags });
}

/** A floating-point conversion as C's printf does it; also what awk uses. */
export function formatFloat(spec: Conversion, value: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const lower = spec.letter.toLowerCase();
  const precision = Math.min(spec.precision ?? 6, 100);
  let digits: string;
  if (!Number.isFinite(magnitude)) digits = Number.isNaN(magnitude) ? 'nan' : 'inf';
  else if (lower === 'f')
    digits =
      magnitude >= 1e21
        ? BigInt(magnitude).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
        : magnitude.toFixed(precision);
  else if (lower === 'e') digits = exponentForm(magnitude, precision);
  else digits = generalForm(magnitude, precision === 0 ? 1 : precision, spec.flags.includes('#'));
  if (spec.letter !== lower) digits = digits.toUpperCase();
  return padNumber(negative && !Number.isNaN(value), digits, '', spec);
}

function exponentForm(value: number, precision: number): string {
  const [mantissa, exponent] = value.toExponential(precision).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function generalForm(value: number, precision: number, keepZeros: boolean): string {
  if (value === 0) return '0';
  const exponent = Number(value.toExponential(precision - 1).split('e')[1]);
  const scientific = exponent < -4 || exponent >= precision;
  const digits = scientific
    ? exponentForm(value, precision - 1)
    : value.toFixed(Math.max(0, precision - 1 - exponent));
  if (keepZeros || !digits.includes('.')) return digits;
  return scientific ? digits.replace(/\.?0+e/, 'e') : digits.replace(/\.?0+$/, '');
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** `%(format)T`: seconds since 1970, or -1 and nothing for now. UTC. */
function formatTime(format: string, arg: string | undefined, now: number): string {
  const seconds = arg === undefined || arg === '' || Number(arg) < 0 ? Math.floor(now / 1e6) : Number(arg);
  return formatDate(format === '' ? '%H:%M:%S' : format, seconds);
}

/** strftime(3) in the C locale and UTC; `seconds` since 1970. */
export function formatDate(format: string, seconds: number): string {
  const at = new Date(seconds * 1000);
  const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);
  const yearStart = Date.UTC(at.getUTCFullYear(), 0, 1);
  const table: Readonly<Record<string, () => string>> = {
    Y: () => String(at.getUTCFullYear()),
    m: () => two(at.getUTCMonth() + 1),
    d: () => two(at.getUTCDate()),
    H: () => two(at.getUTCHours()),
    M: () => two(at.getUTCMinutes()),
    S: () => two(at.getUTCSeconds()),
    y: () => two(at.getUTCFullYear() % 100),
    e: () => two(at.getUTCDate(), ' '),
    s: () => String(Math.floor(seconds)),
    a: () => days[at.getUTCDay()]!.slice(0, 3),
    A: () => days[at.getUTCDay()]!,
    b: () => months[at.getUTCMonth()]!.slice(0, 3),
    B: () => months[at.getUTCMonth()]!,
    h: () => months[at.getUTCMonth()]!.slice(0, 3),
    I: () => two(at.getUTCHours() % 12 || 12),
    p: () => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
    u: () => String(at.getUTCDay() || 7),
    w: () => String(at.getUTCDay()),
    j: () => String(Math.floor((at.getTime() - yearStart) / 86400000) + 1).padStart(3, '0'),
    F: () => formatDate('%Y-%m-%d', seconds),
    T: () => formatDate('%H:%M:%S', seconds),
    R: () => formatDate('%H:%M', seconds),
    D: () => formatDate('%m/%d/%y', seconds),
    c: () => formatDate('%a %b %e %H:%M:%S %Y', seconds),
    x: () => formatDate('%m/%d/%y', seconds),
    X: () => formatDate('%H:%M:%S', seconds),
    N: () => String(Math.floor((seconds % 1) * 1e9)).padStart(9, '0'),
  };
  return format.replace(/%([A-Za-z%])/g, (all, letter: string) => table[letter]?.() ?? all);
}
