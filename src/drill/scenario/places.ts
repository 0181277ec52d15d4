import type { Node, ProcessNamespaces, World } from '../../model/state/index.ts';
import { containerNamespaces, diskOf } from '../../machine/docker/index.ts';
import { lookupNetnsByName } from '../../network/kernel/index.ts';
import type { Scenario } from './schema.ts';

/** Where a command runs. */
export interface Place {
  name: string;
  node: Node;
  namespaces: ProcessNamespaces;
}

/**
 * Finds a place by name: a node, a name the scenario gives, or a running container of any node. A container that does not run
 * has no place; `undefined` then.
 */
export function findPlace(world: World, scenario: Scenario, name: string): Place | undefined {
  const node = world.nodes.get(name);
  if (node) return { name, node, namespaces: hostNamespaces(node) };
  const given = scenario.places?.[name];
  if (given) {
    const home = world.nodes.get(given.node);
    if (!home) return undefined;
    const net = given.netns === undefined ? home.initNetns : netnsOf(world, home, given.netns);
    if (net === undefined) return undefined;
    const root = given.root ?? home.hostRoot;
    return { name, node: home, namespaces: { net, root, uts: given.root ?? 'host', pid: '' } };
  }
  for (const home of world.nodes.values()) {
    if (!home.disk.has('docker')) continue;
    // After a reset the engine's notes still call it running, until the engine reads them again.
    for (const container of diskOf(world, home).containers.values())
      if (
        container.name === name &&
        home.processes.has(container.pid) &&
        world.namespaces.has(container.netns)
      )
        return {
          name,
          node: home,
          namespaces: containerNamespaces(container),
        };
  }
  return undefined;
}

export function hostNamespaces(node: Node): ProcessNamespaces {
  return { net: node.initNetns, root: node.hostRoot, uts: 'host', pid: '' };
}

function netnsOf(world: World, node: Node, name: string): number | undefined {
  const overlay = /^overlay:(.+)$/.exec(name);
  if (!overlay)
    return (
      lookupNetnsByName(world, node.name, name) ??
      lookupNetnsByName(world, node.name, `/var/run/netns/${name}`)
    )?.id;
  for (const netns of world.namespaces.values()) {
    if (netns.node !== node.name) continue;
    // A network's sandbox is named after the epoch and ten digits of the network's id.
    if (netns.names.some((n) => /^\d+-[0-9a-f]{10}$/.test(n))) return netns.id;
  }
  return undefined;
}

/** Names a session may use, in the order a person would list them. */
export function placeNames(world: World, scenario: Scenario): string[] {
  const names = [...world.nodes.keys(), ...Object.keys(scenario.places ?? {})];
  for (const node of world.nodes.values())
    if (node.disk.has('docker'))
      for (const container of diskOf(world, node).containers.values())
        if (!names.includes(container.name)) names.push(container.name);
  return names;
}

/** Whether nobody may type on the machine of a place, in this drill. */
export function isLocked(scenario: Scenario, place: Place): boolean {
  return scenario.drill?.locked?.includes(place.node.name) ?? false;
}
