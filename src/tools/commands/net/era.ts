import { toolEra, type ToolEra } from '../../../machine/formats/index.ts';
import { rootOf, type Sys } from '../../../machine/os/index.ts';

/** Which family of network tools a process has: that of the image it sees as its root. */
export function eraOf(sys: Sys): ToolEra {
  return toolEra(rootOf(sys.node, sys.process.namespaces.root).profile);
}
