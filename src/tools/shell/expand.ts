import type { Step } from '../../lib/index.ts';
import { arithmeticText, evaluateText } from './expand-arithmetic.ts';
import { braceText, expandBraces } from './expand-braces.ts';
import { expandParameter } from './expand-parameter.ts';
import { expandPaths } from './expand-paths.ts';
import { splitFields } from './fields.ts';
import { LineAbort } from './flow.ts';
import { hasGlob, quotePattern } from './pattern.ts';
import { isFailure } from './port.ts';
import { type Shell, refuse } from './shell.ts';
import type { WordNode, WordPart } from './syntax.ts';

/** A piece of an expanded word, on the way to fields. */
export type Segment =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** Pattern characters in it are active. */
      readonly glob: boolean;
      /** It is split at `$IFS`. */
      readonly split: boolean;
      /** It makes a field exist even when empty, as quotes do. */
      readonly anchor: boolean;
      /** Written in quotes, for regular expressions. */
      readonly quoted: boolean;
    }
  /** The border between two elements of `$@`. */
  | { readonly kind: 'break' };

/** How parts are read: inside double quotes, or as the unquoted word of `${x:-word}`, whose literals are split. */
export interface PartContext {
  readonly quoted: boolean;
  readonly splitLiterals: boolean;
}

const plain: PartContext = { quoted: false, splitLiterals: false };
const inQuotes: PartContext = { quoted: true, splitLiterals: false };

/** More words than this from one command line are refused rather than built. */
const fieldLimit = 200_000;
/** Longer texts than this from one word are refused; a real shell would run out of memory later. */
const textLimit = 16_000_000;

/** Expands words to the fields of a command line: braces, `~`, `$`, splitting, file names, quotes. */
export function* expandWords(shell: Shell, words: readonly WordNode[]): Step<string[]> {
  const out: string[] = [];
  for (const word of words) {
    const alternatives = expandBraces(word.parts, fieldLimit - out.length);
    if (alternatives === null) return yield* refuse(shell, 'brace expansion this long');
    for (const parts of alternatives) out.push(...(yield* expandFields(shell, parts)));
    if (out.length > fieldLimit) yield* refuse(shell, 'command line this long');
  }
  return out;
}

function* expandFields(shell: Shell, parts: readonly WordPart[]): Step<string[]> {
  const segments = yield* expandParts(shell, parts, plain);
  const out: string[] = [];
  for (const field of splitFields(segments, shell.variables.get('IFS') ?? ' \t\n')) {
    if (shell.options.noglob || !hasGlob(field.pattern)) {
      out.push(field.text);
      continue;
    }
    const names = yield* expandPaths(shell, field.pattern);
    if (names.length > 0) out.push(...names);
    else if (!shell.options.nullglob) out.push(field.text);
  }
  return out;
}

/** Expands one word to one text without splitting or file names: assignments, `case` words, here-strings. */
export function* expandText(shell: Shell, word: WordNode): Step<string> {
  return joinText(yield* expandParts(shell, word.parts, plain));
}

/** The same for text that counts as written in double quotes: here-documents, arithmetic, prompts. */
export function* expandQuoted(shell: Shell, word: WordNode): Step<string> {
  return joinText(yield* expandParts(shell, word.parts, inQuotes));
}

/** Expands a word to a pattern in which everything quoted is backslash-quoted. */
export function* expandPattern(shell: Shell, word: WordNode): Step<string> {
  const segments = yield* expandParts(shell, word.parts, plain);
  return segments
    .map((segment) =>
      segment.kind === 'break' ? ' ' : segment.glob ? segment.text : quotePattern(segment.text),
    )
    .join('');
}

/** Expands the right side of `=~`: quoted pieces are literal, the rest is an extended regular expression. */
export function* expandRegex(shell: Shell, word: WordNode): Step<string> {
  let out = '';
  for (const part of word.parts) {
    if (part.type === 'Escaped') {
      out += `\\${part.value}`;
      continue;
    }
    for (const segment of yield* expandParts(shell, [part], plain)) {
      if (segment.kind === 'break') out += ' ';
      else out += segment.quoted ? segment.text.replace(/[\\^$.[\]|()*+?{}]/g, '\\$&') : segment.text;
    }
  }
  return out;
}

function joinText(segments: readonly Segment[]): string {
  return segments.map((segment) => (segment.kind === 'break' ? ' ' : segment.text)).join('');
}

/** Expands parts to segments, in order. */
export function* expandParts(
  shell: Shell,
  parts: readonly WordPart[],
  context: PartContext,
): Step<Segment[]> {
  const out: Segment[] = [];
  let length = 0;
  for (const part of parts) {
    for (const segment of yield* expandPart(shell, part, context)) {
      out.push(segment);
      if (segment.kind === 'text') length += segment.text.length;
    }
    if (length > textLimit) yield* refuse(shell, 'word this long');
  }
  return out;
}

