import {
  announce,
  devicesOn,
  type DeviceConf,
  type DeviceReference,
  emptyStats,
  fail,
  type Failure,
  hasQuirk,
  isSmallBuild,
  lookupDevice,
  type NetDevice,
  type NetworkNamespace,
  nodeOf,
  type World,
  drawHex,
  drawInteger,
} from '../../model/state/index.ts';
import { type Ipv4, type Mac, ZERO_MAC } from '../../model/wire/index.ts';
import { netnsIdOf } from './netns.ts';

/** Identifiers above are reserved (IEEE 802.1Q, table 9-2). */
const LAST_VID = 4094;

interface LinkBase {
  name: string;
  mac?: Mac;
  mtu?: number;
  /** Asked-for index; the next free one otherwise. */
  index?: number;
  /** Length of the transmit queue; libraries that leave it at zero get no queue (Docker's). */
  txQueueLength?: number;
}

export type LinkRequest =
  | (LinkBase & { kind: 'ethernet'; segment: string; driver?: string; speed?: number })
  | (LinkBase & {
      kind: 'veth';
      peer: { name: string; mac?: Mac; mtu?: number; netns?: number; index?: number };
    })
  | (LinkBase & { kind: 'bridge'; mcastSnooping?: boolean })
  | (LinkBase & {
      kind: 'vxlan';
      vni: number;
      dstPort?: number;
      learning?: boolean;
      proxy?: boolean;
      l2miss?: boolean;
      l3miss?: boolean;
      udpcsum?: boolean;
      ageing?: number;
      df?: 'unset' | 'set' | 'inherit';
      local?: Ipv4;
    })
  | (LinkBase & { kind: 'macvlan'; parent: number; mode?: 'bridge' | 'private' | 'vepa' | 'passthru' })
  | (LinkBase & { kind: 'vlan'; parent: number; vid: number })
  | (LinkBase & { kind: 'dummy' });

/** The per-device values a new device copies from net.ipv4.conf.default. */
export function defaultConf(netns: NetworkNamespace): DeviceConf {
  return {
    rpFilter: Number(netns.sysctl.get('net.ipv4.conf.default.rp_filter') ?? 0),
    forwarding: netns.forwarding,
    arpIgnore: 0,
    routeLocalnet: false,
    proxyArp: false,
  };
}

/**
 * Creates a device, down, as RTM_NEWLINK does. EEXIST when the name is taken, or when another vxlan device of this namespace
 * has the same VNI and port, or another VLAN device of the parent the same identifier (ERANGE above 4094); ENODEV when a parent does
 * not exist; EOPNOTSUPP where the kernel was built without such devices.
 */
