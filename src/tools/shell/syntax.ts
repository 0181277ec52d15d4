import {
  type CommandNode,
  parse,
  type PipelineNode,
  type ScriptNode,
  type SimpleCommandNode,
  serialize,
  type StatementNode,
  type WordNode,
} from 'just-bash';

// The one file that touches the parser library. Its package exports the main node types only; the others are reached
// through them, so that nothing here depends on how the package is laid out on disk.
export type {
  CommandNode,
  PipelineNode,
  ScriptNode,
  SimpleCommandNode,
  StatementNode,
  WordNode,
} from 'just-bash';

type Nonempty<T> = Exclude<T, null | undefined>;

/** A command of one kind, such as `CommandOf<'For'>`. */
export type CommandOf<Kind extends CommandNode['type']> = Extract<CommandNode, { type: Kind }>;
export type CompoundNode = Exclude<CommandNode, { type: 'SimpleCommand' | 'FunctionDef' }>;
export type WordPart = WordNode['parts'][number];
export type PartOf<Kind extends WordPart['type']> = Extract<WordPart, { type: Kind }>;
export type AssignmentNode = SimpleCommandNode['assignments'][number];
export type RedirectionNode = SimpleCommandNode['redirections'][number];
type HereDocNode = Extract<RedirectionNode['target'], { type: 'HereDoc' }>;
export type ConditionNode = CommandOf<'ConditionalCommand'>['expression'];
export type ArithmeticNode = CommandOf<'ArithmeticCommand'>['expression'];
export type ParameterOperation = Nonempty<PartOf<'ParameterExpansion'>['operation']>;
export type OperationOf<Kind extends ParameterOperation['type']> = Extract<
  ParameterOperation,
  { type: Kind }
>;

/** What a text is to the parser. `unfinished` asks for another line (PS2). */
export type Parsed =
  | { readonly kind: 'script'; readonly script: ScriptNode }
  | { readonly kind: 'unfinished'; readonly reason: string }
  | { readonly kind: 'error'; readonly message: string; readonly line: number };

/**
 * Parses shell text.
 *
 * The library reports an end of input in several ways: errors that name EOF, here-documents that were never closed, an
 * empty command after a trailing operator, and (for an empty `then` list) an unexpected token placed at the very end.
 */
export function parseShell(text: string): Parsed {
  if (endsInBackslash(text)) return { kind: 'unfinished', reason: 'unexpected end of file' };
  const given = harmless(text);
  let script: ScriptNode;
  try {
    script = parse(given);
  } catch (error) {
    return explain(text, withDollars(error instanceof Error ? error.message : String(error)));
  }
  if (given.endsWith(PAD) && holdsPad(script))
    return { kind: 'unfinished', reason: "unexpected EOF while looking for matching `)'" };
  if (given.includes(LONE)) script = withDollars(script);
  if (holdsOpenHereDocument(script)) return { kind: 'unfinished', reason: 'here-document' };
  if (endsInOperator(script)) return { kind: 'unfinished', reason: 'syntax error: unexpected end of file' };
  for (const statement of script.statements) {
    if (statement.deferredError !== undefined) {
      return { kind: 'error', message: tidy(statement.deferredError.message), line: statement.line ?? 1 };
    }
  }
  return { kind: 'script', script };
}

