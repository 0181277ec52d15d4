import type { Step } from '../../lib/index.ts';
import { compilePattern, hasGlob, matchesPattern } from './pattern.ts';
import { isFailure } from './port.ts';
import type { Shell } from './shell.ts';

/**
 * Expands a file name pattern (backslash-quoted) to the sorted names that match; empty when none does. Hidden names need
 * a pattern that begins with a dot, and a slash is only matched by a slash.
 */
export function* expandPaths(shell: Shell, pattern: string): Step<string[]> {
  const absolute = pattern.startsWith('/');
  const pieces = pattern.split('/').filter((piece, index, all) => piece !== '' || index === all.length - 1);
  let found: string[] = [absolute ? '/' : ''];
  for (const [index, piece] of pieces.entries()) {
    const last = index === pieces.length - 1;
    const next: string[] = [];
    for (const base of found) {
      if (piece === '') next.push(base);
      else if (piece === '**' && shell.options.globstar) next.push(...(yield* descend(shell, base, last)));
      else if (hasGlob(piece)) next.push(...(yield* matchesIn(shell, base, piece, last)));
      else if (yield* exists(shell, base + unquote(piece)))
        next.push(base + unquote(piece) + (last ? '' : '/'));
    }
    found = next;
  }
  return found.sort(compareNames);
}

function* matchesIn(shell: Shell, base: string, piece: string, last: boolean): Step<string[]> {
  const names = yield* shell.port.list(base === '' ? '.' : base);
  if (isFailure(names)) return [];
  const compiled = compilePattern(piece, { fold: shell.options.nocaseglob });
  const hidden = shell.options.dotglob || piece.startsWith('.') || piece.startsWith('\\.');
  const out: string[] = [];
  for (const name of names) {
    if ((name.startsWith('.') && !hidden) || !matchesPattern(compiled, name)) continue;
    if (last) out.push(base + name);
    else if (yield* isDirectory(shell, base + name)) out.push(`${base}${name}/`);
  }
  return out;
}

/** `**`: the directory itself and everything below; as the last piece also files. */
function* descend(shell: Shell, base: string, last: boolean): Step<string[]> {
  const out: string[] = base === '' && last ? [] : [base];
  const names = yield* shell.port.list(base === '' ? '.' : base);
  if (isFailure(names)) return out;
  for (const name of names) {
    if (name.startsWith('.')) continue;
    const status = yield* shell.port.status(base + name, { follow: false });
    if (isFailure(status)) continue;
    if (status.kind === 'directory') {
      if (last) out.push(base + name);
      const below = yield* descend(shell, `${base}${name}/`, last);
      out.push(...(last ? below.slice(1) : below));
    } else if (last) out.push(base + name);
  }
  return out;
}

function* exists(shell: Shell, path: string): Step<boolean> {
  return !isFailure(yield* shell.port.status(path, { follow: false }));
}

function* isDirectory(shell: Shell, path: string): Step<boolean> {
  const status = yield* shell.port.status(path, { follow: true });
  return !isFailure(status) && status.kind === 'directory';
}

/** Takes backslash quoting away. */
function unquote(pattern: string): string {
  return pattern.replace(/\\(.)/gs, '$1');
}

/** The C locale's order, which all images here run in: code points. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