export function addLink(world: World, netns: NetworkNamespace, request: LinkRequest): NetDevice | Failure {
  if (lookupDevice(netns, request.name)) return fail('EEXIST');
  if (request.index !== undefined && netns.devices.has(request.index)) return fail('EEXIST');
  const index = request.index ?? allocateIndex(netns);
  const mac = request.mac ?? drawMac(world, netns, request.name);
  const base = {
    index,
    name: request.name,
    mac,
    mtu: request.mtu ?? 1500,
    up: false,
    promiscuity: 0,
    qdisc: 'noqueue',
    txQueueLength: request.txQueueLength ?? 1000,
    stats: emptyStats(),
    addresses: [],
    inet6: [],
    conf: defaultConf(netns),
    groups: [],
    features: {},
  };
  let device: NetDevice;
  switch (request.kind) {
    case 'ethernet': {
      device = {
        ...base,
        kind: 'ethernet',
        qdisc: 'pfifo_fast',
        segment: request.segment,
        driver: request.driver ?? 'e1000',
        speed: request.speed ?? 1000,
      };
      world.segments.get(request.segment)?.ports.push({ netns: netns.id, index });
      break;
    }
    case 'veth': {
      const peerNetns = request.peer.netns === undefined ? netns : world.namespaces.get(request.peer.netns);
      if (!peerNetns || lookupDevice(peerNetns, request.peer.name)) return fail('EEXIST');
      // The kernel registers the peer first, so it has the lower index when both are in one namespace.
      const peerIndex = request.peer.index ?? (peerNetns === netns ? index : allocateIndex(peerNetns));
      const ownIndex = peerNetns === netns && request.index === undefined ? allocateIndex(netns) : index;
      const peer: NetDevice = {
        ...base,
        stats: emptyStats(),
        addresses: [],
        inet6: [],
        groups: [],
        features: {},
        conf: defaultConf(peerNetns),
        kind: 'veth',
        index: peerIndex,
        name: request.peer.name,
        mac: request.peer.mac ?? drawMac(world, peerNetns, request.peer.name),
        mtu: request.peer.mtu ?? base.mtu,
        peer: { netns: netns.id, index: ownIndex },
      };
      peerNetns.devices.set(peerIndex, peer);
      device = { ...base, index: ownIndex, kind: 'veth', peer: { netns: peerNetns.id, index: peerIndex } };
      if (peerNetns !== netns) {
        netnsIdOf(netns, peerNetns.id);
        netnsIdOf(peerNetns, netns.id);
      }
      break;
    }
    case 'bridge':
      device = {
        ...base,
        kind: 'bridge',
        fdb: new Map(),
        ageing: 300_000_000,
        stp: false,
        macFixed: request.mac !== undefined,
        mcastSnooping: request.mcastSnooping ?? true,
        tsoMax: 65536,
        created: world.now,
      };
      break;
    case 'vxlan': {
      const dstPort = request.dstPort ?? 4789;
      if (tunnelOf(world, netns, request.vni, dstPort)) return fail('EEXIST');
      const release = nodeOf(world, netns.node).kernel;
      device = {
        ...base,
        kind: 'vxlan',
        mtu: request.mtu ?? 1500,
        vni: request.vni,
        dstPort,
        linkNetns: netns.id,
        learning: request.learning ?? true,
        proxy: request.proxy ?? false,
        l2miss: request.l2miss ?? false,
        l3miss: request.l3miss ?? false,
        udpcsum: request.udpcsum ?? hasQuirk(release, 'vxlan-udpcsum-default'),
        df: request.df ?? 'unset',
        ageing: request.ageing ?? 300_000_000,
        fdb: new Map(),
        hashSecret: drawInteger(world, 'flow-hash', netns.node, 1, 0x7fffffff),
        local: request.local,
      };
      netns.tunnels.push({ netns: netns.id, index });
      break;
    }
    case 'macvlan': {
      const parent = netns.devices.get(request.parent);
      if (!parent) return fail('ENODEV');
      parent.carriesOthers = true;
      device = {
        ...base,
        kind: 'macvlan',
        mtu: request.mtu ?? parent.mtu,
        mode: request.mode ?? 'vepa',
        parent: { netns: netns.id, index: parent.index },
      };
      break;
    }
    case 'vlan': {
      const parent = netns.devices.get(request.parent);
      if (isSmallBuild(nodeOf(world, netns.node).kernel)) return fail('EOPNOTSUPP');
      if (!parent) return fail('ENODEV');
      if (request.vid > LAST_VID) return fail('ERANGE');
      // A loopback device cannot carry tags (NETIF_F_VLAN_CHALLENGED).
      if (parent.kind === 'loopback') return fail('EOPNOTSUPP');
      const rivals = devicesOn(world, netns, parent).map(({ device: other }) => other);
      if (rivals.some((other) => other.kind === 'vlan' && other.vid === request.vid)) return fail('EEXIST');
      parent.carriesOthers = true;
      device = {
        ...base,
        kind: 'vlan',
        mac: request.mac ?? parent.mac,
        mtu: request.mtu ?? parent.mtu,
        vid: request.vid,
        parent: { netns: netns.id, index: parent.index },
      };
      break;
    }
    case 'dummy':
      if (isSmallBuild(nodeOf(world, netns.node).kernel)) return fail('EOPNOTSUPP');
      device = { ...base, kind: 'dummy' };
      break;
  }
  netns.devices.set(device.index, device);
  announce(world, netns, 'link', { device: device.name, event: 'new' });
  return device;
}

/** The lowest index not used since the namespace began; indexes are never reused. */
export function allocateIndex(netns: NetworkNamespace): number {
  while (netns.devices.has(netns.nextIndex)) netns.nextIndex++;
  return netns.nextIndex++;
}

/** A random locally administered unicast address, as eth_random_addr() makes it. */
export function drawMac(world: World, netns: NetworkNamespace, name: string): Mac {
  const digits = drawHex(world, 'mac', `${netns.node} ${name}`, 12).replaceAll(':', '');
  const first = (Number.parseInt(digits.slice(0, 2), 16) & 0xfc) | 2;
  const rest = digits.slice(2).match(/../g) ?? [];
  const mac = [first.toString(16).padStart(2, '0'), ...rest].join(':');
  return mac === ZERO_MAC ? '02:00:00:00:00:01' : mac;
}

/** The vxlan device whose outer packets live in `netns` with this VNI and port, wherever the device is. */
export function tunnelOf(
  world: World,
  netns: NetworkNamespace,
  vni: number,
  dstPort: number,
): DeviceReference | undefined {
  return netns.tunnels.find((reference) => {
    const device = world.namespaces.get(reference.netns)?.devices.get(reference.index);
    return device?.kind === 'vxlan' && device.vni === vni && device.dstPort === dstPort;
  });
}
