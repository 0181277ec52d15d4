import { isFailure, type Node, type World } from '../../../model/state/index.ts';
import { NO_DYNAMIC, install, readText, rootOf } from '../../../machine/os/index.ts';

const UNIT = '/usr/lib/systemd/system/docker.service';

/** The text of docker.service as it stands on disk. */
function unitText(node: Node): string {
  const text = readText(rootOf(node, node.hostRoot), NO_DYNAMIC, UNIT);
  return isFailure(text) ? '' : text;
}

/** Sets or removes a dockerd flag in the unit file. */
export function setUnitFlag(world: World, node: Node, flag: string, value: string | undefined): void {
  const without = unitText(node).replace(new RegExp(`^(ExecStart=.*?)\\s--${flag}[= ]\\S+`, 'm'), '$1');
  const text = value === undefined ? without : without.replace(/^(ExecStart=.*)$/m, `$1 --${flag}=${value}`);
  install(world, rootOf(node, node.hostRoot), UNIT, text);
}
