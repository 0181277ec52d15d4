import { wordTable } from '../../../lib/index.ts';
import { type CompletionWorld, deviceNames } from '../complete.ts';

/** Verbs of the objects that completion offers. */
const IP: Readonly<Record<string, readonly string[]>> = wordTable({
  address: ['add', 'del', 'flush', 'show'],
  link: ['add', 'delete', 'set', 'show'],
  monitor: ['address', 'all', 'link', 'neigh', 'route'],
  neigh: ['add', 'del', 'flush', 'replace', 'show'],
  netns: ['add', 'delete', 'exec', 'identify', 'list', 'pids'],
  route: ['add', 'append', 'change', 'del', 'flush', 'get', 'replace', 'show'],
  rule: ['add', 'del', 'show'],
});

const BRIDGE: Readonly<Record<string, readonly string[]>> = wordTable({
  fdb: ['add', 'append', 'del', 'replace', 'show'],
  link: ['set', 'show'],
  monitor: ['all', 'fdb', 'link'],
});

const SETTINGS = ['address', 'down', 'master', 'mtu', 'name', 'netns', 'nomaster', 'up'];

/** Words of `ip OBJECT VERB ...` and `bridge OBJECT VERB ...`: objects, their verbs, then devices where a device is named. */
function completeObjects(
  objects: Readonly<Record<string, readonly string[]>>,
  sys: CompletionWorld,
  words: readonly string[],
): string[] {
  const plain = words.slice(0, -1).filter((word) => !word.startsWith('-'));
  const [object, verb] = plain;
  if (object === undefined) return Object.keys(objects);
  const full = Object.keys(objects).find((name) => name.startsWith(object));
  if (full === undefined) return [];
  const previous = plain.at(-1) ?? '';
  if (/^(dev|master|br|brport|via|oif|iif)$/.test(previous)) return deviceNames(sys);
  if (verb === undefined) return [...objects[full]!];
  if (full === 'link' && plain.length === 2 && verb !== 'add') return deviceNames(sys);
  if (full === 'link' && verb === 'set' && previous !== 'mtu') return SETTINGS;
  return /^(address|route|neigh|fdb)$/.test(full) ? ['dev', ...(full === 'route' ? ['via', 'src'] : [])] : [];
}

export const completeIp = (sys: CompletionWorld, words: readonly string[]): string[] =>
  completeObjects(IP, sys, words);

export const completeBridge = (sys: CompletionWorld, words: readonly string[]): string[] =>
  completeObjects(BRIDGE, sys, words);
