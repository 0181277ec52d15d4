import { isFailure, type Node, type SystemdUnit } from '../../model/state/index.ts';
import { imageFile, listDirectory, parseUnitFile, readText, rootOf, NO_DYNAMIC } from '../os/index.ts';

/** Search path of unit files, the first hit wins (systemd.unit(5)). */
const UNIT_PATHS = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
];

/** Text and place of a unit as it stands on disk: fragment and drop-ins joined. */
export function readUnit(
  node: Node,
  name: string,
): { text: string; path: string; dropIns: string[] } | undefined {
  const root = rootOf(node, node.hostRoot);
  for (const directory of UNIT_PATHS) {
    const path = `${directory}/${name}`;
    const text = readText(root, NO_DYNAMIC, path);
    if (isFailure(text)) continue;
    const dropIns: string[] = [];
    let whole = text;
    for (const place of UNIT_PATHS) {
      const names = listDirectory(root, NO_DYNAMIC, `${place}/${name}.d`);
      if (isFailure(names)) continue;
      for (const file of names) {
        if (!file.endsWith('.conf')) continue;
        const extra = readText(root, NO_DYNAMIC, `${place}/${name}.d/${file}`);
        if (isFailure(extra)) continue;
        dropIns.push(`${place}/${name}.d/${file}`);
        whole += `\n${extra}`;
      }
    }
    return { text: whole, path, dropIns };
  }
  return undefined;
}

/** The unit as systemd knows it, loading it on first mention. */
export function loadUnit(node: Node, name: string): SystemdUnit | undefined {
  const known = node.units.get(name);
  if (known) return known;
  const found = readUnit(node, name);
  if (!found) return undefined;
  const unit: SystemdUnit = {
    name,
    loaded: found.text,
    fragmentPath: found.path,
    dropIns: found.dropIns,
    enabled: isEnabled(node, name),
    state: 'inactive',
    subState: 'dead',
    mainPid: 0,
    since: 0,
    result: 'success',
    exitStatus: 0,
    restarts: 0,
  };
  node.units.set(name, unit);
  return unit;
}

/** Links to the units that come up with the machine. */
const WANTS = '/etc/systemd/system/multi-user.target.wants';

function isEnabled(node: Node, name: string): boolean {
  const names = listDirectory(rootOf(node, node.hostRoot), NO_DYNAMIC, WANTS);
  return !isFailure(names) && names.includes(name);
}

/** Whether the distribution enables it on installation (systemd.preset(5)). */
export function isPresetEnabled(node: Node, name: string): boolean {
  return imageFile(rootOf(node, node.hostRoot).profile, `${WANTS}/${name}`) !== undefined;
}

/** Whether it is the distribution that lets a unit come up, not somebody who set this machine up. */
export function isOfImage(node: Node, name: string): boolean {
  const untouched = rootOf(node, node.hostRoot).upper.get(`${WANTS}/${name}`) === undefined;
  return untouched && isPresetEnabled(node, name);
}

/**
 * Whether the file or a drop-in changed, came or went since systemd read them: `systemctl` then says to run daemon-reload. systemd
 * compares times of change (unit.c, `unit_need_daemon_reload`); here a file that was written anew with the same text is no change.
 */
export function needsReload(node: Node, unit: SystemdUnit): boolean {
  return readUnit(node, unit.name)?.text !== unit.loaded;
}

/** Enabled units, ordered so that `After=` holds. */
export function enabledUnits(node: Node): string[] {
  const names = listDirectory(rootOf(node, node.hostRoot), NO_DYNAMIC, WANTS);
  const wanted = isFailure(names) ? [] : names.filter((name) => name.endsWith('.service'));
  const after = new Map(wanted.map((name) => [name, parseUnitFile(readUnit(node, name)?.text ?? '').after]));
  return wanted.sort((a, b) => {
    if (after.get(a)?.includes(b)) return 1;
    if (after.get(b)?.includes(a)) return -1;
    return a < b ? -1 : 1;
  });
}

/** daemon-reload: every unit as it now stands on disk. */
export function reloadAll(node: Node | undefined): void {
  if (!node) return;
  for (const unit of node.units.values()) {
    const found = readUnit(node, unit.name);
    if (found) Object.assign(unit, { loaded: found.text, fragmentPath: found.path, dropIns: found.dropIns });
  }
}

/** Makes or removes the link below multi-user.target.wants. */
export function enable(node: Node, name: string, on: boolean): void {
  const unit = loadUnit(node, name);
  if (!unit) return;
  unit.enabled = on;
  const root = rootOf(node, node.hostRoot);
  const link = `${WANTS}/${name}`;
  if (!on) {
    if (imageFile(root.profile, link)) root.upper.set(link, null);
    else root.upper.delete(link);
  } else
    root.upper.set(
      link,
      Object.freeze({ type: 'symlink', content: unit.fragmentPath, mode: 0o777, uid: 0, modified: 0 }),
    );
}
