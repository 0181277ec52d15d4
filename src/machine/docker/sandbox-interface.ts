import type { NetDevice, NetworkNamespace, World } from '../../model/state/index.ts';
import { broadcastOf, cidr, ipv4 } from '../../model/wire/index.ts';
import { addAddress, addRoute, setLinkUp } from '../../network/kernel/index.ts';

/** Gives a device in a container's sandbox its address, brings it up, and lets it lead out where there is a gateway. */
export function configureInterface(
  world: World,
  sandbox: NetworkNamespace,
  device: NetDevice,
  { ip, subnet, gateway }: { ip: string; subnet: string; gateway?: string },
): void {
  const address = ipv4(ip);
  const { prefix } = cidr(subnet);
  addAddress(world, sandbox, device, { address, prefix, broadcast: broadcastOf(address, prefix) });
  setLinkUp(world, sandbox, device, true);
  if (gateway !== undefined)
    addRoute(sandbox, { destination: 0, prefix: 0, gateway: ipv4(gateway), device: device.index });
}
