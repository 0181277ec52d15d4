import type { ConntrackEntry, ConntrackState, NetDevice } from '../../model/state/index.ts';
import type { Ipv4Packet, Mac } from '../../model/wire/index.ts';

/** A packet on its way through one namespace: the part of an sk_buff that rules and routing look at. */
export interface InFlight {
  /** Replaced, never changed: other copies of the packet share it. */
  packet: Ipv4Packet;
  trace: number;
  /** Device it came in on; absent for locally made packets. */
  input?: NetDevice;
  sourceMac?: Mac;
  conntrack?: ConntrackEntry;
  direction: 'original' | 'reply';
  state: ConntrackState | undefined;
  /** PREROUTING ran on the bridge already (bridge-nf). */
  prerouted?: boolean;
}

export function inFlight(packet: Ipv4Packet, trace: number, input?: NetDevice, sourceMac?: Mac): InFlight {
  return { packet, trace, input, sourceMac, direction: 'original', state: undefined };
}
