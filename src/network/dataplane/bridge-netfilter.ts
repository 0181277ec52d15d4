import {
  type BridgeDevice,
  type NetDevice,
  type NetworkNamespace,
  sysctl,
  type World,
} from '../../model/state/index.ts';
import type { Frame } from '../../model/wire/index.ts';
import { confirm, refusesNew, track } from './conntrack.ts';
import { type InFlight, inFlight } from './in-flight.ts';
import { runHook } from './netfilter.ts';
import { drop } from './tracing.ts';

/**
 * Whether bridged IPv4 frames pass iptables (br_netfilter, net.bridge.bridge-nf-call-iptables); tagged ones only where
 * bridge-nf-filter-vlan-tagged says so (kernel documentation, ip-sysctl; 0 on a real kernel unless somebody sets it).
 */
function filtersBridged(netns: NetworkNamespace, frame: Frame): boolean {
  if (frame.payload.kind !== 'ipv4') return false;
  if (frame.vlan !== undefined && sysctl(netns, 'net.bridge.bridge-nf-filter-vlan-tagged') !== '1')
    return false;
  if (netns.netfilter.tables.size === 0 && !netns.conntrackActive) return false;
  return sysctl(netns, 'net.bridge.bridge-nf-call-iptables') === '1';
}

/** PREROUTING for a frame that will be bridged. `undefined` when a rule took it. */
export function bridgePrerouting(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  _port: NetDevice,
  frame: Frame,
  trace: number,
): Frame | undefined {
  if (!filtersBridged(netns, frame) || frame.payload.kind !== 'ipv4') return frame;
  const skb = inFlight(frame.payload, trace, bridge, frame.src);
  if (!track(world, netns, skb)) {
    drop(world, trace, netns, bridge, 'CONNTRACK_FULL');
    return undefined;
  }
  return verdict(
    world,
    netns,
    bridge,
    skb,
    runHook(world, netns, 'PREROUTING', skb, bridge, undefined),
    frame,
  );
}

/**
 * Whether a full tracking table keeps a frame for the host from ever reaching the bridge device: PREROUTING is passed on the port,
 * before captures on the bridge see the frame (recorded in f22). The rules of PREROUTING are asked further up.
 */
export function refusedOnPort(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  frame: Frame,
  trace: number,
): boolean {
  if (!filtersBridged(netns, frame) || frame.payload.kind !== 'ipv4') return false;
  if (!refusesNew(world, netns, frame.payload)) return false;
  drop(world, trace, netns, bridge, 'CONNTRACK_FULL');
  return true;
}

/** FORWARD and POSTROUTING for a bridged frame: both devices are the bridge, as rules with -i and -o see them. */
export function bridgeForwardHooks(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  _from: NetDevice,
  _to: NetDevice,
  frame: Frame,
  trace: number,
): Frame | undefined {
  if (!filtersBridged(netns, frame) || frame.payload.kind !== 'ipv4') return frame;
  const skb = inFlight(frame.payload, trace, bridge, frame.src);
  track(world, netns, skb);
  const forwarded = verdict(
    world,
    netns,
    bridge,
    skb,
    runHook(world, netns, 'FORWARD', skb, bridge, bridge),
    frame,
  );
  if (!forwarded) return undefined;
  const posted = verdict(
    world,
    netns,
    bridge,
    skb,
    runHook(world, netns, 'POSTROUTING', skb, undefined, bridge),
    frame,
  );
  if (posted) confirm(world, netns, skb);
  return posted;
}

function verdict(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  skb: InFlight,
  result: { accepted: boolean; rule: string },
  frame: Frame,
): Frame | undefined {
  if (!result.accepted) {
    drop(world, skb.trace, netns, bridge, 'NETFILTER_DROP', { rule: result.rule, detail: result.rule });
    return undefined;
  }
  return skb.packet === frame.payload ? frame : { ...frame, payload: skb.packet };
}
