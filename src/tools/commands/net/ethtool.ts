import { type Step, wordTable } from '../../../lib/index.ts';
import {
  FEATURE_GROUPS,
  formatDriver,
  formatDriverStatistics,
  formatFeatures,
  formatLinkSettings,
  GROUP_NAMES,
  selectFeatures,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { hasCarrier, lookupDevice, type NetDevice } from '../../../model/state/index.ts';
import { setFeature } from '../../../network/kernel/index.ts';
import { type CommandSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const UNMODELLED = [
  '-a',
  '-A',
  '-c',
  '-C',
  '-g',
  '-G',
  '-l',
  '-L',
  '-p',
  '-P',
  '-r',
  '-s',
  '-t',
  '-T',
  '-u',
  '-U',
  '-x',
  '-X',
  '-n',
  '-N',
  '-d',
  '-e',
  '-E',
  '-f',
  '-m',
  '-w',
  '-W',
];
const LONG: Readonly<Record<string, string>> = wordTable({
  '--show-features': '-k',
  '--show-offload': '-k',
  '--features': '-K',
  '--offload': '-K',
  '--statistics': '-S',
  '--driver': '-i',
});

function badUsage(): Refusal {
  return new Refusal('ethtool: bad command line argument(s)\nFor more information run ethtool -h\n', 1);
}

function* run(sys: Sys): Step<number> {
  const [first, ...words] = sys.args;
  if (first === undefined) throw badUsage();
  const option = LONG[first] ?? first;
  if (UNMODELLED.includes(option)) throw new NotModelled(first);
  if (!option.startsWith('-')) {
    if (words.length > 0) throw badUsage();
    const device = find(sys, first, 'device settings');
    yield* print(sys, formatLinkSettings(device, device.up && hasCarrier(sys.world, sys.netns, device)));
    return 0;
  }
  const name = words[0];
  if (name === undefined || !['-k', '-K', '-S', '-i'].includes(option)) {
    if (option.startsWith('--')) throw new NotModelled(first);
    throw badUsage();
  }
  switch (option) {
    case '-k':
      yield* print(sys, formatFeatures(find(sys, name, 'device feature names')));
      return 0;
    case '-K':
      return yield* change(sys, find(sys, name, 'device feature names'), words.slice(1));
    case '-S': {
      const text = formatDriverStatistics(find(sys, name, 'stats strings information'));
      if (text === undefined) {
        yield* sys.write(2, 'no stats available\n');
        return 94;
      }
      yield* print(sys, text);
      return 0;
    }
    default:
      yield* print(sys, formatDriver(find(sys, name, 'driver information'), sys.node.kernel));
      return 0;
  }
}

function find(sys: Sys, name: string, what: string): NetDevice {
  const device = lookupDevice(sys.netns, name);
  if (device) return device;
  // The netlink half of recent releases gives up with its own words.
  if (eraOf(sys) === 'recent' && what === 'device settings')
    throw new Refusal(
      'netlink error: No such device\nnetlink error: No such device\nnetlink error: No such device\nnetlink error: No such device\nnetlink error: No such device\nNo data available\n',
      75,
    );
  if (eraOf(sys) === 'recent' && what === 'device feature names')
    throw new Refusal('netlink error: No such device\n', 1);
  if (what === 'device settings')
    throw new Refusal(
      'Cannot get device settings: No such device\nCannot get wake-on-lan settings: No such device\nCannot get message level: No such device\nCannot get link status: No such device\nNo data available\n',
      75,
    );
  throw new Refusal(`Cannot get ${what}: No such device\n`, what === 'driver information' ? 71 : 1);
}

/** `-K DEV FEATURE on|off ...`: the short names and groups switch every member that is not fixed. */
function* change(sys: Sys, device: NetDevice, words: string[]): Step<number> {
  if (words.length === 0 || words.length % 2 !== 0) throw badUsage();
  if (!mayConfigure(sys)) throw new Refusal('Cannot get device feature names: Operation not permitted\n', 1);
  const before = selectFeatures(device);
  const wanted = new Map<string, boolean>();
  for (let i = 0; i < words.length; i += 2) {
    const [name, value] = [words[i], words[i + 1]];
    if (value !== 'on' && value !== 'off') throw badUsage();
    const group = FEATURE_GROUPS[name] ?? FEATURE_GROUPS[GROUP_NAMES[name] ?? ''];
    const members = group ?? [name];
    if (!group && !before.some((row) => row.name === name)) throw badUsage();
    for (const member of members) wanted.set(member, value === 'on');
  }
  let changed = false;
  for (const [name, on] of wanted) {
    const row = before.find((candidate) => candidate.name === name);
    if (!row || row.fixed) continue;
    if (row.on !== on) changed = true;
    setFeature(device, name, on);
  }
  const asked = [...wanted.keys()];
  const after = selectFeatures(device);
  // Features that changed although nobody named them are reported (segmentation follows the checksum).
  const others = after.filter((row, i) => row.on !== before[i].on && !asked.includes(row.name));
  if (!changed) {
    const fixed = asked.every((name) => before.find((row) => row.name === name)?.fixed);
    const same = asked.every((name) => {
      const row = before.find((candidate) => candidate.name === name);
      return !row || row.fixed || row.on === wanted.get(name);
    });
    if (fixed && !same) throw new Refusal('Could not change any device features\n', 1);
    return 0;
  }
  if (others.length > 0) {
    const lines = others.map((row) => `${row.indented ? '\t' : ''}${row.name}: ${row.on ? 'on' : 'off'}\n`);
    yield* print(sys, `Actual changes:\n${lines.join('')}`);
  }
  return 0;
}

export const ethtool: CommandSpec = {
  name: 'ethtool',
  profiles: ['centos7', 'debian12'],
  summary: 'link, driver and offloads of a network card',
  usage: ['ethtool DEVICE', 'ethtool {-k | -S | -i} DEVICE', 'ethtool -K DEVICE FEATURE {on|off} ...'],
  flags: [
    { names: ['-k', '--show-features'], argument: 'DEVICE', summary: 'offloads' },
    { names: ['-K', '--features'], argument: 'DEVICE', summary: 'switch offloads' },
    { names: ['-S', '--statistics'], argument: 'DEVICE', summary: "the driver's counters" },
    { names: ['-i', '--driver'], argument: 'DEVICE', summary: 'driver' },
  ],
  words: [
    'tx',
    'rx',
    'sg',
    'tso',
    'gso',
    'gro',
    'lro',
    'on',
    'off',
    'tx-udp_tnl-segmentation',
    'tx-udp_tnl-csum-segmentation',
  ],
  complete: (sys, words) =>
    [...sys.netns.devices.values()]
      .map((device) => device.name)
      .filter((name) => name.startsWith(words.at(-1) ?? '')),
  run: refusing('ethtool', run),
};
