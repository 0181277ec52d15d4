import { announce, type NetworkNamespace, type VxlanDevice, type World } from '../../model/state/index.ts';
import { frameLength, type Ipv4Packet, isMulticastMac, type VxlanPayload } from '../../model/wire/index.ts';
import { fromBridgePort } from './bridge.ts';
import { tap } from './capture.ts';
import { toStack } from './receive.ts';
import { drop, note } from './tracing.ts';
import { decapsulatedFrom, entryForAnother } from './step-text.ts';

/** A VXLAN packet reached the tunnel's UDP socket: find the device of its VNI, learn, and unwrap (vxlan_rcv). */
export function receiveVxlan(
  world: World,
  underlay: NetworkNamespace,
  packet: Ipv4Packet,
  payload: VxlanPayload,
  dport: number,
  trace: number,
): void {
  const found = lookupTunnel(world, underlay, payload.vni, dport);
  if (!found) {
    // Not counted anywhere on the kernels recorded: the quietest fault (f05-vni-mismatch).
    drop(world, trace, underlay, undefined, 'VXLAN_VNI_NOT_FOUND', { detail: `VNI ${payload.vni}` });
    return;
  }
  const { netns, device } = found;
  if (!device.up) {
    device.stats.rxDropped++;
    drop(world, trace, netns, device, 'DEV_DOWN');
    return;
  }
  const frame = payload.inner;
  if (device.learning && !snoop(world, netns, device, frame.src, packet.src)) {
    drop(world, trace, netns, device, 'VXLAN_ENTRY_EXISTS', {
      detail: entryForAnother(frame.src, packet.src),
    });
    return;
  }
  device.stats.rxPackets++;
  device.stats.rxBytes += frameLength(frame) - 14;
  if (trace) note(world, trace, netns, device, 'decapsulate', decapsulatedFrom(payload.vni, packet.src));
  tap(world, netns, device, frame, false, trace);
  if (device.master !== undefined) fromBridgePort(world, netns, device, frame, trace);
  else toStack(world, netns, device, frame, trace);
}

/** The device for a VNI among those whose outer packets live in this namespace. */
function lookupTunnel(
  world: World,
  underlay: NetworkNamespace,
  vni: number,
  dport: number,
): { netns: NetworkNamespace; device: VxlanDevice } | undefined {
  for (const reference of underlay.tunnels) {
    const netns = world.namespaces.get(reference.netns);
    const device = netns?.devices.get(reference.index);
    if (netns && device?.kind === 'vxlan' && device.vni === vni && device.dstPort === dport)
      return { netns, device };
  }
  return undefined;
}

/** Learns where a source is. False: a permanent entry says otherwise, and the frame is dropped (f24-stale-fdb-vtep). */
function snoop(
  world: World,
  netns: NetworkNamespace,
  device: VxlanDevice,
  mac: string,
  remote: number,
): boolean {
  if (isMulticastMac(mac)) return true;
  const entry = device.fdb.get(mac);
  if (entry) {
    if (entry.remote === remote) {
      entry.updated = world.now;
      return true;
    }
    if (entry.permanent) return false;
    entry.remote = remote;
    entry.updated = world.now;
    return true;
  }
  device.fdb.set(mac, { remote, permanent: false, updated: world.now });
  announce(world, netns, 'fdb', { mac, device: device.name, remote, self: true });
  return true;
}
