import type { Sys } from '../../../machine/os/index.ts';
import {
  type Failure,
  hasQuirk,
  isFailure,
  isSmallBuild,
  lookupDevice,
  type NetDevice,
} from '../../../model/state/index.ts';
import { addLink, deleteLink, type LinkRequest, moveLink } from '../../../network/kernel/index.ts';
import { OTHER_KINDS } from './ip-link-show.ts';
import { type IpOptions, linkRefusal } from './ip-options.ts';
import { targetNetns } from './ip-netns.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { invalid, type Words } from './words.ts';

interface Common {
  name?: string;
  mac?: string;
  mtu?: number;
  index?: number;
  parent?: NetDevice;
  netns?: string;
  queueLength?: number;
}

/** `ip link add [link DEV] [name] NAME [...] type KIND [...]`. */
export function addLinkFromWords(sys: Sys, options: IpOptions, words: Words): number {
  const common = parseCommon(options, words);
  if (words.done) throw new Refusal('Not enough information: "type" argument is required\n', 255);
  const kind = words.take();
  const { name } = common;
  if (name === undefined) throw new NotModelled('link add without a name');
  if (name.length > 15) throw invalid('"name" not a valid ifname', name);
  const request = parseKind(sys, options, kind, { ...common, name }, words);
  const device = addLink(sys.world, options.netns, request);
  if (isFailure(device)) throw refusalOf(sys, options, request, device);
  if (common.queueLength !== undefined) device.txQueueLength = common.queueLength;
  if (common.netns !== undefined) {
    const to = targetNetns(sys, common.netns);
    const failure = moveLink(sys.world, options.netns, device, to);
    if (isFailure(failure)) {
      deleteLink(sys.world, options.netns, device.index);
      throw netlinkRefusal(failure);
    }
  }
  return 0;
}

/** What the 8021q module says of its refusals (net/8021q/vlan.c, vlan_netlink.c). */
const VLAN_SAYS: Readonly<Record<string, string>> = {
  EEXIST: '8021q: VLAN device already exists.',
  EOPNOTSUPP: '8021q: VLANs not supported on device.',
  ERANGE: '8021q: Invalid VLAN id.',
};

function refusalOf(sys: Sys, options: IpOptions, { kind, name }: LinkRequest, failure: Failure): Refusal {
  if (lookupDevice(options.netns, name)) return netlinkRefusal(failure);
  if (kind === 'vxlan')
    return linkRefusal(sys, options, failure, 'A VXLAN device with the specified VNI already exists.');
  const built = !isSmallBuild(sys.node.kernel);
  if (kind === 'vlan' && built) return linkRefusal(sys, options, failure, VLAN_SAYS[failure.errno]);
  if (kind === 'vlan' || kind === 'dummy') return unknownKind(options);
  return netlinkRefusal(failure);
}

function unknownKind(options: IpOptions): Refusal {
  return options.era === 'recent'
    ? new Refusal('Error: Unknown device type.\n', 2)
    : netlinkRefusal({ errno: 'EOPNOTSUPP' });
}

/** Reads up to and including the word `type`. */
function parseCommon(options: IpOptions, words: Words): Common {
  const common: Common = {};
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'type':
        return common;
      case 'link':
        common.parent = words.device(options.netns);
        break;
      case 'name':
        common.name = words.take();
        break;
      case 'address':
        common.mac = words.mac();
        break;
      case 'mtu':
        common.mtu = words.number('Invalid "mtu" value\n');
        break;
      case 'index':
        common.index = words.number('Invalid "index" value');
        break;
      case 'netns':
        common.netns = words.take();
        break;
      case 'txqueuelen':
      case 'txqlen':
      case 'qlen':
        common.queueLength = words.number('Invalid "txqueuelen" value\n');
        break;
      case 'up':
      case 'down':
      case 'numtxqueues':
      case 'numrxqueues':
      case 'group':
        throw new NotModelled(`link add ${word}`);
      default: {
        const text = word === 'dev' ? words.take() : word;
        if (common.name !== undefined)
          throw new Refusal(`Error: either "dev" is duplicate, or "${text}" is a garbage.\n`, 255);
        common.name = text;
      }
    }
  }
  return common;
}

function parseKind(
  sys: Sys,
  options: IpOptions,
  kind: string,
  common: Common & { name: string },
  words: Words,
): LinkRequest {
  const base = { name: common.name, mac: common.mac, mtu: common.mtu, index: common.index };
  switch (kind) {
    case 'bridge':
      return { ...base, kind, ...bridgeOptions(words) };
    case 'dummy':
      if (!words.done) throw new NotModelled(`link add type dummy ${words.take()}`);
      return { ...base, kind };
    case 'veth':
      return { ...base, kind, peer: vethPeer(sys, common.name, words) };
    case 'vxlan':
      return { ...base, kind, ...vxlanOptions(sys, words) };
    case 'macvlan': {
      if (!common.parent) throw netlinkRefusal({ errno: 'EINVAL' });
      return { ...base, kind, parent: common.parent.index, mode: macvlanMode(words) };
    }
    case 'vlan': {
      const vid = vlanId(sys, options, words);
      if (!common.parent) throw linkRefusal(sys, options, { errno: 'EINVAL' }, '8021q: link not specified.');
      return { ...base, kind, parent: common.parent.index, vid };
    }
    default:
      if (OTHER_KINDS.includes(kind)) throw new NotModelled(`link add type ${kind}`);
      throw unknownKind(options);
  }
}

