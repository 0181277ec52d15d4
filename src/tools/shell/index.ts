/**
 * The command language: parsing (by a library behind `syntax.ts`), expansion, execution, jobs, the line editor and the
 * talk with a person. A shell is the body of a process: a generator over the port of `port.ts`, which somebody who has a
 * world implements. It refuses to know any tool, to keep time, and to draw: the line editor's state says what to show.
 */
export { builtinNames } from './builtins/table.ts';
export { type Completion, type CompletionSource, complete } from './completion.ts';
export { failureText } from './failure-text.ts';
export { expandHistory } from './history.ts';
export {
  cursorColumn,
  type EditorContext,
  type EditorKey,
  type EditorOutcome,
  type EditorState,
  freshEditor,
  listQuestion,
  searchPrompt,
} from './editor-state.ts';
export { editLine, LONGEST_LINE } from './line-editor.ts';
export * from './port.ts';
export { translateRegex } from './posix-regex.ts';
export { compilePattern, matchesPattern } from './pattern.ts';
export { formatDate, formatFloat, formatPrintf, padNumber } from './builtins/printf-format.ts';
export { runShell, type ShellInvocation } from './program.ts';
export { parseSignal, signalNames, signalNumber } from './signals.ts';
export { unescapeEcho } from './quoting.ts';
export { type Parsed, parseShell } from './syntax.ts';
