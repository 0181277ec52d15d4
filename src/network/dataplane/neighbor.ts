import { keyedFraction } from '../../lib/index.ts';
import {
  announceNeighbor,
  hasQuirk,
  isLocalAddress,
  type Neighbor,
  neighborKey,
  type NetDevice,
  type NetworkNamespace,
  nodeOf,
  type NudState,
  schedule,
  sysctlNumber,
  type World,
} from '../../model/state/index.ts';
import {
  BROADCAST_MAC,
  contains,
  type Ipv4,
  type Ipv4Packet,
  isMulticast,
  type Mac,
  multicastMac,
  ZERO_MAC,
} from '../../model/wire/index.ts';
import { sendArp } from './arp.ts';
import { sendIcmpError } from './icmp-error.ts';
import { drop, note } from './tracing.ts';
import { transmit } from './transmit.ts';
import { isAt, noAnswer, unresolved } from './step-text.ts';

/** Timers run on the jiffy after the second: three probes end some 3.07 s after the first packet (recorded). */
const TIMER_SLACK = 24_000;

/** Sends a packet to a next hop on a device, resolving its hardware address first where the device needs one. */
export function sendToNeighbor(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  nextHop: Ipv4,
  given: Ipv4Packet,
  trace: number,
  broadcast: boolean,
): void {
  if (device.kind === 'loopback') return toMac(world, netns, device, ZERO_MAC, given, trace);
  if (broadcast) return toMac(world, netns, device, BROADCAST_MAC, given, trace);
  if (isMulticast(nextHop)) return toMac(world, netns, device, multicastMac(nextHop), given, trace);
  const neighbor = findOrCreate(world, netns, device, nextHop);
  neighbor.used = world.now;
  settle(world, neighbor);
  const packet = takeConfirmation(world, netns, neighbor, given);
  switch (neighbor.state) {
    case 'FAILED':
    case 'INCOMPLETE': {
      if (trace) note(world, trace, netns, device, 'neighbour', unresolved(nextHop));
      const limit = sysctlNumber(netns, 'net.ipv4.neigh.default.unres_qlen');
      if (neighbor.queue.length >= limit) {
        const oldest = neighbor.queue.shift();
        if (oldest) drop(world, oldest.trace, netns, device, 'NEIGH_QUEUEFULL');
      }
      neighbor.queue.push({ packet, trace });
      if (neighbor.state === 'FAILED') startResolution(world, netns, device, neighbor);
      return;
    }
    case 'STALE':
      neighbor.state = 'DELAY';
      neighbor.updated = world.now;
      arm(
        world,
        netns,
        neighbor,
        sysctlNumber(netns, 'net.ipv4.neigh.default.delay_first_probe_time') * 1_000_000,
      );
      break;
    default:
      break;
  }
  if (trace) note(world, trace, netns, device, 'neighbour', isAt(nextHop, neighbor.mac));
  toMac(world, netns, device, neighbor.mac ?? ZERO_MAC, packet, trace);
}

/**
 * Takes in what a packet knows about its next hop (sock_confirm_neigh); the state follows when its timer looks. Gives the packet to
 * send on: nobody wipes the note off, so whoever forwards it or wraps it confirms as well.
 */
function takeConfirmation(
  world: World,
  netns: NetworkNamespace,
  neighbor: Neighbor,
  packet: Ipv4Packet,
): Ipv4Packet {
  if (!packet.confirms) return packet;
  neighbor.confirmed = world.now;
  const stays = hasQuirk(nodeOf(world, netns.node).kernel, 'confirmation-on-packet');
  return stays ? packet : { ...packet, confirms: undefined };
}

function toMac(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  mac: Mac,
  packet: Ipv4Packet,
  trace: number,
): void {
  transmit(world, netns, device, { src: device.mac, dst: mac, payload: packet }, trace);
}

function findOrCreate(world: World, netns: NetworkNamespace, device: NetDevice, address: Ipv4): Neighbor {
  const key = neighborKey(device.index, address);
  let neighbor = netns.neighbors.get(key);
  if (!neighbor) {
    const base = sysctlNumber(netns, 'net.ipv4.neigh.default.base_reachable_time_ms') * 1000;
    neighbor = {
      device: device.index,
      address,
      state: 'FAILED',
      updated: world.now,
      // Nobody has confirmed it yet (__neigh_create).
      confirmed: world.now - 2 * base,
      used: world.now,
      probes: 0,
      queue: [],
      timerToken: 0,
      // neigh_rand_reach_time: between half and one and a half of the base.
      reachableTime: Math.floor(
        base * (0.5 + keyedFraction(world.seed, 'reachable', netns.id, device.index)),
      ),
    };
    netns.neighbors.set(key, neighbor);
  }
  return neighbor;
}

/** REACHABLE ends by itself; the kernel's timer is replaced by looking at the clock whenever somebody looks. */
function settle(world: World, neighbor: Neighbor): void {
  if (neighbor.state !== 'REACHABLE' || world.now - neighbor.confirmed <= neighbor.reachableTime) return;
  neighbor.state = 'STALE';
  neighbor.updated = neighbor.confirmed + neighbor.reachableTime;
}