function bridgeOptions(words: Words): { mcastSnooping?: boolean } {
  const found: { mcastSnooping?: boolean } = {};
  while (!words.done) {
    const word = words.take();
    if (word === 'mcast_snooping') found.mcastSnooping = words.number('invalid mcast_snooping') !== 0;
    else if (word === 'stp_state' && words.peek() === '0') words.take();
    else throw new NotModelled(`link add type bridge ${word}`);
  }
  return found;
}

function vethPeer(sys: Sys, name: string, words: Words) {
  const peer: { name: string; mac?: string; mtu?: number; netns?: number; index?: number } = {
    name: `${name}p`,
  };
  if (words.done) return { ...peer, name: freeVethName(sys) };
  if (!words.takeIf('peer')) throw new Refusal(`Unknown option "${words.take()}"\n`, 255);
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'address':
        peer.mac = words.mac();
        break;
      case 'mtu':
        peer.mtu = words.number('Invalid "mtu" value\n');
        break;
      case 'index':
        peer.index = words.number('Invalid "index" value');
        break;
      case 'netns':
        peer.netns = targetNetns(sys, words.take()).id;
        break;
      default:
        peer.name = word === 'name' ? words.take() : word;
    }
  }
  return peer;
}

/** The kernel names an unnamed peer veth0, veth1, ... */
function freeVethName(sys: Sys): string {
  const names = new Set([...sys.netns.devices.values()].map((device) => device.name));
  let number = 0;
  while (names.has(`veth${number}`)) number++;
  return `veth${number}`;
}

function vxlanOptions(sys: Sys, words: Words) {
  const found: Partial<Extract<LinkRequest, { kind: 'vxlan' }>> = {};
  while (!words.done) {
    const word = words.take();
    const off = word.startsWith('no');
    switch (word) {
      case 'id':
      case 'vni':
        found.vni = words.number('invalid id');
        if (found.vni >= 1 << 24) throw invalid('invalid id', String(found.vni));
        break;
      case 'dstport':
        // 0 is the port Linux had before IANA assigned one (net/vxlan.h).
        found.dstPort = words.number('dst port') || 8472;
        break;
      case 'local':
        found.local = words.address();
        break;
      case 'ageing':
        found.ageing = words.number('ageing timer') * 1_000_000;
        break;
      case 'learning':
      case 'nolearning':
        found.learning = !off;
        break;
      case 'proxy':
      case 'noproxy':
        found.proxy = !off;
        break;
      case 'l2miss':
      case 'nol2miss':
        found.l2miss = !off;
        break;
      case 'l3miss':
      case 'nol3miss':
        found.l3miss = !off;
        break;
      case 'udpcsum':
      case 'noudpcsum':
        found.udpcsum = !off;
        break;
      case 'df': {
        const df = words.take();
        if (df !== 'set' && df !== 'unset' && df !== 'inherit')
          throw invalid('DF must be "unset", "set" or "inherit"', df);
        if (!hasQuirk(sys.node.kernel, 'vxlan-df-option')) throw netlinkRefusal({ errno: 'EINVAL' });
        found.df = df;
        break;
      }
      default:
        throw new NotModelled(`link add type vxlan ${word}`);
    }
  }
  if (found.vni === undefined) throw new Refusal('vxlan: missing virtual network identifier\n', 255);
  // iproute2 leaves the port to the kernel, whose own default is the old 8472.
  return { ...found, vni: found.vni, dstPort: found.dstPort ?? 8472 };
}

/** `id N`; the kernel, not iproute2, misses it (net/8021q/vlan_netlink.c). */
function vlanId(sys: Sys, options: IpOptions, words: Words): number {
  let vid: number | undefined;
  while (!words.done) {
    const word = words.take();
    if (word === 'id') vid = words.number('id is invalid');
    else if (word === 'protocol' || word === 'proto') {
      const protocol = words.take();
      if (protocol.toLowerCase() !== '802.1q')
        throw new NotModelled(`link add type vlan ${word} ${protocol}`);
    } else throw new NotModelled(`link add type vlan ${word}`);
  }
  if (vid === undefined)
    throw linkRefusal(sys, options, { errno: 'EINVAL' }, '8021q: VLAN properties not specified.');
  return vid;
}

function macvlanMode(words: Words): 'bridge' | 'private' | 'vepa' | 'passthru' {
  if (words.done) return 'vepa';
  if (!words.takeIf('mode')) throw new NotModelled(`link add type macvlan ${words.take()}`);
  const mode = words.take();
  if (mode === 'bridge' || mode === 'private' || mode === 'vepa' || mode === 'passthru') return mode;
  throw new Refusal(
    'Error: argument of "mode" must be "private", "vepa", "bridge", "passthru" or "source"\n',
    255,
  );
}
