import type { Node } from '../../../model/state/index.ts';
import { type Container, diskOf } from '../../../machine/docker/index.ts';
import { engineNodes, handStarted, type Lab } from '../lab.ts';
import type { Published } from './published.ts';

/** The label by which Compose marks the containers of a project; the project's network is called `PROJECT_default`. */
const PROJECT = 'com.docker.compose.project';

/** Bridge networks that somebody made on a machine, by name, in the order they were made. */
export function ownNetworks(lab: Lab, node: Node): string[] {
  return [...diskOf(lab.sim.world, node).networks.values()]
    .filter(({ driver, name }) => driver === 'bridge' && name !== 'bridge' && name !== 'docker_gwbridge')
    .map(({ name }) => name);
}

/** The network a container belongs to: its project's, or the only one that somebody made. Undefined where neither is there. */
export function homeNetwork(lab: Lab, { node, container }: Published): string | undefined {
  const own = ownNetworks(lab, node);
  const project = container.request.labels[PROJECT];
  if (project !== undefined) return own.find((name) => name === `${project}_default`);
  return own.length === 1 ? own[0] : undefined;
}

/** Containers of a healthy lab that are in the network they belong to. */
export function containersAtHome(lab: Lab): Published[] {
  return engineNodes(lab).flatMap((node) =>
    [...diskOf(lab.sim.world, node).containers.values()]
      .map((container) => ({ node, container }))
      .filter(
        (at) =>
          handStarted(lab, node).includes(at.container.name) &&
          at.container.request.network === homeNetwork(lab, at),
      ),
  );
}

/** Names of the networks a container is connected to. */
export function networksOf(container: Container): string[] {
  return container.endpoints.map(({ networkName }) => networkName);
}
