import {
  announce,
  fail,
  type Failure,
  type BridgeDevice,
  type NetDevice,
  type NetworkNamespace,
  type VxlanDevice,
  type World,
} from '../../model/state/index.ts';
import type { Ipv4, Mac } from '../../model/wire/index.ts';

/** `bridge fdb add MAC dev VXLAN dst REMOTE self`. EEXIST without `replace` when the address has an entry. */
export function setVxlanEntry(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  mac: Mac,
  remote: Ipv4,
  request: { permanent: boolean; replace?: boolean },
): Failure | undefined {
  if (device.fdb.has(mac) && !request.replace) return fail('EEXIST');
  device.fdb.set(mac, { remote, permanent: request.permanent, updated: world.now });
  announce(world, netns, 'fdb', {
    mac,
    device: device.name,
    remote,
    self: true,
    permanent: request.permanent,
  });
  return undefined;
}

/** ENOENT when the device has no entry for the address, or one with another remote. */
export function deleteVxlanEntry(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  mac: Mac,
  remote?: Ipv4,
): Failure | undefined {
  const entry = device.fdb.get(mac);
  if (!entry || (remote !== undefined && entry.remote !== remote)) return fail('ENOENT');
  device.fdb.delete(mac);
  announce(world, netns, 'fdb', {
    mac,
    device: device.name,
    remote: entry.remote,
    self: true,
    deleted: true,
  });
  return undefined;
}

/** `bridge fdb add MAC dev PORT master [static]`. */
export function setBridgeEntry(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  port: NetDevice,
  mac: Mac,
  request: { isStatic: boolean; replace?: boolean },
): Failure | undefined {
  if (bridge.fdb.has(mac) && !request.replace) return fail('EEXIST');
  bridge.fdb.set(mac, { port: port.index, isLocal: false, isStatic: request.isStatic, updated: world.now });
  announce(world, netns, 'fdb', { mac, device: port.name, master: bridge.name });
  return undefined;
}

export function deleteBridgeEntry(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  port: NetDevice,
  mac: Mac,
): Failure | undefined {
  const entry = bridge.fdb.get(mac);
  if (!entry || entry.port !== port.index) return fail('ENOENT');
  bridge.fdb.delete(mac);
  announce(world, netns, 'fdb', { mac, device: port.name, master: bridge.name, deleted: true });
  return undefined;
}
