import { clonePlain, type Step } from '../../../lib/index.ts';
import { iptablesVersion } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror, type Table, type TableName } from '../../../model/state/index.ts';
import {
  addChain,
  deleteUserChains,
  flushRules,
  lookupChain,
  setPolicy,
  useTable,
} from '../../../network/kernel/index.ts';
import type { CommandSpec, FlagSpec } from '../spec.ts';
import { parseFlags } from './flags.ts';
import { changeRules, isBuiltin } from './iptables-change.ts';
import { parseIptables } from './iptables-command.ts';
import { requireRootForTables, toolName } from './iptables.ts';
import type { ToolName } from './iptables-words.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-n', '--noflush'], summary: 'keep what is there' },
  { names: ['-c', '--counters'], summary: 'take over counters' },
  { names: ['-t', '--test'], summary: 'only check' },
  {
    names: ['-w', '--wait'],
    argument: 'SECONDS',
    optional: true,
    summary: 'accepted: nobody else holds the lock',
  },
  { names: ['-T', '--table'], argument: 'TABLE', summary: 'only this table' },
  { names: ['-v', '--verbose'], summary: 'more words', unmodelled: true },
];

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

interface Options {
  keep: boolean;
  counters: boolean;
  test: boolean;
  only?: string;
}

function* readInput(sys: Sys, file: string | undefined): Step<string> {
  if (file !== undefined) {
    const text = yield* sys.readFile(file);
    if (isFailure(text)) throw new Refusal(`Can't open ${file}: ${strerror(text.errno)}\n`, 1);
    return text;
  }
  let text = '';
  for (;;) {
    const part = yield* sys.read(0);
    if (isFailure(part) || part === '') return text;
    text += part;
  }
}

function* run(sys: Sys): Step<number> {
  const tool = toolName(sys, 'iptables-restore');
  const { flags, operands } = parseFlags(sys, 'iptables-restore', FLAGS);
  requireRootForTables(sys, tool);
  const text = yield* readInput(sys, operands[0]);
  restoreRules(sys, text, tool, {
    keep: flags.has('-n'),
    counters: flags.has('-c'),
    test: flags.has('-t'),
    only: flags.get('-T'),
  });
  return 0;
}

/** Each table is replaced as a whole at its COMMIT, or not at all. */
function restoreRules(sys: Sys, text: string, tool: ToolName, options: Options): void {
  const { netns } = sys;
  let table: TableName | undefined;
  let before: Table | undefined;
  const lines = text.split('\n');
  const undo = () => {
    if (table && before) netns.netfilter.tables.set(table, before);
  };
  try {
    lines.forEach((line, i) => {
      const number = i + 1;
      if (line === '' || line.startsWith('#')) return;
      if (line.startsWith('*')) {
        table = TABLES.find((name) => name === line.slice(1).trim());
        if (!table) throw new Refusal(unknownTable(tool, line.slice(1).trim()), 3);
        before = clonePlain(useTable(netns, table));
        if (!options.keep) {
          flushRules(netns, table);
          deleteUserChains(netns, table);
        }
        return;
      }
      if (!table) throw lineFailed(number);
      if (line.trim() === 'COMMIT') {
        if (options.test || (options.only !== undefined && options.only !== table)) undo();
        table = undefined;
        before = undefined;
        return;
      }
      if (line.startsWith(':')) chainLine(sys, table, line, number, options, tool);
      else ruleLine(sys, table, line, number, options, tool);
    });
  } catch (problem) {
    undo();
    throw problem;
  }
  if (table) {
    undo();
    throw new Refusal(`iptables-restore: COMMIT expected at line ${lines.length}\n`, 1);
  }
}

function lineFailed(number: number): Refusal {
  return new Refusal(`iptables-restore: line ${number} failed\n`, 1);
}

function unknownTable(tool: ToolName, name: string): string {
  const version = iptablesVersion(tool.era, tool.backend);
  return `iptables-restore ${version}: iptables-restore: unable to initialize table '${name}'\n\nError occurred at line: 1\nTry \`iptables-restore -h' or 'iptables-restore --help' for more information.\n`;
}

/** `:INPUT ACCEPT [0:0]`, `:DOCKER - [0:0]`. */
function chainLine(
  sys: Sys,
  table: TableName,
  line: string,
  number: number,
  options: Options,
  tool: ToolName,
): void {
  const match = /^:(\S+)\s+(\S+)(?:\s+\[(\d+):(\d+)\])?/.exec(line);
  if (!match) throw lineFailed(number);
  const [, name, policy, packets, bytes] = match;
  const { netns } = sys;
  if (isBuiltin(table, name)) {
    if (policy === '-') return;
    if (policy !== 'ACCEPT' && policy !== 'DROP') {
      const version = iptablesVersion(tool.era, tool.backend);
      throw new Refusal(
        `iptables-restore ${version}: Can't set policy \`${name}' on \`${policy}' line ${number}: Bad policy name\n`,
        1,
      );
    }
    setPolicy(netns, table, name, policy);
    const chain = lookupChain(netns, table, name);
    if (chain) {
      chain.packets = options.counters ? Number(packets ?? 0) : 0;
      chain.bytes = options.counters ? Number(bytes ?? 0) : 0;
    }
    return;
  }
  if (lookupChain(netns, table, name)) flushRules(netns, table, name);
  else addChain(netns, table, name);
}

function ruleLine(
  sys: Sys,
  table: TableName,
  line: string,
  number: number,
  options: Options,
  tool: ToolName,
): void {
  let words = splitWords(line);
  const counted = /^\[(\d+):(\d+)\]$/.exec(words[0] ?? '');
  if (counted) words = words.slice(1);
  if (words.includes('-t') || words.includes('--table'))
    throw new Refusal(`The -t option (seen in line ${number}) cannot be used in iptables-restore.\n`, 2);
  const command = parseIptables(sys.netns, words, tool, number, table);
  if (counted && options.counters)
    command.counters = { packets: Number(counted[1]), bytes: Number(counted[2]) };
  switch (command.operation) {
    case 'append':
    case 'insert':
    case 'delete':
    case 'delete-number':
    case 'replace':
      break;
    default:
      throw new NotModelled(`${words[0]} in a restore file`);
  }
  try {
    changeRules(sys.netns, command, tool);
  } catch (problem) {
    if (problem instanceof Refusal && problem.status === 1) throw lineFailed(number);
    throw problem;
  }
}

/** Words of a line; double quotes group, a backslash inside them escapes. */
function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const match of line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g))
    words.push(match[1] === undefined ? match[2] : match[1].replace(/\\(.)/g, '$1'));
  return words;
}

export const iptablesRestore: CommandSpec = {
  name: 'iptables-restore',
  aliases: ['iptables-legacy-restore'],
  profiles: ['centos7', 'debian12'],
  summary: 'set whole tables from what iptables-save wrote',
  usage: ['iptables-restore [-n] [-c] [-t] [FILE]'],
  flags: FLAGS,
  run: refusing('iptables-restore', run),
};
