import {
  lookupDevice,
  namespaceOf,
  type NetDevice,
  type NetworkNamespace,
  type Node,
} from '../../model/state/index.ts';
import { diskOf } from '../../machine/docker/index.ts';
import type { Simulation } from '../../machine/sim/index.ts';
import { findPlace, hostNamespaces } from './places.ts';
import { runScript } from './run-script.ts';
import type { Scenario } from './schema.ts';

/** A world together with the scenario it was built from. */
export interface Lab {
  sim: Simulation;
  scenario: Scenario;
}

/** Machines that run a Docker engine, in the scenario's order. */
export function engineNodes(lab: Lab): Node[] {
  return [...lab.sim.world.nodes.values()].filter((node) => node.disk.has('docker'));
}

/** Names of a node's containers that have no restart policy: those somebody starts by hand. */
export function handStarted(lab: Lab, node: Node): string[] {
  return [...diskOf(lab.sim.world, node).containers.values()]
    .filter((c) => c.request.restart.name === 'no')
    .map((c) => c.name);
}

export function nodeNamed(lab: Lab, name: string): Node {
  const node = lab.sim.world.nodes.get(name);
  if (!node) throw new Error(`no node ${name}`);
  return node;
}

/** The host's own network namespace. */
export function hostNetns(lab: Lab, node: Node): NetworkNamespace {
  return namespaceOf(lab.sim.world, node.initNetns);
}

/** The card with the address other hosts use. */
export function underlayCard(node: Node): string {
  return node.nics[0]?.name ?? '';
}

/** The namespace of an overlay on a host, found by the network's name; `undefined` while no container has joined. */
export function overlayNetns(lab: Lab, node: Node): NetworkNamespace | undefined {
  for (const netns of lab.sim.world.namespaces.values())
    if (netns.node === node.name && netns.names.some((n) => /^\d+-[0-9a-f]{10}$/.test(n))) return netns;
  return undefined;
}

/** Name of the overlay that a host's sandbox belongs to, as the endpoints of its containers have it. */
function overlayName(lab: Lab, node: Node): string | undefined {
  const id = overlayNetns(lab, node)?.names.flatMap(
    (name) => /^\d+-([0-9a-f]{10})$/.exec(name)?.[1] ?? [],
  )[0];
  return [...diskOf(lab.sim.world, node).containers.values()]
    .flatMap(({ endpoints }) => endpoints)
    .find(({ networkId }) => id !== undefined && networkId.startsWith(id))?.networkName;
}

/** `host130/net:net1`: how a diagnosis names a host's end of the overlay; `undefined` where it has none. */
export function overlayPlace(lab: Lab, node: Node): string | undefined {
  const name = overlayName(lab, node);
  return name === undefined ? undefined : `${node.name}/net:${name}`;
}

/** `host130/net:net1/vxlan0` of every host, each a site of its own: where causes about tunnels sit. */
export function tunnelSites(lab: Lab): string[][] {
  return overlayNodes(lab).flatMap((node) => {
    const place = overlayPlace(lab, node);
    return place === undefined ? [] : [[`${place}/vxlan0`]];
  });
}

/** Machines that take part in an overlay: where causes about gossip, tunnels and advertise addresses can sit. */
export function overlayNodes(lab: Lab): Node[] {
  return engineNodes(lab).filter((node) => overlayNetns(lab, node) !== undefined);
}

/** vxlan0 of an overlay's sandbox on a host. */
export function overlayTunnel(
  lab: Lab,
  node: Node,
): { netns: NetworkNamespace; device: NetDevice } | undefined {
  const netns = overlayNetns(lab, node);
  const device = netns && lookupDevice(netns, 'vxlan0');
  return netns && device ? { netns, device } : undefined;
}

/** The running container's namespace. */
export function containerNetns(lab: Lab, name: string): NetworkNamespace | undefined {
  const place = findPlace(lab.sim.world, lab.scenario, name);
  return place?.namespaces.pid === ''
    ? undefined
    : place && lab.sim.world.namespaces.get(place.namespaces.net);
}

/** Runs a script as root on a machine; its failure is the caller's mistake and throws. */
export function runOn(lab: Lab, node: Node, script: string): void {
  const result = runScript(lab.sim, { name: node.name, node, namespaces: hostNamespaces(node) }, script);
  if (result.status !== 0) throw new Error(`${node.name}: ${script}: ${result.output.trim()}`);
}

/** Virtual time from the engines' restart until every member has joined again (a store in a container costs 20 s). */
const JOIN_TIME = 45_000_000;

/** Virtual time a piece of background work lets pass at most: some milliseconds of real time. */
const PIECE = 5_000_000;

/** Lets virtual time pass up to a moment, in pieces between which the caller may do other things. */
export function* runInPieces(sim: Simulation, until: number): Generator<undefined, void> {
  while (sim.world.now < until) {
    sim.runUntil(Math.min(until, sim.world.now + PIECE));
    yield;
  }
}

/** What happens at a maintenance: engines restart, members join, then containers are started by hand. In pieces. */
export function* maintain(lab: Lab): Generator<undefined, void> {
  for (const node of engineNodes(lab)) {
    runOn(lab, node, 'systemctl daemon-reload; systemctl restart docker');
    yield;
  }
  yield* runInPieces(lab.sim, lab.sim.world.now + JOIN_TIME);
  startContainers(lab);
}

/** A maintenance in one go. */
export function restartEngines(lab: Lab): void {
  for (const _ of maintain(lab));
}

/** Starts every container that is started by hand and does not run; one that cannot start stays down. */
export function startContainers(lab: Lab): void {
  for (const node of engineNodes(lab))
    for (const name of handStarted(lab, node))
      runOn(lab, node, `docker start ${name} >/dev/null 2>&1 || true`);
}

/** Restarts the containers themselves, so that their sandboxes are made anew. */
export function restartContainers(lab: Lab): void {
  for (const node of engineNodes(lab))
    for (const name of handStarted(lab, node))
      runOn(lab, node, `docker restart -t 1 ${name} >/dev/null 2>&1 || true`);
}
