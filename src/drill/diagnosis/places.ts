import { diskOf } from '../../machine/docker/index.ts';
import { devicesByIndex, lookupDevice, namespaceOf, type NetworkNamespace } from '../../model/state/index.ts';
import { engineNodes, type Lab, overlayNetns, overlayPlace } from '../scenario/index.ts';

/** A place a diagnosis may name. */
export interface DiagnosisPlace {
  id: string;
  title: string;
}

/** Components every machine has besides its devices. */
const HOST_PARTS = ['hostname', 'kernel', 'sysctl', 'routes', 'neighbours', 'firewall', 'dockerd', 'dns'];
const CONTAINER_PARTS = ['sysctl', 'routes', 'neighbours', 'dns', 'app'];

/**
 * The full, constant list of places: components of the healthy topology, so that the list says nothing about the fault
 * (rules.md, "What a diagnosis is"). `base` is the healthy lab.
 */
export function diagnosisPlaces(base: Lab): DiagnosisPlace[] {
  const places: DiagnosisPlace[] = [];
  const add = (id: string) => places.push({ id, title: id.replaceAll('/', ' › ') });
  for (const node of engineNodes(base)) {
    const host = namespaceOf(base.sim.world, node.initNetns);
    // A macvlan device of the host's own is made by hand: whoever sees it in the list and not on the host knows too much.
    const cards = steadyDevices(host).filter((name) => lookupDevice(host, name)?.kind !== 'macvlan');
    for (const name of cards) add(`${node.name}/${name}`);
    for (const part of HOST_PARTS) add(`${node.name}/${part}`);
    const disk = diskOf(base.sim.world, node);
    const containers = [...disk.containers.values()].filter((c) => c.state === 'running');
    if (containers.some((c) => c.image.includes('etcd'))) add(`${node.name}/store`);
    const overlay = overlayNetns(base, node);
    if (overlay) for (const name of steadyDevices(overlay)) add(`${overlayPlace(base, node)}/${name}`);
    for (const container of containers) {
      if (container.request.network === 'host') {
        add(`${node.name}/${container.name}/app`);
        continue;
      }
      const netns = base.sim.world.namespaces.get(container.netns);
      for (const name of netns ? steadyDevices(netns) : []) add(`${node.name}/${container.name}/${name}`);
      for (const part of CONTAINER_PARTS) add(`${node.name}/${container.name}/${part}`);
    }
  }
  return places;
}

/** Devices a person would point at: not loopback, and not the host's nameless veth ends. */
function steadyDevices(netns: NetworkNamespace): string[] {
  return devicesByIndex(netns)
    .filter((d) => d.kind !== 'loopback' && !/^veth[0-9a-f]{7}$/.test(d.name))
    .map((d) => d.name);
}
