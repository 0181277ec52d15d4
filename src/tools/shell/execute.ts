import type { Step } from '../../lib/index.ts';
import { executeCompound } from './execute-compound.ts';
import { executePipeline, startBackground } from './execute-pipeline.ts';
import { executeSimple, runWords } from './execute-simple.ts';
import { LineAbort, ShellExit } from './flow.ts';
import { captureOutput, substituteProcess } from './execute-substitution.ts';
import { complain, type Runner, type Shell, writeTo } from './shell.ts';
import { type CommandNode, parseShell, type ScriptNode, type StatementNode } from './syntax.ts';
import { runErrorTrap } from './traps.ts';
import { ReadonlyVariable } from './variables.ts';

/** Runs statements one after the other; the result is the last one's status. */
export function* executeStatements(shell: Shell, statements: readonly StatementNode[]): Step<number> {
  let status = 0;
  for (const statement of statements) status = yield* executeStatement(shell, statement);
  return status;
}

function* executeStatement(shell: Shell, statement: StatementNode): Step<number> {
  if (statement.line !== undefined && statement.line > 0) shell.line = statement.line;
  if (shell.options.noexec) return 0;
  if (statement.background) return yield* startBackground(shell, statement);
  return yield* executeList(shell, statement);
}

/** Runs pipelines joined by `&&` and `||`. */
export function* executeList(shell: Shell, statement: StatementNode): Step<number> {
  let status = 0;
  for (const [index, pipeline] of statement.pipelines.entries()) {
    const operator = index === 0 ? null : statement.operators[index - 1];
    if (operator === '&&' && status !== 0) continue;
    if (operator === '||' && status === 0) continue;
    const last = index === statement.pipelines.length - 1;
    if (!last) shell.tested += 1;
    try {
      status = yield* executePipeline(shell, statement, pipeline);
    } finally {
      if (!last) shell.tested -= 1;
    }
    shell.status = status;
    if (last && status !== 0 && !pipeline.negated && shell.tested === 0) yield* onFailure(shell, status);
  }
  return status;
}

/** `set -e` and the ERR trap. */
function* onFailure(shell: Shell, status: number): Step<void> {
  yield* runErrorTrap(shell);
  shell.status = status;
  if (shell.options.errexit) throw new ShellExit(status);
}

/** Runs one command of a pipeline in this shell. */
export function* executeCommand(shell: Shell, command: CommandNode): Step<number> {
  if (command.type === 'SimpleCommand') return yield* executeSimple(shell, command);
  if (command.type === 'FunctionDef') {
    shell.functions.set(command.name, command);
    return 0;
  }
  return yield* executeCompound(shell, command);
}

/**
 * Parses and runs text in this shell. Statements before a syntax error on a later line run first, as a shell that reads
 * line by line would do; a mild failure skips the rest of its line.
 */
function* executeText(shell: Shell, text: string, source: string): Step<number> {
  const parsed = parseShell(text);
  if (parsed.kind === 'script') return yield* executeByLine(shell, parsed.script);
  const reason = parsed.kind === 'error' ? parsed.message : parsed.reason;
  const rows = text.split('\n');
  const line = parsed.kind === 'error' ? parsed.line : rows.length;
  if (parsed.kind === 'unfinished' && reason === 'here-document') {
    return yield* executeText(shell, `${text}\n${openDelimiter(text)}\n`, source);
  }
  if (line > 1) {
    const before = parseShell(rows.slice(0, line - 1).join('\n'));
    if (before.kind === 'script') yield* executeByLine(shell, before.script);
  }
  shell.line = line;
  yield* complainOfSyntax(shell, reason, rows[line - 1] ?? '', source, parsed.kind === 'error');
  return 2;
}

function* executeByLine(shell: Shell, script: ScriptNode): Step<number> {
  let status = 0;
  let skipped = 0;
  for (const statement of script.statements) {
    if (skipped > 0 && firstLine(statement) <= skipped) continue;
    try {
      status = yield* executeStatement(shell, statement);
    } catch (error) {
      const abort = error instanceof ReadonlyVariable ? new LineAbort(1, error.message, true) : error;
      if (!(abort instanceof LineAbort) || !abort.mild || shell.interactive) throw abort;
      if (abort.text !== null) yield* complain(shell, abort.text);
      status = abort.status;
      skipped = Math.max(1, firstLine(statement));
    }
    shell.status = status;
  }
  return status;
}

/** The line that a statement begins on; the parser notes it on commands only, and not on all kinds. */
function firstLine(statement: StatementNode): number {
  return statement.line ?? statement.pipelines[0]?.commands[0]?.line ?? 0;
}

/** The delimiter of a here-document that the text never closes; bash takes what there is, with a warning. */
function openDelimiter(text: string): string {
  const all = [...text.matchAll(/<<-?\s*(["']?)([^\s"'<>|&;()]+)\1/g)];
  return all.at(-1)?.[2] ?? 'EOF';
}

/** Bash's words for a syntax error: a script's line is shown again after the message. */
function* complainOfSyntax(
  shell: Shell,
  reason: string,
  row: string,
  source: string,
  quote: boolean,
): Step<void> {
  const place = shell.interactive
    ? ''
    : source === '-c'
      ? `-c: line ${shell.line}: `
      : `line ${shell.line}: `;
  const name = shell.messageName.replace(/:$/, '');
  yield* writeTo(shell, 2, `${name}: ${place}${reason}\n`);
  if (quote && !shell.interactive && reason.startsWith('syntax error')) {
    yield* writeTo(shell, 2, `${name}: ${place}\`${row}'\n`);
  }
}

/** The executor, for the rooms of the shell that run commands. */
export const runner: Runner = {
  script: (shell, script) => executeStatements(shell, script.statements),
  text: executeText,
  capture: captureOutput,
  substituteProcess,
  words: runWords,
};