/** Text from an expansion: in quotes it is taken as it is, outside it is split and may name files. */
export function expansion(text: string, context: PartContext): Segment {
  return context.quoted
    ? fixed(text, true)
    : { kind: 'text', text, glob: true, split: true, anchor: false, quoted: false };
}

function fixed(text: string, quoted: boolean): Segment {
  return { kind: 'text', text, glob: false, split: false, anchor: true, quoted };
}

function* expandPart(shell: Shell, part: WordPart, context: PartContext): Step<readonly Segment[]> {
  switch (part.type) {
    case 'Literal':
      if (context.quoted || !context.splitLiterals) return [fixed(part.value, context.quoted)];
      return [{ kind: 'text', text: part.value, glob: false, split: true, anchor: false, quoted: false }];
    case 'SingleQuoted':
      return [fixed(part.value, true)];
    case 'Escaped':
      return [fixed(part.value, true)];
    case 'DoubleQuoted':
      return yield* expandDoubleQuoted(shell, part.parts);
    case 'Glob': {
      const text = part.pattern;
      if (context.quoted) return [fixed(text, true)];
      const withValues = text.includes('$') ? yield* expandInGlob(shell, text) : text;
      return [{ kind: 'text', text: withValues, glob: true, split: false, anchor: true, quoted: false }];
    }
    case 'ParameterExpansion':
      return yield* expandParameter(shell, part, context);
    case 'CommandSubstitution':
      return [expansion((yield* shell.run.capture(shell, part.body)).replace(/\n+$/, ''), context)];
    case 'ArithmeticExpansion':
      return [expansion(String(yield* evaluateText(shell, arithmeticText(part.expression))), context)];
    case 'TildeExpansion': {
      if (context.quoted) return [fixed(`~${part.user ?? ''}`, true)];
      return [fixed(yield* expandTilde(shell, part.user), false)];
    }
    case 'ProcessSubstitution':
      return [fixed(yield* shell.run.substituteProcess(shell, part.body, part.direction), true)];
    case 'BraceExpansion':
      return [fixed(braceText(part), context.quoted)];
  }
}

/** `""` makes an empty field, but `"$@"` without parameters makes none. */
function* expandDoubleQuoted(shell: Shell, parts: readonly WordPart[]): Step<Segment[]> {
  const segments = yield* expandParts(shell, parts, inQuotes);
  if (segments.length > 0) return segments;
  const onlyList = parts.some(
    (part) => part.type === 'ParameterExpansion' && /^@$|\[@\]$/.test(part.parameter),
  );
  return onlyList ? [] : [fixed('', true)];
}

/** `[$x]*` arrives as one pattern; plain `$name` references in it are replaced. */
function* expandInGlob(shell: Shell, text: string): Step<string> {
  let out = '';
  let rest = text;
  for (;;) {
    const found = /\$(\w+)|\$\{(\w+)\}/.exec(rest);
    if (found === null) return out + rest;
    const name = (found[1] ?? found[2])!;
    const value = yield* expandParameter(
      shell,
      { type: 'ParameterExpansion', parameter: name, operation: null },
      inQuotes,
    );
    out += rest.slice(0, found.index) + joinText(value);
    rest = rest.slice(found.index + found[0].length);
  }
}

function* expandTilde(shell: Shell, user: string | null): Step<string> {
  if (user === '+') return shell.variables.get('PWD') ?? '~+';
  if (user === '-') return shell.variables.get('OLDPWD') ?? '~-';
  const home = user === null ? shell.variables.get('HOME') : undefined;
  if (home !== undefined) return home;
  const uid = yield* shell.port.userId();
  const entry = yield* lookupUser(shell, (fields) =>
    user === null ? fields[2] === String(uid) : fields[0] === user,
  );
  return entry?.[5] ?? `~${user ?? ''}`;
}

/** The fields of the first line of /etc/passwd that `test` accepts. */
export function* lookupUser(
  shell: Shell,
  test: (fields: readonly string[]) => boolean,
): Step<string[] | undefined> {
  const descriptor = yield* shell.port.open('/etc/passwd', 'read');
  if (isFailure(descriptor)) return undefined;
  let text = '';
  for (;;) {
    const piece = yield* shell.port.read(descriptor, {});
    if (isFailure(piece) || piece === '') break;
    text += piece;
  }
  yield* shell.port.close(descriptor);
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .find(test);
}

/** Gives up the line for a reference to an unset name under `set -u`; status as bash 5 returns it. */
export function unbound(shell: Shell, name: string): LineAbort {
  return new LineAbort(shell.interactive ? 1 : 127, `${name}: unbound variable`);
}
