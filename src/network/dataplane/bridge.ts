import {
  announce,
  type BridgeDevice,
  bridgePorts,
  isRunning,
  type NetDevice,
  type NetworkNamespace,
  type World,
} from '../../model/state/index.ts';
import { type Frame, frameLength, isMulticastMac, type Mac } from '../../model/wire/index.ts';
import { bridgeForwardHooks, bridgePrerouting, refusedOnPort } from './bridge-netfilter.ts';
import { isPromiscuous, seen, tap } from './capture.ts';
import { toStack } from './receive.ts';
import { drop, note } from './tracing.ts';
import { transmit } from './transmit.ts';
import { behindPort, floodTo, UP_TO_HOST } from './step-text.ts';

/** Octets a port lets pass beyond its MTU: room for a VLAN tag (recorded in f07a-mtu-l2-blackhole). */
const VLAN_SLACK = 4;

/** A frame comes in through a port: learn the source, then up, across or both. */
export function fromBridgePort(
  world: World,
  netns: NetworkNamespace,
  port: NetDevice,
  frame: Frame,
  trace: number,
): void {
  const bridge = port.master === undefined ? undefined : netns.devices.get(port.master);
  if (bridge?.kind !== 'bridge' || !bridge.up) {
    drop(world, trace, netns, port, 'BRIDGE_PORT_DISABLED');
    return;
  }
  learn(world, netns, bridge, port, frame.src);
  const local = bridge.fdb.get(frame.dst);
  const multicast = isMulticastMac(frame.dst);
  const forUs = frame.dst === bridge.mac || local?.isLocal === true;
  const filtered = forUs || multicast ? frame : bridgePrerouting(world, netns, bridge, port, frame, trace);
  if (!filtered || (forUs && refusedOnPort(world, netns, bridge, frame, trace))) return;
  if (multicast || (!forUs && isPromiscuous(netns, bridge)) || forUs)
    passUp(world, netns, bridge, frame, forUs || multicast ? trace : 0);
  // A capture on the bridge would make it promiscuous: it sees what only passes.
  if (!multicast && !forUs) seen(world, netns, bridge, frame, false, trace);
  if (!forUs) spread(world, netns, bridge, port, filtered, trace);
}

/** The host sends through the bridge device itself. */
export function fromBridgeDevice(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  frame: Frame,
  trace: number,
): void {
  spread(world, netns, bridge, undefined, frame, trace);
}

function learn(world: World, netns: NetworkNamespace, bridge: BridgeDevice, port: NetDevice, mac: Mac): void {
  if (isMulticastMac(mac) || !port.port?.learning) return;
  const known = bridge.fdb.get(mac);
  if (known) {
    if (known.isLocal || known.isStatic) return;
    known.updated = world.now;
    if (known.port === port.index) return;
    known.port = port.index;
  } else bridge.fdb.set(mac, { port: port.index, isLocal: false, isStatic: false, updated: world.now });
  announce(world, netns, 'fdb', { mac, device: port.name, master: bridge.name });
}

/** Looks the destination up; an entry not heard of for the ageing time counts as unknown. */
function lookupPort(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  mac: Mac,
): NetDevice | undefined {
  const entry = bridge.fdb.get(mac);
  if (!entry || entry.isLocal) return undefined;
  if (!entry.isStatic && world.now - entry.updated > bridge.ageing) return undefined;
  return netns.devices.get(entry.port);
}

function spread(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  from: NetDevice | undefined,
  frame: Frame,
  trace: number,
): void {
  const known = isMulticastMac(frame.dst) ? undefined : lookupPort(world, netns, bridge, frame.dst);
  if (known) {
    if (known === from) {
      drop(world, trace, netns, bridge, 'BRIDGE_HAIRPIN', { detail: behindPort(frame.dst, known.name) });
      return;
    }
    if (trace) note(world, trace, netns, bridge, 'bridge', behindPort(frame.dst, known.name));
    forward(world, netns, bridge, from, known, frame, trace);
    return;
  }
  const targets = bridgePorts(netns, bridge).filter(
    (p) => p !== from && p.port?.flood && isRunning(world, netns, p),
  );
  if (targets.length === 0) {
    if (!isMulticastMac(frame.dst)) drop(world, trace, netns, bridge, 'BRIDGE_NO_PORT');
    return;
  }
  if (trace) note(world, trace, netns, bridge, 'bridge', floodTo(targets.map((p) => p.name)));
  for (const port of targets) forward(world, netns, bridge, from, port, frame, trace);
}

function forward(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  from: NetDevice | undefined,
  to: NetDevice,
  frame: Frame,
  trace: number,
): void {
  if (!isRunning(world, netns, to)) {
    drop(world, trace, netns, to, 'BRIDGE_PORT_DISABLED');
    return;
  }
  if (frameLength(frame) - 14 > to.mtu + VLAN_SLACK) {
    drop(world, trace, netns, to, 'PKT_TOO_BIG', { detail: `MTU ${to.mtu}` });
    return;
  }
  const passed = from ? bridgeForwardHooks(world, netns, bridge, from, to, frame, trace) : frame;
  if (passed) transmit(world, netns, to, passed, trace);
}

/** Hands a frame to the host's own stack on the bridge device (br_pass_frame_up): counted without the Ethernet header. */
function passUp(
  world: World,
  netns: NetworkNamespace,
  bridge: BridgeDevice,
  frame: Frame,
  trace: number,
): void {
  bridge.stats.rxPackets++;
  bridge.stats.rxBytes += frameLength(frame) - 14;
  if (isMulticastMac(frame.dst)) bridge.stats.multicast++;
  tap(world, netns, bridge, frame, false, trace);
  if (trace) note(world, trace, netns, bridge, 'bridge', UP_TO_HOST);
  toStack(world, netns, bridge, frame, trace);
}
