import { type Step, wordTable } from '../../../lib/index.ts';
import { formatIpLink, selectLink } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, lookupDevice, type NetlinkMessage } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { print } from '../spec.ts';
import { type IpOptions, linkFormat } from './ip-options.ts';
import { NotModelled, Refusal } from './refusal.ts';
import { seesMounts } from './netns-names.ts';

type Group = NetlinkMessage['group'];

const OBJECTS: Readonly<Record<string, readonly Group[]>> = wordTable({
  link: ['link'],
  address: ['address'],
  route: ['route'],
  // The bridge's forwarding entries and a vxlan's misses travel in the neighbour group too (recorded).
  neigh: ['neigh', 'fdb', 'miss'],
});

/** What `ip monitor all` and `ip monitor label` put before each message. */
const LABELS: Readonly<Record<Group, string>> = {
  link: '[LINK]',
  address: '[ADDR]',
  route: '[ROUTE]',
  neigh: '[NEIGH]',
  fdb: '[NEIGH]',
  miss: '[NEIGH]',
};

/** `ip monitor [OBJECT...]`: prints what the kernel multicasts until it is interrupted. */
export function* ipMonitor(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  const groups: Group[] = [];
  let all = words.length === 0;
  let labels = false;
  for (const word of words) {
    if (word === 'all' || word === 'label') {
      all ||= word === 'all' || words.length === 1;
      labels = true;
      continue;
    }
    const name = Object.keys(OBJECTS).find((object) => object.startsWith(word));
    if (name === undefined) {
      if (
        [
          'label',
          'rule',
          'nsid',
          'mroute',
          'prefix',
          'netconf',
          'nexthop',
          'stats',
          'file',
          'dev',
          'all-nsid',
        ].includes(word)
      )
        throw new NotModelled(`monitor ${word}`);
      throw new Refusal(`Argument "${word}" is unknown, try "ip monitor help".\n`, 255);
    }
    groups.push(...OBJECTS[name]);
  }
  if (all) groups.push('link', 'address', 'route', 'neigh', 'fdb', 'miss');
  return yield* followNetlink(sys, groups, (message) => {
    const text = messageText(sys, options, message);
    return labels && text !== '' ? LABELS[message.group] + text : text;
  });
}

/** Prints messages as they come. Ends only when the reader is gone or the process is killed. */
export function* followNetlink(
  sys: Sys,
  groups: Group[],
  text: (message: NetlinkMessage) => string,
): Step<number> {
  const monitor = yield* sys.netlink(groups);
  for (;;) {
    const message = yield* sys.receiveNetlink(monitor);
    if (isFailure(message)) return 1;
    const open = yield* print(sys, text(message));
    if (!open) return 1;
  }
}

function messageText(sys: Sys, options: IpOptions, message: NetlinkMessage): string {
  const { row } = message;
  const deleted = row.deleted === true ? 'Deleted ' : '';
  const neighbor = (place: string, state: string) => {
    const mac = row.mac === undefined ? '' : `lladdr ${row.mac}`;
    // Older releases separate the parts with a blank each, absent or not, and end without one.
    if (options.era !== 'recent') return `${place} ${mac} ${state}\n`;
    return `${place} ${mac === '' ? '' : `${mac} `}${state} \n`;
  };
  switch (message.group) {
    case 'neigh':
      return neighbor(`${deleted}${row.address} dev ${row.device}`, String(row.state));
    case 'fdb':
      return neighbor(`${deleted}dev ${row.device}`, row.permanent === true ? 'PERMANENT' : 'REACHABLE');
    case 'miss': {
      const address = row.address === undefined ? '' : `${addressText(row.address)} `;
      return neighbor(`miss ${address}dev ${row.device}`, String(row.state ?? 'STALE'));
    }
    case 'link':
      return linkText(sys, options, String(row.device), row.event === 'deleted');
    case 'address':
      return addressMessage(sys, String(row.device), addressText(row.address), String(row.prefix), deleted);
    case 'route':
      return `${deleted}${row.text ?? ''}\n`;
  }
}

function addressText(address: string | number | boolean | undefined): string {
  return typeof address === 'number' ? formatIpv4(address) : String(address ?? '');
}

function linkText(sys: Sys, options: IpOptions, name: string, deleted: boolean): string {
  const device = lookupDevice(sys.netns, name);
  // A deleted device is gone by the time it is printed; its name is all that is left.
  if (!device) return deleted ? `Deleted ${name} \n` : '';
  const row = selectLink(sys.world, sys.netns, device, seesMounts(sys));
  return `${deleted ? 'Deleted ' : ''}${formatIpLink(row, 'addr', linkFormat(sys, options)).join('\n')}\n`;
}

function addressMessage(sys: Sys, name: string, address: string, prefix: string, deleted: string): string {
  const device = lookupDevice(sys.netns, name);
  const found = device?.addresses.find((a) => formatIpv4(a.address) === address);
  const broadcast = found?.broadcast === undefined ? '' : ` brd ${formatIpv4(found.broadcast)}`;
  return `${deleted}${device?.index ?? 0}: ${name}    inet ${address}/${prefix}${broadcast} scope ${found?.scope ?? 'global'} ${name}\n       valid_lft forever preferred_lft forever\n`;
}
