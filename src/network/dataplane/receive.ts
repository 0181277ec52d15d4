import {
  devicesOn,
  isRunning,
  type MacvlanDevice,
  type NetDevice,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';
import { type Frame, frameLength, isMulticastMac } from '../../model/wire/index.ts';
import { receiveArp } from './arp.ts';
import { fromBridgePort } from './bridge.ts';
import { tap } from './capture.ts';
import { inFlight } from './in-flight.ts';
import { receiveIp } from './ip-input.ts';
import { macvlanChildren } from './macvlan.ts';
import { drop, note } from './tracing.ts';
import { addressedTo, receivedFrom } from './step-text.ts';

/** A frame arrives at a device: counters, captures, then the bridge, macvlan or the stack. */
export function receiveFrame(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  frame: Frame,
  trace: number,
): void {
  if (!isRunning(world, netns, device)) {
    drop(world, trace, netns, device, 'DEV_DOWN');
    return;
  }
  // What comes up here from a vxlan device is its own answer; its ARP proxy's is not counted (recorded in healthy).
  if (device.kind !== 'vxlan') {
    device.stats.rxPackets++;
    device.stats.rxBytes += frameLength(frame) - (device.kind === 'vlan' ? 14 : 0);
  }
  const multicast = isMulticastMac(frame.dst);
  if (multicast && (device.kind === 'ethernet' || device.kind === 'vlan')) device.stats.multicast++;
  if (trace) note(world, trace, netns, device, 'receive', receivedFrom(frame));
  tap(world, netns, device, frame, false, trace);
  if (frame.vlan !== undefined && untag(world, netns, device, frame, trace)) return;
  if (device.master !== undefined) {
    fromBridgePort(world, netns, device, frame, trace);
    return;
  }
  if (device.carriesOthers) {
    const children = macvlanChildren(world, netns, device);
    if (children.length > 0 && handToChildren(world, children, frame, trace, multicast)) return;
  }
  toStack(world, netns, device, frame, trace);
}

/**
 * Gives a tagged frame to the VLAN device it is for; that counts it without the Ethernet header (net/8021q/vlan_core.c,
 * vlan_do_receive, which runs before bridge and macvlan see the frame). False where the device has no such VLAN.
 */
function untag(
  world: World,
  netns: NetworkNamespace,
  lower: NetDevice,
  { vlan, ...frame }: Frame,
  trace: number,
): boolean {
  const found = devicesOn(world, netns, lower).find(
    ({ device }) => device.kind === 'vlan' && device.vid === vlan,
  );
  if (!found) return false;
  receiveFrame(world, found.netns, found.device, frame, trace);
  return true;
}

/** True when a child took the frame and the parent must not see it. */
function handToChildren(
  world: World,
  children: { netns: NetworkNamespace; device: MacvlanDevice }[],
  frame: Frame,
  trace: number,
  multicast: boolean,
): boolean {
  for (const child of children) {
    if (!multicast && child.device.mac !== frame.dst) continue;
    // Nobody hears an echo of an own broadcast.
    if (child.device.mac === frame.src) continue;
    receiveFrame(world, child.netns, child.device, frame, trace);
    if (!multicast) return true;
  }
  return false;
}

/** Protocol handlers of the namespace; frames for other stations end here (a promiscuous device hears them). */
export function toStack(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  frame: Frame,
  trace: number,
): void {
  const mine = device.kind === 'loopback' || frame.dst === device.mac || isMulticastMac(frame.dst);
  if (!mine) {
    drop(world, trace, netns, device, 'OTHERHOST', { detail: addressedTo(frame.dst) });
    return;
  }
  if (frame.vlan !== undefined) {
    drop(world, trace, netns, device, 'VLAN_UNKNOWN', { detail: `VLAN ${frame.vlan}` });
    return;
  }
  if (frame.payload.kind === 'arp') receiveArp(world, netns, device, frame.payload, trace);
  else receiveIp(world, netns, device, inFlight(frame.payload, trace, device, frame.src));
}