function startResolution(world: World, netns: NetworkNamespace, device: NetDevice, neighbor: Neighbor): void {
  change(world, netns, neighbor, 'INCOMPLETE');
  neighbor.probes = 0;
  solicit(world, netns, device, neighbor);
}

function solicit(world: World, netns: NetworkNamespace, device: NetDevice, neighbor: Neighbor): void {
  neighbor.probes++;
  arm(
    world,
    netns,
    neighbor,
    sysctlNumber(netns, 'net.ipv4.neigh.default.retrans_time_ms') * 1000 + TIMER_SLACK,
  );
  sendArp(world, netns, device, {
    operation: 'request',
    senderIp: announcedSource(netns, device, neighbor),
    targetIp: neighbor.address,
    destination: neighbor.state === 'PROBE' ? neighbor.mac : undefined,
    trace: neighbor.queue[0]?.trace ?? 0,
  });
}

/** arp_announce 0: the waiting packet's source when it is local, else an address of the device. */
function announcedSource(netns: NetworkNamespace, device: NetDevice, neighbor: Neighbor): Ipv4 {
  const source = neighbor.queue[0]?.packet.src;
  if (source !== undefined && isLocalAddress(netns, source)) return source;
  const near =
    device.addresses.find((a) => contains(a.address, a.prefix, neighbor.address)) ?? device.addresses[0];
  return near?.address ?? 0;
}

function arm(world: World, netns: NetworkNamespace, neighbor: Neighbor, delay: number): void {
  neighbor.timerToken++;
  schedule(world, delay, {
    kind: 'neighbor',
    netns: netns.id,
    key: neighborKey(neighbor.device, neighbor.address),
    token: neighbor.timerToken,
  });
}

/** A neighbour timer fires: next probe, or give up. */
export function neighborTimer(world: World, netns: NetworkNamespace, key: string, token: number): void {
  const neighbor = netns.neighbors.get(key);
  if (!neighbor || neighbor.timerToken !== token) return;
  const device = netns.devices.get(neighbor.device);
  if (!device) {
    netns.neighbors.delete(key);
    return;
  }
  if (neighbor.state === 'DELAY') {
    const patience = sysctlNumber(netns, 'net.ipv4.neigh.default.delay_first_probe_time') * 1_000_000;
    if (world.now - neighbor.confirmed <= patience) {
      change(world, netns, neighbor, 'REACHABLE');
      return;
    }
    change(world, netns, neighbor, 'PROBE');
    neighbor.probes = 0;
    solicit(world, netns, device, neighbor);
    return;
  }
  if (neighbor.state !== 'INCOMPLETE' && neighbor.state !== 'PROBE') return;
  const kind = neighbor.state === 'PROBE' ? 'ucast_solicit' : 'mcast_solicit';
  if (neighbor.probes < sysctlNumber(netns, `net.ipv4.neigh.default.${kind}`)) {
    solicit(world, netns, device, neighbor);
    return;
  }
  giveUp(world, netns, device, neighbor);
}

function giveUp(world: World, netns: NetworkNamespace, device: NetDevice, neighbor: Neighbor): void {
  neighbor.mac = undefined;
  change(world, netns, neighbor, 'FAILED');
  const waiting = neighbor.queue;
  neighbor.queue = [];
  for (const { packet, trace } of waiting) {
    drop(world, trace, netns, device, 'NEIGH_FAILED', {
      detail: noAnswer(neighbor.address, neighbor.probes),
    });
    sendIcmpError(world, netns, packet, { type: 3, code: 1 });
  }
}

function change(world: World, netns: NetworkNamespace, neighbor: Neighbor, state: NudState): void {
  neighbor.state = state;
  neighbor.updated = world.now;
  announceNeighbor(world, netns, neighbor);
}

/**
 * Takes in what ARP told (neigh_update). `create`: a request for one of our addresses makes an entry for the asker. Entries
 * set by hand stay as they are.
 */
export function learnNeighbor(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  address: Ipv4,
  mac: Mac,
  state: 'REACHABLE' | 'STALE',
  create = false,
): void {
  const key = neighborKey(device.index, address);
  let neighbor = netns.neighbors.get(key);
  if (!neighbor) {
    if (!create) return;
    neighbor = findOrCreate(world, netns, device, address);
  }
  if (neighbor.state === 'PERMANENT' || neighbor.state === 'NOARP') return;
  settle(world, neighbor);
  const wasResolved = neighbor.state !== 'INCOMPLETE' && neighbor.state !== 'FAILED';
  // A resolved address is not overridden within a second of its last update (locktime).
  if (wasResolved && neighbor.mac !== mac && world.now - neighbor.updated < 1_000_000) return;
  const unchanged = wasResolved && neighbor.mac === mac;
  if (state === 'REACHABLE') neighbor.confirmed = world.now;
  if (unchanged && state === 'STALE') return;
  neighbor.mac = mac;
  if (neighbor.state !== state || !unchanged) {
    neighbor.timerToken++;
    change(world, netns, neighbor, state);
  }
  const waiting = neighbor.queue;
  neighbor.queue = [];
  for (const { packet, trace } of waiting) toMac(world, netns, device, mac, packet, trace);
}
