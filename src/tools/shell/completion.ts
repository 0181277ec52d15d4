/** Where candidates come from; the host of the editor answers from its world. */
export interface CompletionSource {
  /** Programs, builtins, functions, aliases. */
  commands(): readonly string[];
  /** Entries of a directory as typed (`''` is the working directory, `~` may lead). */
  files(directory: string): readonly { readonly name: string; readonly directory: boolean }[];
  /** Flags, sub-commands and names that may stand after `before` (the command's words); null: only files fit. */
  words(before: readonly string[], prefix: string): readonly string[] | null;
  variables(): readonly string[];
}

/** What may replace the text from `from` to the cursor. Candidates that are directories end in a slash. */
export interface Completion {
  readonly from: number;
  readonly candidates: readonly string[];
  /** The quotation mark that the word opened and a whole candidate closes. */
  readonly quote?: string;
}

/** Finds completions for the word at the cursor. */
export function complete(text: string, cursor: number, source: CompletionSource): Completion {
  const before = text.slice(0, cursor);
  const command = before.slice(commandStart(before));
  const words = splitWords(command);
  const endsOpen = command !== '' && !/\s$/.test(command.replace(/\\\s$/, 'x'));
  const prefix = endsOpen ? (words.pop() ?? '') : '';
  const from = cursor - prefix.length;
  const variable = /(^|.*[^\\])\$(\{?)(\w*)$/s.exec(prefix);
  if (variable !== null) {
    const start = variable[3]!;
    const found = source.variables().filter((name) => name.startsWith(start));
    return { from: cursor - start.length, candidates: unique(found) };
  }
  const redirected = /[<>]\s*$/.test(command.slice(0, command.length - prefix.length));
  const named = words.filter((word) => !/^\w+=/.test(word));
  if (named.length === 0 && !redirected && !prefix.includes('/')) {
    return { from, candidates: unique(source.commands().filter((name) => name.startsWith(prefix))) };
  }
  const equals = /^(--[\w-]+=)(.*)$/.exec(prefix);
  const offered = redirected ? null : source.words(named, prefix);
  const fitting = (offered ?? []).filter((word) => word.startsWith(prefix));
  if (fitting.length > 0) return { from, candidates: unique(fitting) };
  const path = equals === null ? prefix : equals[2]!;
  const quote = /^["']/.exec(path)?.[0];
  return { from: cursor - path.length, candidates: files(path, source, quote), quote };
}

function files(prefix: string, source: CompletionSource, quote: string | undefined): readonly string[] {
  const slash = prefix.lastIndexOf('/');
  const directory = prefix.slice(0, slash + 1) || (quote ?? '');
  const plain = quote === undefined ? withoutBackslashes : (text: string) => text.replace(quote, '');
  const start = plain(slash < 0 ? prefix : prefix.slice(slash + 1));
  return source
    .files(plain(prefix.slice(0, slash + 1)))
    .filter((entry) => entry.name.startsWith(start) && (start.startsWith('.') || !entry.name.startsWith('.')))
    .map(
      (entry) =>
        directory +
        (quote === undefined ? escapeName(entry.name) : entry.name) +
        (entry.directory ? '/' : ''),
    )
    .sort();
}

function escapeName(name: string): string {
  return name.replace(/[\s"'\\$`&|;<>()*?[\]{}!#~]/g, '\\$&');
}

function withoutBackslashes(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

/** Where the command that holds the end of `text` begins: after `;`, `|`, `&`, `(`, or a keyword. */
function commandStart(text: string): number {
  let start = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at += 1;
    else if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (';|&(\n`'.includes(char)) start = at + 1;
  }
  const keyword = /^\s*(?:sudo|then|do|else|time|!|exec|nohup)\s+/.exec(text.slice(start));
  return start + (keyword?.[0].length ?? 0);
}

/** Words at blanks outside quotes, as typed. */
function splitWords(text: string): string[] {
  return text.match(/(?:[^\s"'\\]|\\.|"[^"]*"?|'[^']*'?)+/gs) ?? [];
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

/** The longest text that all candidates begin with. */
export function commonPrefix(candidates: readonly string[]): string {
  let prefix = candidates[0] ?? '';
  for (const candidate of candidates) {
    while (!candidate.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}