/** Stands for a `$` that begins no expansion while the library parses; a private-use character, which nobody types. */
const LONE = '\ue000';
const ARITHMETIC = /\(\(|\$\[|\$\{[^}]*:/;

/**
 * The library never comes back from a `$` in an arithmetic expression that begins no expansion (`$((a$ ))`), and where the expression is
 * not closed yet it leaves out its last two characters, whatever they are, and can then find such a `$` (`$((a$b`).
 */
function harmless(text: string): string {
  if (!ARITHMETIC.test(text)) return text.replace(/\\.|\$\$|\$(?![\w{(!#?@*'"[-])/gs, mark);
  const within = (at: number) => text.slice(0, at).split('((').length > text.slice(0, at).split('))').length;
  const marked = text.replace(/\\.|\$\$|\$\[|\$(?![\w{(!#?@*'[-])/gs, (found, at) =>
    found === '$[' ? (within(at) ? `${LONE}[` : found) : mark(found),
  );
  return marked + PAD;
}

const mark = (found: string) => (found === '$' ? LONE : found);

/** Blanks that nobody types in this order: what holds them after parsing ran to the end of the text. */
const PAD = '\n \t \t   ';

const holdsPad = (node: unknown): boolean =>
  typeof node === 'string'
    ? node.includes(PAD.slice(0, -2))
    : typeof node === 'object' && node !== null && Object.values(node).some(holdsPad);

/** Every text in a tree, or a text, as it was typed. */
function withDollars<T>(node: T): T {
  if (typeof node === 'string') return node.replaceAll(LONE, '$') as T;
  if (Array.isArray(node)) return node.map(withDollars) as T;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withDollars(value)])) as T;
}

function explain(text: string, raw: string): Parsed {
  const placed = /^Parse error at (\d+):(\d+): (.*)$/s.exec(raw);
  const lexed = /^line (\d+): (.*)$/s.exec(raw);
  const message = placed?.[3] ?? lexed?.[2] ?? raw;
  const line = Number(placed?.[1] ?? lexed?.[1] ?? 1) || 1;
  if (/unexpected EOF/.test(message)) return { kind: 'unfinished', reason: tidy(message) };
  if (/got EOF/.test(message)) return { kind: 'unfinished', reason: 'syntax error: unexpected end of file' };
  if (placed !== null) {
    const rows = text.split('\n');
    const last = rows[rows.length - 1]!;
    const atEnd = line > rows.length || (line === rows.length && Number(placed[2]) > last.length);
    if (atEnd && !endsInWord(text, message)) {
      return { kind: 'unfinished', reason: 'syntax error: unexpected end of file' };
    }
  }
  return { kind: 'error', message: tidy(message), line };
}

/** True where the token that the message complains about really is the text's last word (`if x; then fi`). */
function endsInWord(text: string, message: string): boolean {
  const token = /near unexpected token `(.*)'/.exec(message)?.[1];
  return token !== undefined && text.trimEnd().endsWith(token);
}

function tidy(message: string): string {
  const expected = /^Expected \S+, got (.*)$/.exec(message);
  if (expected !== null) return `syntax error near unexpected token \`${expected[1]}'`;
  return message.replace(/matching '(.)'/, "matching `$1'");
}

function endsInBackslash(text: string): boolean {
  const tail = /\\+$/.exec(text)?.[0] ?? '';
  return tail.length % 2 === 1;
}

function endsInOperator(script: ScriptNode): boolean {
  const statement = script.statements.at(-1);
  const pipeline = statement?.pipelines.at(-1);
  const command = pipeline?.commands.at(-1);
  if (statement === undefined || pipeline === undefined || command?.type !== 'SimpleCommand') return false;
  const empty =
    command.name === null && command.assignments.length === 0 && command.redirections.length === 0;
  return empty && (pipeline.commands.length > 1 || statement.pipelines.length > 1);
}

function holdsOpenHereDocument(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsOpenHereDocument);
  if (typeof node !== 'object' || node === null) return false;
  if ((node as { type?: unknown }).type === 'HereDoc') return (node as HereDocNode).terminated === false;
  return Object.values(node).some(holdsOpenHereDocument);
}

const quotedWords = new Map<string, WordNode>();

/**
 * Parses text as the inside of double quotes, for arithmetic and prompts, whose expansions are done on text.
 * Returns null when it does not parse. Results are kept: loops evaluate the same few expressions many times.
 */
export function parseQuotedText(text: string): WordNode | null {
  const kept = quotedWords.get(text);
  if (kept !== undefined) return kept;
  const parsed = parseShell(`: "${text.replaceAll('"', '\\"')}"`);
  if (parsed.kind !== 'script') return null;
  const command = parsed.script.statements[0]?.pipelines[0]?.commands[0];
  const word = command?.type === 'SimpleCommand' ? command.args[0] : undefined;
  if (word === undefined || command === undefined) return null;
  if (quotedWords.size > 500) quotedWords.clear();
  quotedWords.set(text, word);
  return word;
}

/** The text of a word that is plain literal text, else null. */
export function literalText(word: WordNode): string | null {
  let text = '';
  for (const part of word.parts) {
    if (part.type === 'Literal') text += part.value;
    else if (part.type === 'Glob' && part.pattern === '[') text += '[';
    else return null;
  }
  return text;
}

/** A statement, or one pipeline of it, as text on one line, for job lists. */
export function commandText(statement: StatementNode, pipeline?: PipelineNode): string {
  const shown: StatementNode =
    pipeline === undefined
      ? { ...statement, background: false }
      : { ...statement, background: false, pipelines: [pipeline], operators: [] };
  return serialize({ type: 'Script', statements: [shown] })
    .trim()
    .replaceAll('\n', ' ');
}

/** A command as a script of its own. */
export function scriptOf(statements: readonly StatementNode[]): ScriptNode {
  return { type: 'Script', statements: [...statements] };
}
