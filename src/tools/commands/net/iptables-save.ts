import type { Step } from '../../../lib/index.ts';
import { formatIptablesSave } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { TableName } from '../../../model/state/index.ts';
import { useTable } from '../../../network/kernel/index.ts';
import { formatDate } from '../../shell/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { localSeconds } from './wall-clock.ts';
import { parseFlags } from './flags.ts';
import { requireRootForTables, toolName } from './iptables.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-t', '--table'], argument: 'TABLE', summary: 'only this table' },
  { names: ['-c', '--counters'], summary: 'with counters of rules' },
  { names: ['-M', '--modprobe'], argument: 'PROGRAM', summary: 'path of modprobe', unmodelled: true },
  { names: ['-f', '--file'], argument: 'FILE', summary: 'write to a file', unmodelled: true },
];

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];
const NFT_ORDER: readonly TableName[] = ['mangle', 'raw', 'filter', 'nat'];

function* run(sys: Sys): Step<number> {
  const tool = toolName(sys, 'iptables-save');
  const { flags } = parseFlags(sys, 'iptables-save', FLAGS);
  requireRootForTables(sys, tool);
  const wanted = flags.get('-t');
  if (wanted === 'security') throw new NotModelled('-t security');
  if (wanted !== undefined && !TABLES.includes(wanted as TableName))
    throw new Refusal(`iptables-save: Cannot initialize: Table does not exist (do you need to insmod?)\n`, 1);
  const present = [...sys.netns.netfilter.tables.keys()];
  // The kernel lists the table it made last first (ip_tables_names); with nf_tables the tool has an order of its own (nft.h).
  const ordered = tool.backend === 'nft' ? NFT_ORDER.filter((n) => present.includes(n)) : present.reverse();
  const names = wanted === undefined ? ordered : [wanted as TableName];
  const options = {
    era: tool.era,
    backend: tool.backend,
    date: formatDate('%a %b %e %H:%M:%S %Y', localSeconds(sys)),
    counters: flags.has('-c'),
  };
  yield* print(sys, names.map((name) => formatIptablesSave(useTable(sys.netns, name), options)).join(''));
  return 0;
}

export const iptablesSave: CommandSpec = {
  name: 'iptables-save',
  aliases: ['iptables-legacy-save'],
  profiles: ['centos7', 'debian12'],
  summary: 'all rules as iptables-restore reads them',
  usage: ['iptables-save [-c] [-t TABLE]'],
  flags: FLAGS,
  run: refusing('iptables-save', run),
};
