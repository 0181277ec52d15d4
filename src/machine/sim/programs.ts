import type { Node, Process } from '../../model/state/index.ts';
import type { ProgramEntry, ProgramTable } from '../os/index.ts';

/** Name of a program in the table: the last part of its path, without the dash of a login shell. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^-/, '');
}

/** What the program table has for a process, or for one that is about to start. */
export function programOf(
  programs: ProgramTable,
  node: Node,
  { argv, standIn, namespaces }: Pick<Process, 'argv' | 'standIn' | 'namespaces'>,
): ProgramEntry | undefined {
  const profile = node.roots.get(namespaces.root)?.profile;
  return profile && programs.find(baseName((standIn ?? argv)[0]), profile);
}
