import type { ProcessNamespaces } from '../../model/state/index.ts';
import { dynamicFiles, type DynamicFiles } from '../os/index.ts';
import type { CallContext } from './call.ts';

/** The computed part of a process's file system: /proc, /sys, and the image's programs. */
export function fileSystem(
  c: CallContext,
  namespaces: ProcessNamespaces = c.process.namespaces,
): DynamicFiles {
  const profile = c.node.roots.get(namespaces.root)?.profile;
  return dynamicFiles(
    c.sim.world,
    c.node,
    { namespaces, pid: c.process.pid },
    (directory) => (profile ? c.sim.programs.names(profile, directory) : []),
    c.sim.tables,
  );
}
