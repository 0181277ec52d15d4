import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, lookupDevice } from '../../../model/state/index.ts';
import { type Ipv4, type Mac, parseIpv4, parseMac } from '../../../model/wire/index.ts';
import {
  deleteBridgeEntry,
  deleteVxlanEntry,
  setBridgeEntry,
  setVxlanEntry,
} from '../../../network/kernel/index.ts';
import type { IpOptions } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import type { Words } from './words.ts';

interface FdbRequest {
  mac?: string;
  device?: string;
  remote?: Ipv4;
  master: boolean;
  self: boolean;
  state: 'permanent' | 'static' | 'dynamic';
}

/** `bridge fdb add|append|replace|del MAC dev DEV [dst IP] [self|master] [permanent|static|dynamic]`. */
export function changeFdb(
  sys: Sys,
  options: IpOptions,
  command: 'add' | 'append' | 'replace' | 'delete',
  words: Words,
): number {
  const request = parseRequest(words);
  if (request.device === undefined || request.mac === undefined)
    throw new Refusal('Device and address are required arguments.\n', 255);
  const mac = parseMac(request.mac);
  if (mac === undefined) throw new Refusal(`Invalid mac address ${request.mac}\n`, 255);
  const { netns } = options;
  const device = lookupDevice(netns, request.device);
  if (!device) throw new Refusal(`Cannot find device "${request.device}"\n`, 255);
  const failure = request.master
    ? changeBridge(sys, options, command, request, mac)
    : changeSelf(sys, options, command, request, mac);
  if (isFailure(failure)) throw netlinkRefusal(failure);
  return 0;
}

function parseRequest(words: Words): FdbRequest {
  const request: FdbRequest = { master: false, self: false, state: 'permanent' };
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'dev':
        request.device = words.take();
        break;
      case 'dst': {
        const text = words.take();
        request.remote = parseIpv4(text);
        if (request.remote === undefined)
          throw new Refusal(`Error: inet address is expected rather than "${text}".\n`, 1);
        break;
      }
      case 'self':
        request.self = true;
        break;
      case 'master':
        request.master = true;
        break;
      case 'local':
      case 'permanent':
        request.state = 'permanent';
        break;
      case 'static':
      case 'temp':
        request.state = 'static';
        break;
      case 'dynamic':
        request.state = 'dynamic';
        break;
      case 'port':
      case 'vni':
      case 'src_vni':
      case 'via':
      case 'vlan':
      case 'router':
      case 'use':
      case 'extern_learn':
      case 'sticky':
      case 'nhid':
        throw new NotModelled(`fdb ${word}`);
      default:
        if (request.mac !== undefined)
          throw new Refusal(`Error: duplicate "addr": "${word}" is the second value.\n`, 255);
        request.mac = word;
    }
  }
  return request;
}

function changeSelf(sys: Sys, options: IpOptions, command: string, request: FdbRequest, mac: Mac) {
  const { netns } = options;
  const device = lookupDevice(netns, request.device ?? '');
  if (device?.kind !== 'vxlan') throw new NotModelled(`fdb ${command} self on ${device?.kind}`);
  if (command === 'append') {
    // An entry may have several remotes in life; the model keeps one.
    if (device.fdb.has(mac)) throw new NotModelled('fdb append of a second remote');
  }
  if (command === 'delete') return deleteVxlanEntry(sys.world, netns, device, mac, request.remote);
  if (request.remote === undefined) return { errno: 'EINVAL' } as const;
  return setVxlanEntry(sys.world, netns, device, mac, request.remote, {
    permanent: request.state !== 'dynamic',
    replace: command === 'replace',
  });
}

function changeBridge(sys: Sys, options: IpOptions, command: string, request: FdbRequest, mac: Mac) {
  const { netns } = options;
  const port = lookupDevice(netns, request.device ?? '');
  const bridge = port?.master === undefined ? undefined : netns.devices.get(port.master);
  if (!port || bridge?.kind !== 'bridge') return { errno: 'EOPNOTSUPP' } as const;
  if (command === 'delete') return deleteBridgeEntry(sys.world, netns, bridge, port, mac);
  return setBridgeEntry(sys.world, netns, bridge, port, mac, {
    isStatic: request.state !== 'dynamic',
    replace: command === 'replace',
  });
}
