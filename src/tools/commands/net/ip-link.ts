import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, type NetDevice } from '../../../model/state/index.ts';
import {
  deleteLink,
  moveLink,
  renameLink,
  setLinkUp,
  setMac,
  setMaster,
  setMtu,
  setPromisc,
} from '../../../network/kernel/index.ts';
import { addLinkFromWords } from './ip-link-add.ts';
import { typeSettings } from './ip-link-settings.ts';
import { showLinks } from './ip-link-show.ts';
import { type IpOptions, linkRefusal, requireRoot } from './ip-options.ts';
import { targetNetns } from './ip-netns.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { abbreviated, findDevice, Words } from './words.ts';

const COMMANDS = [
  'add',
  'set',
  'change',
  'replace',
  'delete',
  'show',
  'list',
  'lst',
  'xstats',
  'afstats',
  'property',
  'help',
];

/** `ip link ...` */
export function* ipLink(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  const word = words[0];
  if (word === undefined) return yield* showLinks(sys, options, new Words([]));
  const rest = new Words(words.slice(1));
  const command = abbreviated(word, COMMANDS);
  switch (command) {
    case 'add':
      requireRoot(sys);
      return addLinkFromWords(sys, options, rest);
    case 'set':
    case 'change':
      requireRoot(sys);
      return set(sys, options, rest);
    case 'delete':
      requireRoot(sys);
      return remove(sys, options, rest);
    case 'show':
    case 'list':
    case 'lst':
      return yield* showLinks(sys, options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip link help".\n`, 255);
    default:
      throw new NotModelled(`link ${word}`);
  }
}

/** Changes happen in the order of RTM_NEWLINK: namespace, address, MTU, name, master, then up or down. */
interface Changes {
  up?: boolean;
  mtu?: number;
  name?: string;
  mac?: string;
  master?: NetDevice | 'none';
  netns?: string;
  queueLength?: number;
  promisc?: boolean;
  settings: (() => void)[];
}

function set(sys: Sys, options: IpOptions, words: Words): number {
  const { netns } = options;
  if (words.done) throw new Refusal('Command line is not complete. Try option "help"\n', 255);
  let device: NetDevice | undefined;
  const changes: Changes = { settings: [] };
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'up':
        changes.up = true;
        break;
      case 'down':
        changes.up = false;
        break;
      case 'mtu':
        changes.mtu = words.number('Invalid "mtu" value\n');
        break;
      case 'name':
        changes.name = words.take();
        break;
      case 'address':
        changes.mac = words.mac();
        break;
      case 'master':
        changes.master = masterDevice(options, words.take());
        break;
      case 'nomaster':
        changes.master = 'none';
        break;
      case 'netns':
        changes.netns = words.take();
        break;
      case 'qlen':
      case 'txqlen':
      case 'txqueuelen':
        changes.queueLength = words.number('Invalid "txqueuelen" value\n');
        break;
      case 'dev':
        device = words.device(netns);
        break;
      case 'type':
        changes.settings.push(...typeSettings(required(device), words));
        break;
      case 'promisc':
        changes.promisc = words.onOff('promisc', 1);
        break;
      case 'arp':
      case 'multicast':
      case 'allmulticast':
      case 'broadcast':
      case 'alias':
      case 'group':
      case 'vf':
      case 'xdp':
      case 'addrgenmode':
      case 'carrier':
      case 'protodown':
      case 'trailers':
        throw new NotModelled(`link set ${word}`);
      default:
        if (device) throw new Refusal(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
        device = findDevice(netns, word);
    }
  }
  apply(sys, options, required(device), changes);
  return 0;
}

function required(device: NetDevice | undefined): NetDevice {
  if (!device) throw new Refusal('Not enough of information: "dev" argument is required.\n', 255);
  return device;
}

function masterDevice(options: IpOptions, name: string): NetDevice {
  try {
    return findDevice(options.netns, name);
  } catch {
    throw new Refusal(`Error: argument "${name}" is wrong: Device does not exist\n\n`, 255);
  }
}

function apply(sys: Sys, options: IpOptions, device: NetDevice, changes: Changes): void {
  const { world } = sys;
  let { netns } = options;
  if (changes.netns !== undefined) {
    const to = targetNetns(sys, changes.netns);
    const failure = moveLink(world, netns, device, to, { name: changes.name });
    if (isFailure(failure))
      throw linkRefusal(
        sys,
        options,
        failure,
        failure.errno === 'EEXIST'
          ? 'An interface with the same name exists in the target netns.'
          : 'The interface netns is immutable.',
      );
    netns = to;
  }
  if (changes.mac !== undefined) setMac(netns, device, changes.mac);
  if (changes.mtu !== undefined) {
    const failure = setMtu(netns, device, changes.mtu);
    if (isFailure(failure))
      throw linkRefusal(
        sys,
        options,
        failure,
        changes.mtu < 68 ? 'mtu less than device minimum.' : 'mtu greater than device maximum.',
      );
  }
  if (changes.name !== undefined && changes.netns === undefined) {
    const failure = renameLink(netns, device, changes.name);
    if (isFailure(failure)) throw netlinkRefusal(failure);
  }
  if (changes.promisc !== undefined) setPromisc(device, changes.promisc);
  if (changes.queueLength !== undefined) device.txQueueLength = changes.queueLength;
  if (changes.master !== undefined) {
    const bridge = changes.master === 'none' ? undefined : changes.master;
    // do_set_master releases a port from its old bridge before it enslaves it to the new one.
    if (bridge && device.master !== undefined && device.master !== bridge.index)
      setMaster(world, netns, device, undefined);
    const failure = setMaster(world, netns, device, bridge);
    if (isFailure(failure))
      throw failure.errno === 'EINVAL' && device.kind === 'bridge'
        ? linkRefusal(sys, options, { errno: 'ELOOP' }, 'Can not enslave a bridge to a bridge.')
        : netlinkRefusal(failure);
  }
  for (const change of changes.settings) change();
  if (changes.up !== undefined) setLinkUp(world, netns, device, changes.up);
}

function remove(sys: Sys, options: IpOptions, words: Words): number {
  if (words.done) throw new Refusal('Not enough information: "dev" argument is required.\n', 255);
  words.takeIf('dev');
  const device = words.device(options.netns);
  if (words.takeIf('type')) words.take();
  if (!words.done)
    throw new Refusal(`Error: either "dev" is duplicate, or "${words.take()}" is a garbage.\n`, 255);
  if (device.kind === 'ethernet') throw netlinkRefusal({ errno: 'EOPNOTSUPP' });
  const failure = deleteLink(sys.world, options.netns, device.index);
  if (isFailure(failure)) throw netlinkRefusal(failure);
  return 0;
}
