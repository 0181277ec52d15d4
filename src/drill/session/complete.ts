import { isFailure } from '../../model/state/index.ts';
import { dynamicFiles, listDirectory, locate, normalizePath, rootOf } from '../../machine/os/index.ts';
import { commandSpecs, completeWords } from '../../tools/commands/index.ts';
import { builtinNames, type Completion, complete, type CompletionSource } from '../../tools/shell/index.ts';
import type { Session } from './session.ts';

const DIRECTORIES = ['/usr/bin', '/usr/sbin', '/usr/local/bin'];

/** Completes the line being edited at a terminal: commands of the image, flags and names from the world, files. */
export function completeLine(session: Session, id: string, text: string, cursor: number): Completion {
  const editing = session.terminal(id)?.editing;
  const node = editing && session.sim.world.nodes.get(editing.node);
  const process = editing && node?.processes.get(editing.pid);
  if (!editing || !node || !process) return { from: cursor, candidates: [] };
  const { world, programs, tables } = session.sim;
  const root = rootOf(node, process.namespaces.root);
  const dynamic = dynamicFiles(
    world,
    node,
    process,
    (directory) => programs.names(root.profile, directory),
    tables,
  );
  const netns = world.namespaces.get(process.namespaces.net);
  const source: CompletionSource = {
    commands: () => [
      ...DIRECTORIES.flatMap((d) => programs.names(root.profile, d)),
      ...builtinNames,
      ...editing.commands,
    ],
    variables: () => editing.variables,
    files(directory) {
      const path = normalizePath(process.cwd, directory.replace(/^~/, '/root') || '.');
      const names = listDirectory(root, dynamic, path);
      if (isFailure(names)) return [];
      return names.map((name) => {
        const found = locate(root, dynamic, `${path}/${name}`);
        return { name, directory: !isFailure(found) && found.node?.type === 'directory' };
      });
    },
    words(before, prefix) {
      const spec = commandSpecs.find(
        (s) =>
          (s.name === before[0] || s.aliases?.includes(before[0])) &&
          (s.profiles?.includes(root.profile) ?? true),
      );
      if (!spec || !netns) return null;
      return completeWords(spec, { world, node, netns }, [...before.slice(1), prefix]);
    },
  };
  return complete(text, cursor, source);
}
