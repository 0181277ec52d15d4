import type { Step } from '../../../lib/index.ts';
import { formatIpAddress, type LinkRow, selectLinks } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type InterfaceAddress, lookupDevice } from '../../../model/state/index.ts';
import { type Cidr, contains } from '../../../model/wire/index.ts';
import { deleteAddress } from '../../../network/kernel/index.ts';
import { print } from '../spec.ts';
import { isKind } from './ip-link-show.ts';
import { type IpOptions, linkFormat, requireRoot } from './ip-options.ts';
import { NotModelled, Refusal } from './refusal.ts';
import type { Words } from './words.ts';
import { seesMounts } from './netns-names.ts';

interface AddressFilter {
  device?: string;
  to?: Cidr;
  scope?: string;
  label?: string;
  type?: string;
  master?: string;
  up: boolean;
  dynamic?: boolean;
  secondary?: boolean;
}

function parseFilter(words: Words): AddressFilter {
  const filter: AddressFilter = { up: false };
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'to':
        filter.to = words.prefix();
        break;
      case 'scope':
        filter.scope = words.take();
        break;
      case 'up':
        filter.up = true;
        break;
      case 'dynamic':
        filter.dynamic = true;
        break;
      case 'permanent':
        filter.dynamic = false;
        break;
      case 'secondary':
        filter.secondary = true;
        break;
      case 'primary':
        filter.secondary = false;
        break;
      case 'label':
        filter.label = words.take();
        break;
      case 'type':
        filter.type = words.take();
        break;
      case 'master':
        filter.master = words.take();
        break;
      case 'group':
      case 'vrf':
      case 'tentative':
      case 'deprecated':
        throw new NotModelled(`address show ${word}`);
      default:
        if (filter.device !== undefined && word !== 'dev')
          throw new Refusal(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
        filter.device = word === 'dev' ? words.take() : word;
    }
  }
  return filter;
}

function picks(filter: AddressFilter, address: InterfaceAddress): boolean {
  if (filter.to && !contains(filter.to.address, filter.to.prefix, address.address)) return false;
  if (filter.scope !== undefined && filter.scope !== address.scope) return false;
  if (filter.label !== undefined && filter.label !== address.label) return false;
  if (filter.dynamic !== undefined && filter.dynamic !== (address.validUntil !== undefined)) return false;
  return filter.secondary === undefined || filter.secondary === address.secondary;
}

export function* showAddresses(sys: Sys, options: IpOptions, words: Words): Step<number> {
  const { netns, family } = options;
  const filter = parseFilter(words);
  if (filter.device !== undefined && !lookupDevice(netns, filter.device))
    throw new Refusal(`Device "${filter.device}" does not exist.\n`, 1);
  const format = linkFormat(sys, options);
  const addressed = filter.to !== undefined;
  let text = '';
  for (const row of selectLinks(sys.world, netns, seesMounts(sys))) {
    if (!linkPasses(row, filter)) continue;
    const inet =
      family === 'inet6' || family === 'link' ? [] : row.device.addresses.filter((a) => picks(filter, a));
    const inet6 =
      family === 'inet' || family === 'link' || addressed || filter.label !== undefined || filter.dynamic
        ? []
        : row.device.inet6.filter((a) => filter.scope === undefined || a.scope === filter.scope);
    const found = inet.length + inet6.length > 0;
    const has = row.device.addresses.length + row.device.inet6.length > 0;
    if (!found && (family === 'inet' || family === 'inet6' || addressed || has)) continue;
    text += formatIpAddress({ link: row, withLink: family === 'any' && !addressed, inet, inet6 }, format);
  }
  yield* print(sys, text);
  return 0;
}

function linkPasses(row: LinkRow, filter: AddressFilter): boolean {
  const { device, master } = row;
  if (filter.device !== undefined && device.name !== filter.device) return false;
  if (filter.up && !device.up) return false;
  if (filter.type !== undefined && !isKind(row, filter.type)) return false;
  return filter.master === undefined || master?.name === filter.master;
}

/** `ip addr flush`. */
export function flushAddresses(sys: Sys, options: IpOptions, words: Words): number {
  requireRoot(sys);
  if (words.done) throw new Refusal('Flush requires arguments.\n', 1);
  const filter = parseFilter(words);
  if (filter.device !== undefined && !lookupDevice(options.netns, filter.device))
    throw new Refusal(`Device "${filter.device}" does not exist.\n`, 1);
  for (const row of selectLinks(sys.world, options.netns, seesMounts(sys))) {
    if (!linkPasses(row, filter)) continue;
    for (const address of [...row.device.addresses]) {
      if (!picks(filter, address) || !row.device.addresses.includes(address)) continue;
      deleteAddress(sys.world, options.netns, row.device, address.address, address.prefix);
    }
    if (options.family !== 'inet' && !filter.to) row.device.inet6 = [];
  }
  return 0;
}
