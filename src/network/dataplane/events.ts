import { namespaceOf, type SimEvent, type World } from '../../model/state/index.ts';
import { reportMembership } from './igmp.ts';
import { neighborTimer } from './neighbor.ts';
import { receiveFrame } from './receive.ts';
import { drop } from './tracing.ts';
import { tcpTimer } from './tcp-timer.ts';

/** Events of the queue that belong to the data plane. */
export type PacketEvent = Extract<SimEvent, { kind: 'frame' | 'neighbor' | 'tcp' | 'igmp' }>;

/** Carries out an event whose time has come. Events about things that are gone end silently, but for packets. */
export function handlePacketEvent(world: World, event: PacketEvent): void {
  const netns = world.namespaces.get(event.netns);
  if (!netns) return;
  switch (event.kind) {
    case 'frame': {
      const device = netns.devices.get(event.device);
      if (device) receiveFrame(world, netns, device, event.frame, event.trace);
      else drop(world, event.trace, namespaceOf(world, event.netns), undefined, 'NO_LINK');
      return;
    }
    case 'neighbor':
      neighborTimer(world, netns, event.key, event.token);
      return;
    case 'tcp':
      tcpTimer(world, netns, event.socket, event.token);
      return;
    case 'igmp': {
      const device = netns.devices.get(event.device);
      if (device) reportMembership(world, netns, device, event.count);
      return;
    }
  }
}
