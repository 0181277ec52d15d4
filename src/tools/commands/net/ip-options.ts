import type { LinkFormat, ToolEra } from '../../../machine/formats/index.ts';
import { type Failure, type NetworkNamespace, releaseNumbers } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { netnsNames } from './netns-names.ts';

export type Family = 'any' | 'inet' | 'inet6' | 'link' | 'bridge';

/** What `ip` and `bridge` were told before the object. */
export interface IpOptions {
  era: ToolEra;
  family: Family;
  statistics: number;
  details: boolean;
  brief: boolean;
  oneline: boolean;
  /** Namespace the command acts in: the process's own, or that of `-n NAME`. */
  netns: NetworkNamespace;
  words: string[];
}

/** Long options in the order in which an abbreviation is tried. */
const LONG = [
  'loops',
  'family',
  'stats',
  'statistics',
  'details',
  'resolve',
  'oneline',
  'timestamp',
  'tshort',
  'Version',
  'force',
  'batch',
  'brief',
  'json',
  'pretty',
  'rcvbuf',
  'color',
  'help',
  'netns',
  'Numeric',
  'all',
  'human',
  'echo',
];

/** Reads the options of iproute2; throws its refusals. `-V` and `help` are answered by the caller. */
export function parseIpOptions(sys: Sys, tool: 'ip' | 'bridge'): IpOptions {
  const options: IpOptions = {
    era: eraOf(sys),
    family: 'any',
    statistics: 0,
    details: false,
    brief: false,
    oneline: false,
    netns: sys.netns,
    words: [],
  };
  const words = [...sys.args];
  while (words.length > 0 && words[0].startsWith('-') && words[0] !== '-') {
    const word = words.shift()!;
    if (word === '--') break;
    const option = word.startsWith('--') ? word.slice(2) : word.slice(1);
    if (option === '4') options.family = 'inet';
    else if (option === '6') options.family = 'inet6';
    else if (option === '0') options.family = 'link';
    else if (option === 'B') options.family = 'bridge';
    else if (option === 'br') options.brief = true;
    else if (option === 'ts') throw new NotModelled(word);
    else {
      const name = option === '' ? undefined : LONG.find((candidate) => candidate.startsWith(option));
      if (name === undefined) throw new Refusal(`Option "${word}" is unknown, try "${tool} -help".\n`, 255);
      applyLong(sys, options, name, word, words);
    }
  }
  options.words = words;
  return options;
}

function applyLong(sys: Sys, options: IpOptions, name: string, word: string, words: string[]): void {
  switch (name) {
    case 'stats':
    case 'statistics':
      options.statistics++;
      return;
    case 'details':
      options.details = true;
      return;
    case 'oneline':
      options.oneline = true;
      return;
    case 'brief':
      options.brief = true;
      return;
    // Colour is off without a terminal that wants it; names are not resolved in this model.
    case 'color':
    case 'resolve':
    case 'Numeric':
      return;
    case 'netns': {
      const wanted = words.shift();
      if (wanted === undefined) throw new Refusal('Command line is not complete. Try option "help"\n', 255);
      options.netns = openNetns(sys, wanted);
      return;
    }
    case 'family': {
      const family = words.shift() ?? '';
      if (!['inet', 'inet6', 'link', 'bridge'].includes(family)) {
        if (family === 'help') throw new NotModelled(`${word} help`);
        throw new Refusal(`Error: argument "${family}" is wrong: invalid protocol family\n\n`, 255);
      }
      options.family = family as Family;
      return;
    }
    case 'Version':
      throw new Refusal(`${versionText(options.era)}`, 0);
    default:
      throw new NotModelled(word);
  }
}

function versionText(era: ToolEra): string {
  return era === 'recent' ? 'ip utility, iproute2-6.1.0, libbpf 1.1.0\n' : 'ip utility, iproute2-ss170501\n';
}

/** The namespace mounted as /var/run/netns/NAME. */
export function openNetns(sys: Sys, name: string): NetworkNamespace {
  const netns = netnsNames(sys).find((entry) => entry.name === name)?.netns;
  if (!netns) throw new Refusal(`Cannot open network namespace "${name}": No such file or directory\n`, 255);
  return netns;
}

export function linkFormat(sys: Sys, options: IpOptions): LinkFormat {
  return {
    era: options.era,
    statistics: options.statistics,
    details: options.details,
    oneline: options.oneline,
    brief: options.brief,
    context: { kernel: sys.node.kernel, cpus: sys.node.cpus, now: sys.world.now },
  };
}

/** Only root configures. */
export function requireRoot(sys: Sys): void {
  if (!mayConfigure(sys)) throw new Refusal('RTNETLINK answers: Operation not permitted\n', 2);
}

/** What the kernel says beside the errno since 4.18 or so; older iproute2 shows the errno only. */
export function linkRefusal(sys: Sys, options: IpOptions, failure: Failure, said: string): Refusal {
  const [major, minor] = releaseNumbers(sys.node.kernel);
  const speaks = options.era === 'recent' && (major > 4 || (major === 4 && minor >= 19));
  return netlinkRefusal(failure, speaks ? said : undefined);
}
