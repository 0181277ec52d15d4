import type { Step } from '../../../lib/index.ts';
import {
  formatBridgeLink,
  formatFdb,
  type FdbRow,
  selectFdb,
  selectLinks,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { lookupDevice, type NetlinkMessage } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { type CommandSpec, print } from '../spec.ts';
import { changeFdb } from './bridge-fdb.ts';
import { completeBridge } from './completion.ts';
import { followNetlink } from './ip-monitor.ts';
import { type IpOptions, parseIpOptions, requireRoot } from './ip-options.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { abbreviated, Words } from './words.ts';

const OBJECTS = ['link', 'fdb', 'mdb', 'mst', 'vlan', 'vni', 'monitor', 'help'];

const USAGE = `Usage: bridge [ OPTIONS ] OBJECT { COMMAND | help }
where  OBJECT := { link | fdb | monitor }
       OPTIONS := { -s[tatistics] | -d[etails] | -n[etns] name }
`;

function* run(sys: Sys): Step<number> {
  const options = parseIpOptions(sys, 'bridge');
  const [word, ...words] = options.words;
  if (word === undefined) throw new Refusal(USAGE, 255);
  switch (abbreviated(word, OBJECTS)) {
    case 'fdb':
      return yield* fdb(sys, options, words);
    case 'link':
      return yield* link(sys, options, words);
    case 'monitor':
      return yield* monitor(sys, words);
    case 'help':
      throw new Refusal(USAGE, 255);
    case undefined:
      throw new Refusal(`Object "${word}" is unknown, try "bridge help".\n`, 1);
    default:
      throw new NotModelled(word);
  }
}

function* fdb(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  const word = words[0] ?? 'show';
  const rest = new Words(words.slice(1));
  const command = abbreviated(word, [
    'add',
    'append',
    'replace',
    'delete',
    'get',
    'show',
    'lst',
    'list',
    'flush',
    'help',
  ]);
  switch (command) {
    case 'add':
    case 'append':
    case 'replace':
    case 'delete':
      requireRoot(sys);
      return changeFdb(sys, options, command, rest);
    case 'show':
    case 'lst':
    case 'list':
      return yield* showFdb(sys, options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "bridge fdb help".\n`, 255);
    default:
      throw new NotModelled(`fdb ${word}`);
  }
}

function* showFdb(sys: Sys, options: IpOptions, words: Words): Step<number> {
  let device: string | undefined;
  let bridge: string | undefined;
  let dynamic = false;
  while (!words.done) {
    const word = words.take();
    if (word === 'brport' || word === 'dev') device = words.take();
    else if (word === 'br') bridge = words.take();
    else if (word === 'dynamic') dynamic = true;
    else if (word === 'vlan' || word === 'state') throw new NotModelled(`fdb show ${word}`);
    else device = word;
  }
  const { netns } = options;
  if (bridge !== undefined && !lookupDevice(netns, bridge))
    throw new Refusal(`Cannot find bridge device "${bridge}"\n`, 1);
  if (device !== undefined && !lookupDevice(netns, device))
    throw new Refusal(`Cannot find device "${device}"\n`, 1);
  const inBridge = (row: FdbRow) => {
    const found = lookupDevice(netns, row.device);
    const master = found?.master === undefined ? undefined : netns.devices.get(found.master);
    return row.device === bridge || master?.name === bridge;
  };
  const format = { era: options.era, statistics: options.statistics > 0, hideDevice: device !== undefined };
  const rows = selectFdb(sys.world, netns).filter(
    (row) =>
      (device === undefined || row.device === device) &&
      (bridge === undefined || inBridge(row)) &&
      !(dynamic && row.state !== ''),
  );
  yield* print(sys, rows.map((row) => formatFdb(row, format)).join(''));
  return 0;
}

function* link(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  const word = words[0] ?? 'show';
  const rest = new Words(words.slice(1));
  switch (abbreviated(word, ['set', 'change', 'show', 'lst', 'list', 'help'])) {
    case 'show':
    case 'lst':
    case 'list': {
      let name: string | undefined;
      while (!rest.done) {
        const next = rest.take();
        name = next === 'dev' ? rest.take() : next;
      }
      if (name !== undefined && !lookupDevice(options.netns, name))
        throw new Refusal(`Cannot find device "${name}"\n`, 1);
      const rows = selectLinks(sys.world, options.netns).filter(
        (row) => row.master !== undefined && (name === undefined || row.device.name === name),
      );
      yield* print(sys, rows.map((row) => formatBridgeLink(row, options.era, options.details)).join(''));
      return 0;
    }
    case 'set':
    case 'change':
      requireRoot(sys);
      return setPort(options, rest);
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "bridge link help".\n`, 255);
    default:
      throw new NotModelled(`link ${word}`);
  }
}

/** `bridge link set dev X hairpin on ...` */
function setPort(options: IpOptions, words: Words): number {
  let name: string | undefined;
  const flags: ['hairpin' | 'learning' | 'flood', boolean][] = [];
  let cost: number | undefined;
  let priority: number | undefined;
  while (!words.done) {
    const word = words.take();
    if (word === 'dev') name = words.take();
    else if (word === 'hairpin' || word === 'learning' || word === 'flood')
      flags.push([word, words.onOff(word)]);
    else if (word === 'cost') cost = words.number('cost');
    else if (word === 'priority') priority = words.number('priority');
    else throw new NotModelled(`link set ${word}`);
  }
  if (name === undefined) throw new Refusal('Device is a required argument.\n', 255);
  const device = lookupDevice(options.netns, name);
  if (!device) throw new Refusal(`Cannot find device "${name}"\n`, 255);
  if (!device.port) throw new Refusal('RTNETLINK answers: Operation not supported\n', 2);
  for (const [flag, on] of flags) device.port[flag] = on;
  if (cost !== undefined) device.port.pathCost = cost;
  if (priority !== undefined) device.port.priority = priority;
  return 0;
}

function* monitor(sys: Sys, words: string[]): Step<number> {
  const groups: NetlinkMessage['group'][] = [];
  for (const word of words.length === 0 ? ['all'] : words) {
    // A tunnel's question for a missing entry is no message this tool listens for: `ip monitor neigh` is (recorded in f03).
    if ('fdb'.startsWith(word)) groups.push('fdb');
    else if ('link'.startsWith(word)) groups.push('link');
    else if (word === 'all') groups.push('fdb', 'link');
    else if (['mdb', 'vlan', 'file', 'vni'].includes(word)) throw new NotModelled(`monitor ${word}`);
    else throw new Refusal(`Argument "${word}" is unknown, try "bridge monitor help".\n`, 255);
  }
  return yield* followNetlink(sys, groups, (message) => monitorText(sys, message));
}

function monitorText(sys: Sys, { group, row }: NetlinkMessage): string {
  const deleted = row.deleted === true ? 'Deleted ' : '';
  if (group === 'link') {
    const found = selectLinks(sys.world, sys.netns).find((candidate) => candidate.device.name === row.device);
    return found?.master ? deleted + formatBridgeLink(found, 'recent', false) : '';
  }
  const mac = row.mac === undefined ? '' : `${row.mac} `;
  const remote =
    row.remote === undefined
      ? ''
      : `dst ${typeof row.remote === 'number' ? formatIpv4(row.remote) : row.remote} `;
  const master = row.master === undefined ? '' : `master ${row.master} `;
  return `${deleted}${mac}dev ${row.device} ${remote}${row.self === true ? 'self ' : ''}${master}${row.permanent === true ? 'permanent' : ''}\n`;
}

export const bridge: CommandSpec = {
  name: 'bridge',
  profiles: ['centos7', 'debian12'],
  summary: 'show and change forwarding entries and bridge ports',
  usage: ['bridge [OPTIONS] OBJECT {COMMAND | help}'],
  flags: [
    { names: ['-s', '-statistics'], summary: 'ages of entries' },
    { names: ['-d', '-details'], summary: 'settings of ports' },
    { names: ['-n', '-netns'], argument: 'NAME', summary: 'act in a named namespace' },
    { names: ['-j', '-json'], summary: 'JSON output', unmodelled: true },
  ],
  words: ['fdb', 'link', 'monitor'],
  complete: completeBridge,
  run: refusing('bridge', run),
};
