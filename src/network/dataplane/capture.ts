import type { NetDevice, NetworkNamespace, World } from '../../model/state/index.ts';
import type { Frame } from '../../model/wire/index.ts';
import { wake } from './tracing.ts';

/** Hands a frame to the packet sockets that listen on a device, as dev_queue_xmit_nit and netif_receive do, and to who follows it. */
export function tap(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  frame: Frame,
  outgoing: boolean,
  trace: number,
): void {
  seen(world, netns, device, frame, outgoing, trace);
  if (netns.taps.length === 0) return;
  for (const id of netns.taps) {
    const socket = netns.sockets.get(id);
    if (socket?.kind !== 'packet' || (socket.device !== 0 && socket.device !== device.index)) continue;
    if (socket.arpOnly && frame.payload.kind !== 'arp') continue;
    socket.frames.push({ at: world.now, frame, outgoing, device: device.index });
    wake(world, socket);
  }
}

/** Keeps a frame of a followed packet as a capture on the device would. */
export function seen(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  frame: Frame,
  outgoing: boolean,
  trace: number,
): void {
  if (trace === 0) return;
  const { node, id } = netns;
  world.traces
    .get(trace)
    ?.frames.push({ at: world.now, node, netns: id, device: device.name, outgoing, frame });
}

/** Whether somebody put the device into promiscuous mode by capturing on it. */
export function isPromiscuous(netns: NetworkNamespace, device: NetDevice): boolean {
  for (const id of netns.taps) {
    const socket = netns.sockets.get(id);
    if (socket?.kind === 'packet' && socket.device === device.index && !socket.arpOnly) return true;
  }
  return false;
}
