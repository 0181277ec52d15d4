import type { Node } from '../../../model/state/index.ts';
import { type Container, diskOf } from '../../../machine/docker/index.ts';
import { engineNodes, type Lab, nodeNamed, runOn } from '../lab.ts';
import { nodeOfPlace, partsOfPlace } from './fault.ts';

/** A container that people reach through a port of its host. */
export interface Published {
  node: Node;
  container: Container;
}

function containersOf(lab: Lab, node: Node): Container[] {
  return [...diskOf(lab.sim.world, node).containers.values()];
}

/** Every container with a published port, of those that are started by hand. */
export function publishedContainers(lab: Lab): Published[] {
  return engineNodes(lab).flatMap((node) =>
    containersOf(lab, node)
      .filter(({ request }) => request.publish.length > 0 && request.restart.name === 'no')
      .map((container) => ({ node, container })),
  );
}

/** The container of a site `NODE/CONTAINER/...`; undefined when somebody removed it. */
export function containerOf(lab: Lab, site: readonly string[]): Published | undefined {
  const node = nodeNamed(lab, nodeOfPlace(site[0]));
  const container = containersOf(lab, node).find(({ name }) => name === partsOfPlace(site[0])[0]);
  return container && { node, container };
}

/** The same of the healthy lab, where it is there. Throws for a site that was made up. */
export function mustHave(lab: Lab, site: readonly string[]): Published {
  const found = containerOf(lab, site);
  if (!found) throw new Error(`no container at ${site[0]}`);
  return found;
}

/** Stops a container, changes how it was asked for, as if it had been created so, and leaves it stopped. */
export function createdOtherwise(
  lab: Lab,
  { node, container }: Published,
  change: (container: Container) => void,
): void {
  runOn(lab, node, `docker stop -t 1 ${container.name} >/dev/null`);
  change(container);
}

/** Stops, changes and starts it again. */
export function createdAnew(lab: Lab, published: Published, change: (container: Container) => void): void {
  createdOtherwise(lab, published, change);
  runOn(lab, published.node, `docker start ${published.container.name} >/dev/null`);
}
