import type { Step } from '../../lib/index.ts';
import { isFailure } from './port.ts';
import type { Shell } from './shell.ts';

/** Finds a program as execvp(3) would: names with a slash as they are, others along PATH. Null when there is none. */
export function* lookupProgram(
  shell: Shell,
  name: string,
  path = shell.variables.get('PATH'),
): Step<string | null> {
  if (name.includes('/')) return name;
  if (name === '') return null;
  for (const found of yield* programsNamed(shell, name, path ?? '', true)) return found;
  return null;
}

/** All programs of that name along PATH, or only the first. */
export function* programsNamed(shell: Shell, name: string, path: string, firstOnly = false): Step<string[]> {
  const out: string[] = [];
  for (const directory of path.split(':')) {
    const file = `${directory === '' ? '.' : directory}/${name}`;
    const status = yield* shell.port.status(file, { follow: true });
    if (isFailure(status) || status.kind !== 'file' || !(yield* shell.port.access(file, 'execute'))) continue;
    out.push(file);
    if (firstOnly) return out;
  }
  return out;
}
