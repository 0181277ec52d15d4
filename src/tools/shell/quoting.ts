/** Text quoted so that a shell reads it back, as `set` and `set -x` write it: bare when nothing is special. */
export function quoteForReuse(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x08\x0b-\x1f\x7f]|\n|\t/.test(text)) return dollarQuote(text);
  if (/^[\w@%+=:,./^\]}{~!-]*$/.test(text) && !/^[~{}]|^!$/.test(text)) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Text for `declare -p` and `export -p`: always in double quotes. */
export function quoteForDeclare(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return dollarQuote(text);
  return `"${text.replace(/["\\$`]/g, '\\$&')}"`;
}

/** `printf %q`: backslashes, or `$'...'` where there are control characters. */
export function quoteWithBackslashes(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]/.test(text)) return dollarQuote(text);
  return text.replace(/[^\w@%+=:./-]/g, (char) => (char > '\x7f' ? char : `\\${char}`));
}

function dollarQuote(text: string): string {
  const named: Readonly<Record<string, string>> = {
    '\n': '\\n',
    '\t': '\\t',
    '\r': '\\r',
    '\x1b': '\\E',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\v': '\\v',
    '\\': '\\\\',
    "'": "\\'",
  };
  const inner = text.replace(/[\x00-\x1f\x7f\\']/g, (char) => {
    return named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `$'${inner}'`;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Reads the escapes of `$'...'`. */
export function unescapeDollarQuoted(text: string): string {
  return text.replace(
    /\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/g,
    (_, simple?: string, octal?: string, ...codes: (string | undefined)[]) => {
      if (simple !== undefined) return simpleEscapes[simple] ?? simple;
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      return String.fromCodePoint(Number.parseInt(codes.slice(0, 3).find((code) => code !== undefined)!, 16));
    },
  );
}

/**
 * Reads the escapes of `echo -e` and `printf %b` (octal needs a leading 0 there; a `printf` format takes it without).
 * `stopped` tells of `\c`.
 */
export function unescapeEcho(
  text: string,
  octalZero: boolean,
): { readonly text: string; readonly stopped: boolean } {
  let out = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    const next = text[at + 1];
    if (char !== '\\' || next === undefined) {
      out += char;
      continue;
    }
    if (next === 'c') return { text: out, stopped: true };
    const simple = simpleEscapes[next];
    const rest = text.slice(at + 1);
    const octal = (octalZero ? /^0([0-7]{0,3})/ : /^([0-7]{1,3})/).exec(rest);
    const hex = /^x([0-9a-fA-F]{1,2})|^u([0-9a-fA-F]{1,4})|^U([0-9a-fA-F]{1,8})/.exec(rest);
    if (simple !== undefined) {
      out += simple;
      at += 1;
    } else if (octal !== null) {
      out += String.fromCharCode(Number.parseInt(octal[1] || '0', 8) & 255);
      at += octal[0].length;
    } else if (hex !== null) {
      const code = Number.parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16);
      out += code <= 0x10ffff ? String.fromCodePoint(code) : '';
      at += hex[0].length;
    } else if (!octalZero && (next === '"' || next === "'")) {
      out += next;
      at += 1;
    } else {
      out += char;
    }
  }
  return { text: out, stopped: false };
}
