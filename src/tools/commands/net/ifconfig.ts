import type { Step } from '../../../lib/index.ts';
import {
  byName,
  formatBusyboxIfconfig,
  formatIfconfig,
  type LinkRow,
  selectLink,
  selectLinks,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type DeviceStats,
  emptyStats,
  isFailure,
  lookupDevice,
  type NetDevice,
  strerror,
} from '../../../model/state/index.ts';
import { broadcastOf, type Ipv4, parseIpv4, parseMac, prefixLength } from '../../../model/wire/index.ts';
import {
  addAddress,
  deleteAddress,
  setLinkUp,
  setMac,
  setMtu,
  setPromisc,
} from '../../../network/kernel/index.ts';
import { type CommandSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { atoi, parsePrefixLength } from './words.ts';

function* run(sys: Sys): Step<number> {
  let all = false;
  const words = [...sys.args];
  while (words[0]?.startsWith('-')) {
    const option = words.shift()!;
    if (option === '-a') all = true;
    else if (option === '-s' || option === '-v') throw new NotModelled(option);
    else
      throw new Refusal(
        `ifconfig: option \`${option}' not recognised.\nifconfig: \`--help' gives usage information.\n`,
        1,
      );
  }
  const [name, ...changes] = words;
  if (name === undefined || changes.length === 0) return yield* show(sys, name, all);
  change(sys, name, changes);
  return 0;
}

/**
 * Counters as net-tools finds them in /proc/net/dev: release 2.10 reads no counters of devices whose name fills all 15
 * characters (recorded for docker_gwbridge).
 */
export function netToolsStats(sys: Sys, device: NetDevice): DeviceStats {
  return eraOf(sys) === 'recent' && device.name.length >= 15 ? emptyStats() : device.stats;
}

/** A device and, for addresses with a label of their own, its old-style aliases (`eth0:1`). */
function blocks(row: LinkRow, text: (row: LinkRow) => string): string {
  const labels = new Set(row.device.addresses.map((address) => address.label));
  labels.add(row.device.name);
  return [...labels]
    .sort()
    .map((label) =>
      text({
        ...row,
        device: {
          ...row.device,
          name: label,
          addresses: row.device.addresses.filter((address) => address.label === label),
        },
      }),
    )
    .join('');
}

function* show(sys: Sys, name: string | undefined, all: boolean): Step<number> {
  const era = eraOf(sys);
  const text = (row: LinkRow) =>
    era === 'busybox' ? formatBusyboxIfconfig(row) : formatIfconfig(row, netToolsStats(sys, row.device));
  if (name !== undefined) {
    const device = lookupDevice(sys.netns, name);
    if (!device)
      throw new Refusal(
        era === 'busybox'
          ? `ifconfig: ${name}: error fetching interface information: Device not found\n`
          : `${name}: error fetching interface information: Device not found\n`,
        1,
      );
    yield* print(sys, text(selectLink(sys.world, sys.netns, device)));
    return 0;
  }
  const rows = byName(selectLinks(sys.world, sys.netns)).filter((row) => all || row.device.up);
  yield* print(sys, rows.map((row) => blocks(row, text)).join(''));
  return 0;
}

function change(sys: Sys, name: string, words: string[]): void {
  const { world, netns } = sys;
  const device = lookupDevice(netns, name.split(':')[0]);
  if (!mayConfigure(sys)) throw new Refusal(`SIOCSIFFLAGS: ${strerror('EPERM')}\n`, 255);
  if (!device)
    throw new Refusal(
      parseIpv4(words[0]) === undefined
        ? `${name}: ERROR while getting interface flags: No such device\n`
        : `SIOCSIFADDR: No such device\n${name}: ERROR while getting interface flags: No such device\n`,
      255,
    );
  let address: Ipv4 | undefined;
  let prefix: number | undefined;
  let broadcast: Ipv4 | undefined;
  let up: boolean | undefined;
  const rest = [...words];
  const next = () => {
    const word = rest.shift();
    if (word === undefined) throw new Refusal("ifconfig: `--help' gives usage information.\n", 1);
    return word;
  };
  while (rest.length > 0) {
    const word = next();
    switch (word) {
      case 'up':
        up = true;
        break;
      case 'down':
        up = false;
        break;
      case 'mtu': {
        const failure = setMtu(netns, device, atoi(next()));
        if (isFailure(failure)) throw new Refusal(`SIOCSIFMTU: ${strerror(failure.errno)}\n`, 255);
        break;
      }
      case 'netmask':
        prefix = maskLength(next());
        break;
      case 'broadcast':
        broadcast = parseIpv4(next());
        break;
      case 'txqueuelen':
        device.txQueueLength = atoi(next());
        break;
      case 'hw': {
        next();
        const mac = parseMac(next());
        if (mac === undefined) throw new Refusal('invalid ether address\n', 1);
        setMac(netns, device, mac);
        break;
      }
      case 'promisc':
      case '-promisc':
        setPromisc(device, word === 'promisc');
        break;
      case 'arp':
      case '-arp':
      case 'multicast':
      case '-multicast':
      case 'allmulti':
      case 'add':
      case 'del':
      case 'metric':
      case 'pointopoint':
        throw new NotModelled(word);
      default: {
        const [host, length] = word.split('/');
        address = parseIpv4(host);
        if (address === undefined)
          throw new Refusal(`${host}: Unknown host\nifconfig: \`--help' gives usage information.\n`, 1);
        if (length !== undefined) {
          prefix = parsePrefixLength(length);
          if (prefix === undefined) throw new Refusal(`ifconfig: netmask ${length} is wrong\n`, 1);
        }
        up ??= true;
      }
    }
  }
  if (address !== undefined) setAddress(sys, device, name, { address, prefix, broadcast });
  else if (prefix !== undefined) {
    const first = device.addresses.find((a) => a.label === name);
    if (!first) throw new Refusal(`SIOCSIFNETMASK: ${strerror('EADDRNOTAVAIL')}\n`, 255);
    setAddress(sys, device, name, { address: first.address, prefix, broadcast });
  }
  if (up !== undefined) setLinkUp(world, netns, device, up);
}

function maskLength(text: string): number {
  const mask = parseIpv4(text);
  const length = mask === undefined ? undefined : prefixLength(mask);
  if (length === undefined) throw new Refusal(`SIOCSIFNETMASK: ${strerror('EINVAL')}\n`, 255);
  return length;
}

/** SIOCSIFADDR replaces the address with the device's own label; the default mask is that of the address class. */
function setAddress(
  sys: Sys,
  device: NetDevice,
  label: string,
  wanted: { address: Ipv4; prefix?: number; broadcast?: Ipv4 },
): void {
  const { world, netns } = sys;
  if (wanted.address === 0) {
    for (const old of device.addresses.filter((a) => a.label === label))
      deleteAddress(world, netns, device, old.address, old.prefix);
    return;
  }
  const first = wanted.address >>> 24;
  const prefix = wanted.prefix ?? (first < 128 ? 8 : first < 192 ? 16 : 24);
  for (const old of device.addresses.filter((a) => a.label === label))
    deleteAddress(world, netns, device, old.address, old.prefix);
  const loopback = device.kind === 'loopback';
  addAddress(world, netns, device, {
    address: wanted.address,
    prefix,
    broadcast: loopback ? undefined : (wanted.broadcast ?? broadcastOf(wanted.address, prefix)),
    label,
    scope: loopback ? 'host' : 'global',
  });
}

export const ifconfig: CommandSpec = {
  name: 'ifconfig',
  summary: 'show and configure network devices (the old tool)',
  usage: [
    'ifconfig [-a] [DEVICE]',
    'ifconfig DEVICE [ADDRESS] [netmask MASK] [broadcast ADDRESS] [mtu N] [hw ether MAC] [up|down]',
  ],
  flags: [
    { names: ['-a'], summary: 'devices that are down too' },
    { names: ['-s'], summary: 'short list', unmodelled: true },
  ],
  words: ['up', 'down', 'netmask', 'broadcast', 'mtu', 'hw'],
  complete: (sys, words) =>
    [...sys.netns.devices.values()]
      .map((device) => device.name)
      .filter((name) => name.startsWith(words.at(-1) ?? '')),
  run: refusing('ifconfig', run),
};
