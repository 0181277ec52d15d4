import type { Step } from '../../lib/index.ts';
import { expandQuoted, expandText, expandWords } from './expand.ts';
import { failureText } from './failure-text.ts';
import { type Attempt, isFailure, type OpenMode } from './port.ts';
import { complain, refuse, type Shell } from './shell.ts';
import type { RedirectionNode } from './syntax.ts';

/**
 * Runs `body` with redirections in force and takes them back afterwards. A redirection that fails is complained about,
 * and the body does not run: status 1.
 */
export function* withRedirections(
  shell: Shell,
  redirections: readonly RedirectionNode[],
  body: () => Step<number>,
): Step<number> {
  if (redirections.length === 0) return yield* body();
  const saved = shell.descriptors;
  const opened: number[] = [];
  shell.descriptors = new Map(saved);
  const restore = function* (): Step<void> {
    shell.descriptors = saved;
    for (const descriptor of opened) yield* shell.port.close(descriptor);
  };
  try {
    for (const redirection of redirections) {
      const problem = yield* redirect(shell, redirection, opened);
      if (problem === null) continue;
      shell.descriptors = saved;
      yield* complain(shell, problem);
      yield* restore();
      return 1;
    }
    const status = yield* body();
    yield* restore();
    return status;
  } catch (error) {
    yield* restore();
    throw error;
  }
}

/** Applies redirections for good, as `exec` without a command does. Returns a complaint, or null. */
export function* redirectForGood(
  shell: Shell,
  redirections: readonly RedirectionNode[],
): Step<string | null> {
  const before = new Set(shell.descriptors.values());
  const opened: number[] = [];
  for (const redirection of redirections) {
    const problem = yield* redirect(shell, redirection, opened);
    if (problem !== null) return problem;
  }
  const used = new Set(shell.descriptors.values());
  for (const descriptor of [...before, ...opened])
    if (!used.has(descriptor)) yield* shell.port.close(descriptor);
  return null;
}

const modes: Readonly<Record<string, OpenMode>> = {
  '<': 'read',
  '>': 'write',
  '>|': 'write',
  '>>': 'append',
  '<>': 'read-write',
  '&>': 'write',
  '&>>': 'append',
};

/** Applies one redirection to `shell.descriptors`; returns what to complain about, or null. */
function* redirect(shell: Shell, node: RedirectionNode, opened: number[]): Step<string | null> {
  const number = yield* targetNumber(shell, node);
  const { target } = node;
  if (target.type === 'HereDoc') {
    const raw = target.quoted
      ? yield* expandText(shell, target.content)
      : yield* expandQuoted(shell, target.content);
    const descriptor = yield* shell.port.openText(target.stripTabs ? raw.replace(/^\t+/gm, '') : raw);
    opened.push(descriptor);
    shell.descriptors.set(number, descriptor);
    return null;
  }
  if (node.operator === '<<<') {
    const descriptor = yield* shell.port.openText(`${yield* expandText(shell, target)}\n`);
    opened.push(descriptor);
    shell.descriptors.set(number, descriptor);
    return null;
  }
  const words = yield* expandWords(shell, [target]);
  if (words.length !== 1) return 'ambiguous redirect';
  const word = words[0]!;
  if (node.operator === '>&' || node.operator === '<&') {
    if (/^\d+-?$|^-$/.test(word)) return duplicate(shell, number, word);
    if (node.operator === '<&' || node.fd !== null) return `${word}: ambiguous redirect`;
  }
  const both = node.operator === '&>' || node.operator === '&>>' || node.operator === '>&';
  const mode = modes[node.operator] ?? 'write';
  if (mode === 'write' && node.operator === '>' && shell.options.noclobber) {
    const status = yield* shell.port.status(word, { follow: true });
    if (!isFailure(status) && status.kind === 'file') return `${word}: cannot overwrite existing file`;
  }
  const descriptor = yield* openPath(shell, word, mode);
  if (isFailure(descriptor)) return `${word}: ${failureText(descriptor.errno)}`;
  opened.push(descriptor);
  shell.descriptors.set(both ? 1 : number, descriptor);
  if (both) shell.descriptors.set(2, descriptor);
  return null;
}

function* targetNumber(shell: Shell, node: RedirectionNode): Step<number> {
  if (node.fdVariable !== undefined) {
    if (node.target.type === 'Word' && (yield* expandText(shell, node.target)) === '-') {
      return Number(shell.variables.get(node.fdVariable) ?? -1);
    }
    let free = 10;
    while (shell.descriptors.has(free)) free += 1;
    shell.variables.set(node.fdVariable, String(free));
    return free;
  }
  return node.fd ?? (node.operator.startsWith('<') ? 0 : 1);
}

/** `n>&m`, `n>&m-` (moves) and `n>&-` (closes). */
function duplicate(shell: Shell, number: number, word: string): string | null {
  if (word === '-') {
    shell.descriptors.delete(number);
    return null;
  }
  const source = Number.parseInt(word, 10);
  const descriptor = shell.descriptors.get(source);
  if (descriptor === undefined) return `${source}: Bad file descriptor`;
  shell.descriptors.set(number, descriptor);
  if (word.endsWith('-') && source !== number) shell.descriptors.delete(source);
  return null;
}

/**
 * Opens a file for the shell itself. `/dev/fd/N` means the shell's own numbering; a `<(...)` pipe passes to whoever
 * opens it, so that it is closed once.
 */
export function* openPath(shell: Shell, path: string, mode: OpenMode): Step<Attempt<number>> {
  if (/^\/dev\/(tcp|udp)\//.test(path)) return yield* refuse(shell, path);
  const named: Readonly<Record<string, number>> = { '/dev/stdin': 0, '/dev/stdout': 1, '/dev/stderr': 2 };
  const number = named[path] ?? Number(/^\/dev\/fd\/(\d+)$/.exec(path)?.[1] ?? Number.NaN);
  if (Number.isNaN(number)) return yield* shell.port.open(path, mode);
  const descriptor = shell.descriptors.get(number);
  if (descriptor === undefined) return { errno: 'ENOENT' };
  const at = shell.substitutions.indexOf(number);
  if (at < 0) return yield* shell.port.duplicate(descriptor);
  shell.substitutions.splice(at, 1);
  shell.descriptors.delete(number);
  return descriptor;
}

/** Closes the pipes of `<(...)` that the finished command used. */
export function* closeSubstitutions(shell: Shell): Step<void> {
  for (const number of shell.substitutions.splice(0)) {
    const descriptor = shell.descriptors.get(number);
    shell.descriptors.delete(number);
    if (descriptor !== undefined) yield* shell.port.close(descriptor);
  }
}
