import type { Step } from '../../lib/index.ts';
import { evaluateCondition } from './conditions.ts';
import { executeStatements } from './execute.ts';
import { forkBody, jobGroup } from './execute-process.ts';
import { waitForForeground } from './execute-wait.ts';
import { arithmeticText, evaluateOrThrow, evaluateText } from './expand-arithmetic.ts';
import { ArithmeticError } from './arithmetic.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { LoopJump } from './flow.ts';
import { compilePattern, matchesPattern } from './pattern.ts';
import { closeSubstitutions, withRedirections } from './redirect.ts';
import { complain, type Shell } from './shell.ts';
import {
  type ArithmeticNode,
  type CommandOf,
  type CompoundNode,
  commandText,
  type StatementNode,
} from './syntax.ts';
import { tick } from './traps.ts';
import { writable } from './assign.ts';

/** Runs a compound command with its redirections. */
export function* executeCompound(shell: Shell, node: CompoundNode): Step<number> {
  if (node.type === 'Subshell') return yield* runSubshell(shell, node);
  shell.finalCommand = false;
  const status = yield* withRedirections(shell, node.redirections, () => runBody(shell, node));
  if (shell.substitutions.length > 0) yield* closeSubstitutions(shell);
  return status;
}

function* runBody(shell: Shell, node: Exclude<CompoundNode, { type: 'Subshell' }>): Step<number> {
  switch (node.type) {
    case 'Group':
      return yield* executeStatements(shell, node.body);
    case 'If':
      return yield* runIf(shell, node);
    case 'For':
      return yield* runFor(shell, node);
    case 'CStyleFor':
      return yield* runCountingFor(shell, node);
    case 'While':
    case 'Until':
      return yield* runWhile(shell, node);
    case 'Case':
      return yield* runCase(shell, node);
    case 'ArithmeticCommand':
      return yield* runArithmetic(shell, node.expression);
    case 'ConditionalCommand':
      yield* tick(shell);
      return yield* evaluateCondition(shell, node.expression);
  }
}

function* runSubshell(shell: Shell, node: CommandOf<'Subshell'>): Step<number> {
  yield* tick(shell);
  const text = commandText({
    type: 'Statement',
    pipelines: [{ type: 'Pipeline', commands: [node], negated: false }],
    operators: [],
    background: false,
  });
  const request = {
    descriptors: shell.descriptors,
    group: jobGroup(shell),
    foreground: shell.options.monitor,
  };
  const pid = yield* forkBody(shell, request, (child) =>
    withRedirections(child, node.redirections, () => executeStatements(child, node.body)),
  );
  const end = yield* waitForForeground(shell, [pid], pid, text);
  return end.kind === 'ended' ? end.statuses[0]! : end.status;
}

/** Runs statements whose failure is an answer and not a failure for `set -e`. */
function* test(shell: Shell, statements: readonly StatementNode[]): Step<number> {
  shell.tested += 1;
  try {
    return yield* executeStatements(shell, statements);
  } finally {
    shell.tested -= 1;
  }
}

function* runIf(shell: Shell, node: CommandOf<'If'>): Step<number> {
  for (const clause of node.clauses) {
    if ((yield* test(shell, clause.condition)) === 0) return yield* executeStatements(shell, clause.body);
  }
  return node.elseBody === null ? 0 : yield* executeStatements(shell, node.elseBody);
}

/** One turn of a loop's body: its status, or that the loop ends. Jumps for outer loops go on outwards. */
function* turn(shell: Shell, body: readonly StatementNode[]): Step<{ status: number; leave: boolean }> {
  yield* tick(shell);
  shell.loops += 1;
  try {
    return { status: yield* executeStatements(shell, body), leave: false };
  } catch (error) {
    if (!(error instanceof LoopJump)) throw error;
    if (error.levels > 1 && shell.loops > 1) {
      error.levels -= 1;
      throw error;
    }
    return { status: 0, leave: error.kind === 'break' };
  } finally {
    shell.loops -= 1;
  }
}

function* runFor(shell: Shell, node: CommandOf<'For'>): Step<number> {
  const values = node.words === null ? [...shell.positional] : yield* expandWords(shell, node.words);
  let status = 0;
  for (const value of values) {
    writable(shell, node.variable);
    shell.variables.set(node.variable, value);
    const result = yield* turn(shell, node.body);
    status = result.status;
    if (result.leave) break;
  }
  return status;
}

function* runCountingFor(shell: Shell, node: CommandOf<'CStyleFor'>): Step<number> {
  const evaluate = function* (expression: ArithmeticNode | null): Step<bigint> {
    return expression === null ? 1n : yield* evaluateText(shell, arithmeticText(expression));
  };
  let status = 0;
  if (node.init !== null) yield* evaluate(node.init);
  while ((yield* evaluate(node.condition)) !== 0n) {
    const result = yield* turn(shell, node.body);
    status = result.status;
    if (result.leave) break;
    if (node.update !== null) yield* evaluate(node.update);
  }
  return status;
}

function* runWhile(shell: Shell, node: CommandOf<'While' | 'Until'>): Step<number> {
  let status = 0;
  for (;;) {
    yield* tick(shell);
    let answer = 0;
    shell.loops += 1;
    try {
      answer = yield* test(shell, node.condition);
    } catch (error) {
      if (error instanceof LoopJump && (error.levels <= 1 || shell.loops <= 1)) {
        if (error.kind === 'break') return 0;
        continue;
      }
      if (error instanceof LoopJump) error.levels -= 1;
      throw error;
    } finally {
      shell.loops -= 1;
    }
    if ((answer === 0) !== (node.type === 'While')) return status;
    const result = yield* turn(shell, node.body);
    status = result.status;
    if (result.leave) return status;
  }
}

function* runCase(shell: Shell, node: CommandOf<'Case'>): Step<number> {
  yield* tick(shell);
  const word = yield* expandText(shell, node.word);
  let status = 0;
  let fallThrough = false;
  for (const item of node.items) {
    let hit = fallThrough;
    for (const pattern of item.patterns) {
      if (hit) break;
      const compiled = compilePattern(yield* expandPattern(shell, pattern), {
        fold: shell.options.nocasematch,
      });
      hit = matchesPattern(compiled, word);
    }
    if (!hit) continue;
    status = yield* executeStatements(shell, item.body);
    if (item.terminator === ';;') return status;
    fallThrough = item.terminator === ';&';
  }
  return status;
}

function* runArithmetic(shell: Shell, expression: ArithmeticNode): Step<number> {
  yield* tick(shell);
  try {
    return (yield* evaluateOrThrow(shell, arithmeticText(expression))) === 0n ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ArithmeticError)) throw error;
    yield* complain(shell, `((: ${error.message}`);
    return 1;
  }
}
