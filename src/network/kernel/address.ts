import { contains, type Ipv4 } from '../../model/wire/index.ts';
import {
  announce,
  fail,
  type Failure,
  type InterfaceAddress,
  type NetDevice,
  type NetworkNamespace,
  type World,
  TABLE_LOCAL,
} from '../../model/state/index.ts';
import { addLocalRoutes } from './route.ts';

/** Adds an address, with its routes when the device is up. EEXIST when the device has it. */
export function addAddress(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  request: Omit<InterfaceAddress, 'scope' | 'label' | 'secondary'> & Partial<InterfaceAddress>,
): Failure | undefined {
  if (device.addresses.some((a) => a.address === request.address && a.prefix === request.prefix))
    return fail('EEXIST');
  const secondary = device.addresses.some(
    (a) => a.prefix === request.prefix && contains(a.address, a.prefix, request.address),
  );
  const address: InterfaceAddress = {
    ...request,
    scope: request.scope ?? 'global',
    label: request.label ?? device.name,
    secondary,
  };
  device.addresses.push(address);
  addLocalRoutes(netns, device, address);
  announce(world, netns, 'address', {
    device: device.name,
    address: request.address,
    prefix: request.prefix,
  });
  return undefined;
}

/** Removes an address and the routes that came with it; secondaries of the same prefix go too. EADDRNOTAVAIL when absent. */
export function deleteAddress(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  address: Ipv4,
  prefix: number,
): Failure | undefined {
  const found = device.addresses.find((a) => a.address === address && a.prefix === prefix);
  if (!found) return fail('EADDRNOTAVAIL');
  const gone = found.secondary
    ? [found]
    : device.addresses.filter(
        (a) => a === found || (a.secondary && a.prefix === prefix && contains(address, prefix, a.address)),
      );
  device.addresses = device.addresses.filter((a) => !gone.includes(a));
  for (const old of gone) {
    netns.routes = netns.routes.filter((route) => {
      if (route.device !== device.index) return true;
      if (route.table === TABLE_LOCAL) return route.source !== old.address;
      return route.source !== old.address;
    });
    announce(world, netns, 'address', { device: device.name, address: old.address, prefix, deleted: true });
  }
  return undefined;
}
