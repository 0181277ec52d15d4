import type { Step } from '../../../lib/index.ts';
import { formatIptablesList, formatIptablesRules, iptablesVersion } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type Failure, isFailure, type NetworkNamespace } from '../../../model/state/index.ts';
import {
  addChain,
  deleteChain,
  deleteUserChains,
  flushRules,
  lookupChain,
  setPolicy,
  useTable,
  zeroCounters,
} from '../../../network/kernel/index.ts';
import { type CommandSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { eraOf } from './era.ts';
import { changeRules, isBuiltin } from './iptables-change.ts';
import { type IptablesCommand, parseIptables } from './iptables-command.ts';
import type { ToolName } from './iptables-words.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

export function toolName(sys: Sys, program: string): ToolName {
  return { program, era: eraOf(sys), backend: sys.netns.netfilter.backend };
}

/** Only root may open the table; both releases say so in the same words. */
export function requireRootForTables(sys: Sys, tool: ToolName, table = 'filter'): void {
  if (mayConfigure(sys)) return;
  throw new Refusal(
    `${tool.program} ${iptablesVersion(tool.era, tool.backend)}: can't initialize iptables table \`${table}': Permission denied (you must be root)\nPerhaps iptables or your kernel needs to be upgraded.\n`,
    3,
  );
}

function* run(sys: Sys): Step<number> {
  const tool = toolName(sys, 'iptables');
  const { args, netns } = sys;
  if (args[0] === '-V' || args[0] === '--version') {
    yield* print(sys, `iptables ${iptablesVersion(tool.era, tool.backend)}\n`);
    return 0;
  }
  if (args[0] === '-h' || args[0] === '--help') throw new NotModelled(args[0]);
  const command = parseIptables(netns, args, tool);
  requireRootForTables(sys, tool, command.table);
  switch (command.operation) {
    case 'list':
      return yield* list(sys, command, tool);
    case 'rules':
      requireChain(netns, command);
      yield* print(sys, formatIptablesRules(useTable(netns, command.table), command.chain, command.verbose));
      return 0;
    case 'append':
    case 'insert':
    case 'delete':
    case 'delete-number':
    case 'replace':
    case 'check':
      changeRules(netns, command, tool);
      return 0;
    default:
      changeChains(netns, command);
      return 0;
  }
}

function requireChain(netns: NetworkNamespace, command: IptablesCommand): void {
  if (command.chain !== undefined && !lookupChain(netns, command.table, command.chain))
    throw new Refusal('iptables: No chain/target/match by that name.\n', 1);
}

function* list(sys: Sys, command: IptablesCommand, tool: ToolName): Step<number> {
  const { netns } = sys;
  requireChain(netns, command);
  const table = useTable(netns, command.table);
  const chains = table.chains.filter((chain) => command.chain === undefined || chain.name === command.chain);
  const format = {
    era: tool.era,
    numeric: command.numeric,
    verbose: command.verbose,
    exact: command.exact,
    lineNumbers: command.lineNumbers,
  };
  yield* print(sys, formatIptablesList(table, chains, format, command.number));
  if (command.zeroToo) zeroCounters(netns, command.table, command.chain);
  return 0;
}

function changeChains(netns: NetworkNamespace, command: IptablesCommand): void {
  const { table, chain } = command;
  switch (command.operation) {
    case 'flush':
      check(flushRules(netns, table, chain), 'No chain/target/match by that name');
      return;
    case 'zero':
      requireChain(netns, command);
      zeroCounters(netns, table, chain);
      return;
    case 'new-chain':
      check(addChain(netns, table, chain ?? ''), 'Chain already exists');
      return;
    case 'delete-chain':
      check(chain === undefined ? deleteUserChains(netns, table) : deleteChain(netns, table, chain));
      return;
    case 'policy': {
      const { policy } = command;
      if (chain === undefined || !isBuiltin(table, chain))
        throw new Refusal('iptables: Bad built-in chain name.\n', 1);
      if (policy !== 'ACCEPT' && policy !== 'DROP')
        throw new Refusal("iptables: Bad policy name. Run `dmesg' for more information.\n", 1);
      if (policy === 'DROP' && table === 'nat') {
        throw new Refusal(
          'iptables: \nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
          2,
        );
      }
      check(setPolicy(netns, table, chain, policy));
    }
  }
}

const MESSAGES: Partial<Record<Failure['errno'], string>> = {
  ENOENT: 'No chain/target/match by that name',
  EINVAL: "Invalid argument. Run `dmesg' for more information",
  ENOTEMPTY: 'Directory not empty',
  EMSGSIZE: 'Too many links',
  EEXIST: 'Chain already exists',
};

function check(failure: Failure | undefined, message?: string): void {
  if (!isFailure(failure)) return;
  throw new Refusal(`iptables: ${message ?? MESSAGES[failure.errno] ?? failure.errno}.\n`, 1);
}

export const iptables: CommandSpec = {
  name: 'iptables',
  aliases: ['iptables-legacy'],
  profiles: ['centos7', 'debian12'],
  summary: 'packet filter and address translation rules',
  usage: [
    'iptables [-t TABLE] {-A|-C|-D} CHAIN RULE',
    'iptables [-t TABLE] -I CHAIN [NUMBER] RULE',
    'iptables [-t TABLE] -R CHAIN NUMBER RULE',
    'iptables [-t TABLE] -D CHAIN NUMBER',
    'iptables [-t TABLE] {-L|-S} [CHAIN [NUMBER]] [-nvx] [--line-numbers]',
    'iptables [-t TABLE] {-F|-X|-Z} [CHAIN]',
    'iptables [-t TABLE] -N CHAIN',
    'iptables [-t TABLE] -P CHAIN {ACCEPT|DROP}',
  ],
  flags: [
    { names: ['-t', '--table'], argument: 'TABLE', summary: 'raw, mangle, nat or filter (the default)' },
    { names: ['-A', '--append'], argument: 'CHAIN', summary: 'append a rule' },
    { names: ['-I', '--insert'], argument: 'CHAIN', summary: 'insert a rule' },
    { names: ['-D', '--delete'], argument: 'CHAIN', summary: 'delete a rule' },
    { names: ['-R', '--replace'], argument: 'CHAIN', summary: 'replace a rule' },
    { names: ['-C', '--check'], argument: 'CHAIN', summary: 'is the rule there?' },
    { names: ['-L', '--list'], argument: 'CHAIN', optional: true, summary: 'list rules' },
    { names: ['-S', '--list-rules'], argument: 'CHAIN', optional: true, summary: 'list rules as commands' },
    { names: ['-F', '--flush'], argument: 'CHAIN', optional: true, summary: 'delete all rules' },
    { names: ['-X', '--delete-chain'], argument: 'CHAIN', optional: true, summary: 'delete an empty chain' },
    { names: ['-N', '--new-chain'], argument: 'CHAIN', summary: 'make a chain' },
    { names: ['-P', '--policy'], argument: 'CHAIN', summary: 'set the policy' },
    { names: ['-Z', '--zero'], argument: 'CHAIN', optional: true, summary: 'zero the counters' },
    { names: ['-n', '--numeric'], summary: 'numbers instead of names' },
    { names: ['-v', '--verbose'], summary: 'counters and devices' },
    { names: ['-x', '--exact'], summary: 'exact counters' },
    { names: ['--line-numbers'], summary: 'number the rules' },
    {
      names: ['-w', '--wait'],
      argument: 'SECONDS',
      optional: true,
      summary: 'accepted: nobody else holds the lock',
    },
    { names: ['-E', '--rename-chain'], argument: 'CHAIN', summary: 'rename a chain', unmodelled: true },
  ],
  words: [
    'INPUT',
    'FORWARD',
    'OUTPUT',
    'PREROUTING',
    'POSTROUTING',
    'ACCEPT',
    'DROP',
    'REJECT',
    'MASQUERADE',
    'DNAT',
    'SNAT',
    'nat',
    'filter',
  ],
  run: refusing('iptables', run),
};
