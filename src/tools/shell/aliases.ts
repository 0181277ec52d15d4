import type { Shell } from './shell.ts';
import { type CommandNode, literalText, parseShell, scriptOf, type SimpleCommandNode } from './syntax.ts';

/** Names whose alias is being expanded: an alias that names itself is not expanded again. */
const expanding = new WeakMap<SimpleCommandNode, ReadonlySet<string>>();

/**
 * Puts an alias's text in place of the command's name; null where there is no alias. The rest of the command goes to
 * the last simple command of the text. A text that ends in a blank lets the next word be an alias too (`sudo `).
 */
export function expandAlias(shell: Shell, node: SimpleCommandNode): CommandNode | null {
  if (!shell.options.expandAliases || shell.aliases.size === 0 || node.name === null) return null;
  const name = literalText(node.name);
  if (name === null || expanding.get(node)?.has(name)) return null;
  const value = shell.aliases.get(name);
  if (value === undefined) return null;
  let text = value;
  const [next, ...rest] = node.args;
  const nextName = next === undefined ? null : literalText(next);
  const nextValue = nextName === null || !/[ \t]$/.test(value) ? undefined : shell.aliases.get(nextName);
  if (nextValue !== undefined) text += nextValue;
  const parsed = parseShell(text);
  if (parsed.kind !== 'script') return null;
  const last = parsed.script.statements.at(-1)?.pipelines.at(-1)?.commands.at(-1);
  if (last?.type !== 'SimpleCommand') return null;
  last.args.push(...(nextValue === undefined ? node.args : rest));
  last.redirections.push(...node.redirections);
  last.assignments.unshift(...node.assignments);
  last.line = node.line;
  const known = new Set([...(expanding.get(node) ?? []), name]);
  expanding.set(last, known);
  if (parsed.script.statements.length === 1 && parsed.script.statements[0]!.pipelines.length === 1) {
    const [pipeline] = parsed.script.statements[0]!.pipelines;
    if (pipeline!.commands.length === 1 && !pipeline!.negated) return last;
  }
  return { type: 'Group', body: scriptOf(parsed.script.statements).statements, redirections: [] };
}
