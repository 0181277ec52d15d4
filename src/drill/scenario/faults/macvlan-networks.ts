import type { Node } from '../../../model/state/index.ts';
import { type Container, diskOf, type DockerNetwork } from '../../../machine/docker/index.ts';
import { engineNodes, handStarted, type Lab } from '../lab.ts';

/** A network whose containers are stations of the host's own LAN. */
export interface MacvlanNetwork {
  node: Node;
  network: DockerNetwork;
  /** Those of its containers that somebody starts by hand. */
  containers: Container[];
}

/** The macvlan network of every host that has one; an engine allows one for a card. */
export function macvlanNetworks(lab: Lab): MacvlanNetwork[] {
  return engineNodes(lab).flatMap((node) => {
    const disk = diskOf(lab.sim.world, node);
    const network = [...disk.networks.values()].find(({ driver }) => driver === 'macvlan');
    if (!network) return [];
    const names = handStarted(lab, node);
    const containers = [...disk.containers.values()].filter(
      ({ name, request }) => request.network === network.name && names.includes(name),
    );
    return [{ node, network, containers }];
  });
}

/** The macvlan network of the host a site is on; undefined when somebody removed it. */
export function macvlanOn(lab: Lab, node: string): MacvlanNetwork | undefined {
  return macvlanNetworks(lab).find((found) => found.node.name === node);
}
