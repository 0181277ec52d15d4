import type { Step } from '../../../lib/index.ts';
import {
  formatArpBsd,
  formatArpTable,
  type NeighborRow,
  selectNeighbors,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, lookupDevice, lookupRoute, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, parseIpv4, parseMac } from '../../../model/wire/index.ts';
import { deleteNeighbor, setNeighbor } from '../../../network/kernel/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { readHostNames } from './host-names.ts';
import { Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-n', '--numeric'], summary: 'numbers instead of names' },
  { names: ['-a'], summary: 'BSD style, of all hosts or one' },
  { names: ['-e'], summary: 'Linux style, the default' },
  { names: ['-v', '--verbose'], summary: 'counts at the end' },
  { names: ['-i', '--device'], argument: 'DEVICE', summary: 'entries of one device' },
  { names: ['-d', '--delete'], summary: 'delete an entry' },
  { names: ['-s', '--set'], summary: 'set an entry' },
  { names: ['-f', '--file'], summary: 'set entries from a file', unmodelled: true },
  { names: ['-D', '--use-device'], summary: 'take the address of a device', unmodelled: true },
  { names: ['-H', '-t', '--hw-type'], argument: 'TYPE', summary: 'hardware type', unmodelled: true },
];

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'arp', FLAGS, { status: 4 });
  const device = flags.get('-i');
  if (flags.has('-d') || flags.has('-s')) {
    if (!mayConfigure(sys))
      throw new Refusal(`SIOC${flags.has('-d') ? 'D' : 'S'}ARP(dontpub): ${strerror('EPERM')}\n`, 255);
    change(sys, flags.has('-d'), operands, device);
    return 0;
  }
  const names = flags.has('-n') ? () => undefined : yield* readHostNames(sys);
  const host = operands[0] === undefined ? undefined : hostAddress(operands[0]);
  const rows = selectNeighbors(sys.world, sys.netns).filter(
    (row) =>
      row.state !== 'NOARP' &&
      (device === undefined || row.device === device) &&
      (host === undefined || row.address === host),
  );
  const text = listing(sys, flags.has('-a'), rows, names);
  if (text === '' && operands[0] !== undefined) {
    yield* print(sys, `${operands[0]} (${formatIpv4(host ?? 0)}) -- no entry\n`);
    return 1;
  }
  yield* print(sys, text);
  return 0;
}

function listing(
  sys: Sys,
  bsd: boolean,
  rows: readonly NeighborRow[],
  names: (address: Ipv4) => string | undefined,
): string {
  const era = eraOf(sys);
  if (bsd || era === 'busybox') return formatArpBsd(rows, era, names);
  return formatArpTable(rows, (address) => names(address) ?? formatIpv4(address));
}

function hostAddress(text: string): Ipv4 {
  const address = parseIpv4(text);
  if (address === undefined) throw new Refusal(`${text}: Unknown host\n`, 255);
  return address;
}

function change(sys: Sys, deleting: boolean, operands: string[], deviceName: string | undefined): void {
  if (operands[0] === undefined) throw new Refusal('arp: need host name\n', 255);
  const address = hostAddress(operands[0]);
  const named = deviceName === undefined ? undefined : lookupDevice(sys.netns, deviceName);
  const device = named?.index ?? lookupRoute(sys.netns, address)?.device;
  if (device === undefined || (deviceName !== undefined && !named))
    throw new Refusal(
      `SIOC${deleting ? 'D' : 'S'}ARP(dontpub): ${strerror(deviceName === undefined ? 'ENETUNREACH' : 'ENODEV')}\n`,
      255,
    );
  if (deleting) {
    const failure = deleteNeighbor(sys.world, sys.netns, device, address);
    if (isFailure(failure)) throw new Refusal(`No ARP entry for ${operands[0]}\n`, 255);
    return;
  }
  const mac = operands[1] === undefined ? undefined : parseMac(operands[1]);
  if (mac === undefined)
    throw new Refusal(
      operands[1] === undefined ? 'arp: need hardware address\n' : 'arp: invalid hardware address\n',
      255,
    );
  setNeighbor(sys.world, sys.netns, device, address, {
    mac,
    state: operands.includes('temp') ? 'STALE' : 'PERMANENT',
    replace: true,
  });
}

export const arp: CommandSpec = {
  name: 'arp',
  summary: 'show and change the ARP cache (the old tool)',
  usage: ['arp [-n] [-a] [-i DEVICE] [HOST]', 'arp -d HOST', 'arp -s HOST MAC'],
  flags: FLAGS,
  run: refusing('arp', run),
};
