import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type Failure,
  type InterfaceAddress,
  isFailure,
  type NetDevice,
  releaseNumbers,
} from '../../../model/state/index.ts';
import { broadcastOf, type Cidr, formatIpv4, type Ipv4, networkOf } from '../../../model/wire/index.ts';
import { addAddress, deleteAddress } from '../../../network/kernel/index.ts';
import { flushAddresses, showAddresses } from './ip-address-show.ts';
import { type IpOptions, requireRoot } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { abbreviated, invalid, Words } from './words.ts';

const COMMANDS = [
  'add',
  'change',
  'chg',
  'replace',
  'delete',
  'show',
  'list',
  'lst',
  'flush',
  'save',
  'restore',
  'help',
];

/** `ip addr ...` */
export function* ipAddress(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  const word = words[0];
  if (word === undefined) return yield* showAddresses(sys, options, new Words([]));
  const command = abbreviated(word, COMMANDS);
  const rest = new Words(words.slice(1));
  switch (command) {
    case 'add':
    case 'change':
    case 'chg':
    case 'replace':
      return add(sys, options, rest, command);
    case 'delete':
      return yield* remove(sys, options, rest);
    case 'show':
    case 'list':
    case 'lst':
      return yield* showAddresses(sys, options, rest);
    case 'flush':
      return flushAddresses(sys, options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip address help".\n`, 255);
    default:
      throw new NotModelled(`address ${word}`);
  }
}

interface AddressRequest {
  address: Ipv4;
  prefix: number;
  prefixGiven: boolean;
  device: NetDevice;
  broadcast?: Ipv4;
  scope?: InterfaceAddress['scope'];
  label?: string;
  lifetime?: number;
  noprefixroute?: boolean;
}

function parseRequest(options: IpOptions, words: Words): AddressRequest {
  let local: Cidr | undefined;
  let given = false;
  let device: NetDevice | undefined;
  let broadcast: string | undefined;
  const request: Partial<AddressRequest> = {};
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'broadcast':
      case 'brd':
        broadcast = words.take();
        break;
      case 'dev':
        device = words.device(options.netns);
        break;
      case 'scope': {
        const scope = words.take();
        if (scope !== 'global' && scope !== 'link' && scope !== 'host')
          throw invalid('invalid scope value.', scope);
        request.scope = scope;
        break;
      }
      case 'label':
        request.label = words.take();
        break;
      case 'valid_lft': {
        const lifetime = words.take();
        if (lifetime !== 'forever' && !/^\d+$/.test(lifetime)) throw invalid('valid_lft value', lifetime);
        if (lifetime !== 'forever') request.lifetime = Number(lifetime);
        break;
      }
      case 'preferred_lft':
        words.take();
        break;
      case 'noprefixroute':
        request.noprefixroute = true;
        break;
      case 'peer':
      case 'remote':
      case 'anycast':
      case 'metric':
      case 'home':
      case 'nodad':
        throw new NotModelled(`address ${word}`);
      default: {
        const text = word === 'local' ? words.take() : word;
        if (local) throw new Refusal(`Error: either "local" is duplicate, or "${text}" is a garbage.\n`, 255);
        if (text.includes(':')) throw new NotModelled(`address of IPv6: ${text}`);
        local = new Words([text]).prefix();
        given = text.includes('/');
      }
    }
  }
  if (!device) throw new Refusal('Not enough information: "dev" argument is required.\n', 255);
  if (!local) throw new Refusal('RTNETLINK answers: Invalid argument\n', 2);
  if (request.label !== undefined && !request.label.startsWith(device.name))
    throw new Refusal(`"dev" (${device.name}) must match "label" (${request.label}).\n`, 1);
  return {
    ...request,
    ...local,
    prefixGiven: given,
    device,
    broadcast: broadcast === undefined ? undefined : broadcastText(broadcast, local),
  };
}

/** `+` sets the host bits, `-` clears them. */
function broadcastText(text: string, local: Cidr): Ipv4 {
  if (text === '+') return broadcastOf(local.address, local.prefix);
  if (text === '-') return networkOf(local.address, local.prefix);
  return new Words([text]).address();
}

/** The kernel explains itself since 6.5 (inet_rtm_newaddr), and iproute2 passes it on since 4.12. */
function explained(sys: Sys, options: IpOptions, failure: Failure, text: string): Refusal {
  const [major, minor] = releaseNumbers(sys.node.kernel);
  const speaks = options.era === 'recent' && (major > 6 || (major === 6 && minor >= 5));
  return netlinkRefusal(failure, speaks ? text : undefined);
}

function add(sys: Sys, options: IpOptions, words: Words, command: string): number {
  requireRoot(sys);
  const request = parseRequest(options, words);
  const { device, address, prefix } = request;
  const validUntil =
    request.lifetime === undefined ? undefined : sys.world.now + request.lifetime * 1_000_000;
  const old = device.addresses.find((a) => a.address === address && a.prefix === prefix);
  if (old && command !== 'add') {
    old.validUntil = validUntil;
    return 0;
  }
  if (!old && (command === 'change' || command === 'chg')) throw netlinkRefusal({ errno: 'EADDRNOTAVAIL' });
  const loopback = device.kind === 'loopback' || address >>> 24 === 127;
  const failure = addAddress(sys.world, options.netns, device, {
    address,
    prefix,
    broadcast: request.broadcast,
    scope: request.scope ?? (loopback ? 'host' : 'global'),
    label: request.label ?? device.name,
    validUntil,
    noprefixroute: request.noprefixroute,
  });
  if (isFailure(failure)) throw explained(sys, options, failure, 'ipv4: Address already assigned.');
  return 0;
}

function* remove(sys: Sys, options: IpOptions, words: Words): Step<number> {
  requireRoot(sys);
  const request = parseRequest(options, words);
  const { device, address } = request;
  let { prefix } = request;
  if (!request.prefixGiven) {
    yield* sys.write(
      2,
      `Warning: Executing wildcard deletion to stay compatible with old scripts.
         Explicitly specify the prefix length (${formatIpv4(address)}/32) to avoid this warning.
         This special behaviour is likely to disappear in further releases,
         fix your scripts!\n`,
    );
    prefix = device.addresses.find((a) => a.address === address)?.prefix ?? 32;
  }
  const failure = deleteAddress(sys.world, options.netns, device, address, prefix);
  if (isFailure(failure)) throw explained(sys, options, failure, 'ipv4: Address not found.');
  return 0;
}
