import { ruleSpecification } from '../../../machine/formats/index.ts';
import {
  type Chain,
  type Failure,
  isFailure,
  type NetworkNamespace,
  type Rule,
  type TableName,
} from '../../../model/state/index.ts';
import {
  BUILTIN_CHAINS,
  deleteRuleAt,
  insertRule,
  lookupChain,
  useTable,
} from '../../../network/kernel/index.ts';
import type { IptablesCommand } from './iptables-command.ts';
import { parameterProblem, type ToolName } from './iptables-words.ts';
import { Refusal } from './refusal.ts';

const NO_SUCH = 'No chain/target/match by that name';
const INVALID = "Invalid argument. Run `dmesg' for more information";

function refused(message: string): Refusal {
  return new Refusal(`iptables: ${message}.\n`, 1);
}

/** What the kernel and libiptc check once a rule is handed over. */
function checkRule(
  tool: ToolName,
  table: TableName,
  chain: Chain,
  rule: Pick<Rule, 'target' | 'matches'>,
): void {
  const { target } = rule;
  const builtin = chain.policy === undefined ? undefined : chain.name;
  const within = (...chains: string[]) => builtin === undefined || chains.includes(builtin);
  if (target.kind === 'DROP' && table === 'nat')
    throw parameterProblem(
      tool,
      '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n',
    );
  const fine =
    target.kind === 'MASQUERADE'
      ? table === 'nat' && within('POSTROUTING')
      : target.kind === 'SNAT'
        ? table === 'nat' && within('POSTROUTING', 'INPUT')
        : target.kind === 'DNAT' || target.kind === 'REDIRECT'
          ? table === 'nat' && within('PREROUTING', 'OUTPUT')
          : target.kind === 'REJECT'
            ? table === 'filter' &&
              (target.with !== 'tcp-reset' ||
                rule.matches.some((m) => m.kind === 'protocol' && m.protocol === 6 && !m.negated))
            : true;
  if (!fine) throw refused(INVALID);
}

/** Whether a jump to `from` leads back to `to`. */
function leadsTo(chains: readonly Chain[], from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const chain = chains.find((candidate) => candidate.name === from);
  return (
    chain?.rules.some(
      (rule) => rule.target.kind === 'jump' && leadsTo(chains, rule.target.chain, to, seen),
    ) ?? false
  );
}

/** Appends, inserts, replaces, deletes or checks rules. */
export function changeRules(netns: NetworkNamespace, command: IptablesCommand, tool: ToolName): void {
  const { table, operation } = command;
  const name = command.chain ?? '';
  const chain = lookupChain(netns, table, name);
  if (!chain) throw refused(NO_SUCH);
  if (operation === 'delete-number') {
    const failure = deleteRuleAt(netns, table, name, command.number ?? 0);
    if (isFailure(failure)) throw refused('Index of deletion too big');
    return;
  }
  let position = operation === 'insert' ? (command.number ?? 1) : undefined;
  for (const rule of command.rules) {
    if (operation === 'check' || operation === 'delete') {
      // Compared as text, so that a rule made elsewhere in another order of its matches is found too.
      const wanted = ruleSpecification(rule);
      const at = chain.rules.findIndex((candidate) => ruleSpecification(candidate) === wanted);
      if (at < 0) throw refused('Bad rule (does a matching rule exist in that chain?)');
      if (operation === 'delete') deleteRuleAt(netns, table, name, at + 1);
      continue;
    }
    checkRule(tool, table, chain, rule);
    if (rule.target.kind === 'jump' && leadsTo(useTable(netns, table).chains, rule.target.chain, name))
      throw refused('Loop found in table');
    if (operation === 'replace') {
      const number = command.number ?? 0;
      if (number > chain.rules.length) throw refused('Index of replacement too big');
      deleteRuleAt(netns, table, name, number);
      position = number;
    }
    const failure: Failure | undefined = insertRule(netns, table, name, rule, position);
    if (isFailure(failure)) throw refused(failure.errno === 'E2BIG' ? 'Index of insertion too big' : NO_SUCH);
    const made = chain.rules[position === undefined ? chain.rules.length - 1 : position - 1];
    if (command.counters && made) Object.assign(made, command.counters);
    if (position !== undefined) position++;
  }
}

/** Whether a chain is one of the kernel's. */
export function isBuiltin(table: TableName, chain: string): boolean {
  return (BUILTIN_CHAINS[table] as readonly string[]).includes(chain);
}
