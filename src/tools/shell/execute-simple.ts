import type { Step } from '../../lib/index.ts';
import { expandAlias } from './aliases.ts';
import { assign } from './assign.ts';
import { builtins } from './builtins/table.ts';
import { type DeclarationWord, declare, declarationNames, readDeclarationWord } from './builtins/declare.ts';
import { callFunction } from './execute-function.ts';
import { executeCommand } from './execute.ts';
import { runProgram } from './execute-program.ts';
import { expandText, expandWords } from './expand.ts';
import { closeSubstitutions, redirectForGood, withRedirections } from './redirect.ts';
import { complain, type Shell, writeTo } from './shell.ts';
import { literalText, type RedirectionNode, type SimpleCommandNode, type WordNode } from './syntax.ts';
import { quoteForReuse } from './quoting.ts';
import { tick } from './traps.ts';
import type { Variable } from './variables.ts';

/** Runs one simple command: aliases, expansion, assignments, redirections, then a function, builtin or program. */
export function* executeSimple(shell: Shell, node: SimpleCommandNode): Step<number> {
  yield* tick(shell);
  if (node.line !== undefined && node.line > 0) shell.line = node.line;
  const aliased = expandAlias(shell, node);
  if (aliased !== null) return yield* executeCommand(shell, aliased);
  const final = shell.finalCommand;
  shell.finalCommand = false;
  shell.substituted = null;
  const status = yield* runSimple(shell, node, final);
  if (shell.substitutions.length > 0) yield* closeSubstitutions(shell);
  return status;
}

function* runSimple(shell: Shell, node: SimpleCommandNode, final: boolean): Step<number> {
  const declaration = declarationName(node);
  if (declaration !== null && node.name !== null) {
    const words: DeclarationWord[] = [];
    for (const word of node.args) words.push(...(yield* readDeclarationWord(shell, word)));
    yield* trace(shell, [declaration, ...words.map((word) => word.text)]);
    return yield* withRedirections(shell, node.redirections, () => declare(shell, declaration, words));
  }
  const name = node.name;
  const words: string[] = name === null ? [] : yield* expandWords(shell, [name, ...node.args]);
  if (words.length === 0) {
    for (const assignment of node.assignments) yield* assign(shell, assignment);
    if (shell.options.xtrace) yield* traceAssignments(shell, node);
    const status = yield* withRedirections(shell, node.redirections, function* () {
      return 0;
    });
    return status !== 0 ? status : (shell.substituted ?? 0);
  }
  yield* trace(shell, words);
  if (words[0] === 'exec') return yield* runExec(shell, words.slice(1), node.redirections);
  return yield* withRedirections(shell, node.redirections, () =>
    withAssignments(shell, node, words[0]!, () => runResolved(shell, words, { functions: true, final })),
  );
}

function declarationName(node: SimpleCommandNode): string | null {
  if (node.name === null || node.assignments.length > 0) return null;
  const text = literalText(node.name);
  return text !== null && declarationNames.has(text) ? text : null;
}

/** `NAME=value command`: the assignment holds for that command only. */
function* withAssignments(
  shell: Shell,
  node: SimpleCommandNode,
  name: string,
  body: () => Step<number>,
): Step<number> {
  if (node.assignments.length === 0) return yield* body();
  const saved = new Map<string, Variable | undefined>();
  const special = name === ':' || name === '.' || name === 'eval' || name === 'set';
  for (const assignment of node.assignments) {
    const known = shell.variables.find(assignment.name);
    if (!saved.has(assignment.name))
      saved.set(assignment.name, known === undefined ? undefined : { ...known });
    yield* assign(shell, assignment);
    const variable = shell.variables.find(assignment.name);
    if (variable !== undefined) variable.exported = true;
  }
  const restore = (): void => {
    if (special) return;
    for (const [variable, before] of saved) {
      const now = shell.variables.find(variable);
      if (before === undefined) shell.variables.unset(variable);
      else if (now !== undefined) Object.assign(now, { exported: undefined }, before);
    }
  };
  try {
    return yield* body();
  } finally {
    restore();
  }
}

/** Runs words as a command: a function, a builtin, else a program. */
function* runResolved(
  shell: Shell,
  words: readonly string[],
  options: { readonly functions: boolean; readonly final: boolean },
): Step<number> {
  const name = words[0]!;
  const definition = options.functions ? shell.functions.get(name) : undefined;
  if (definition !== undefined) return yield* callFunction(shell, definition, words.slice(1));
  const builtin = builtins.get(name);
  if (builtin !== undefined) return yield* builtin(shell, words.slice(1), name);
  return yield* runProgram(shell, words, options.final);
}

/** The executor's entry for builtins that run a command given as words. */
export function runWords(
  shell: Shell,
  words: readonly string[],
  options: { functions: boolean },
): Step<number> {
  return runResolved(shell, words, { functions: options.functions, final: false });
}

/** `exec`: replaces the shell by a program, or keeps the redirections. */
function* runExec(
  shell: Shell,
  args: readonly string[],
  redirections: readonly RedirectionNode[],
): Step<number> {
  const problem = yield* redirectForGood(shell, redirections);
  if (problem !== null) {
    yield* complain(shell, problem);
    return 1;
  }
  const words = args[0] === '--' ? args.slice(1) : args;
  if (words.length === 0) return 0;
  return yield* runProgram(shell, words, true, 'exec: ');
}

function* trace(shell: Shell, words: readonly string[]): Step<void> {
  if (!shell.options.xtrace) return;
  yield* writeTo(shell, 2, `${shell.variables.get('PS4') ?? ''}${words.map(quoteForReuse).join(' ')}\n`);
}

function* traceAssignments(shell: Shell, node: SimpleCommandNode): Step<void> {
  for (const assignment of node.assignments) {
    const value: WordNode | null = assignment.value;
    const text =
      value === null
        ? ''
        : quoteForReuse(shell.variables.get(assignment.name) ?? (yield* expandText(shell, value)));
    yield* writeTo(
      shell,
      2,
      `${shell.variables.get('PS4') ?? ''}${assignment.name}=${value === null ? '()' : text === "''" ? '' : text}\n`,
    );
  }
}
