import {
  type Chain,
  fail,
  type Failure,
  type HookName,
  type NetworkNamespace,
  type Rule,
  type Table,
  type TableName,
} from '../../model/state/index.ts';

/** Built-in chains of each table, in the order iptables lists them. */
export const BUILTIN_CHAINS: Readonly<Record<TableName, readonly HookName[]>> = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
};

/** The table, created empty on first use as the kernel module does when iptables first asks for it. */
export function useTable(netns: NetworkNamespace, name: TableName): Table {
  let table = netns.netfilter.tables.get(name);
  if (!table) {
    table = {
      name,
      chains: BUILTIN_CHAINS[name].map((chain) => ({
        name: chain,
        policy: 'ACCEPT',
        packets: 0,
        bytes: 0,
        rules: [],
      })),
    };
    netns.netfilter.tables.set(name, table);
    if (name === 'nat') netns.conntrackActive = true;
  }
  return table;
}

export function lookupChain(netns: NetworkNamespace, table: TableName, chain: string): Chain | undefined {
  return useTable(netns, table).chains.find((c) => c.name === chain);
}

/** EEXIST when the name is taken. User chains are kept sorted by name, as the kernel lists them. */
export function addChain(netns: NetworkNamespace, table: TableName, name: string): Failure | undefined {
  const { chains } = useTable(netns, table);
  if (chains.some((c) => c.name === name)) return fail('EEXIST');
  const builtin = BUILTIN_CHAINS[table].length;
  let at = builtin;
  while (at < chains.length && chains[at].name < name) at++;
  chains.splice(at, 0, { name, packets: 0, bytes: 0, rules: [] });
  return undefined;
}

/** ENOENT unknown, EINVAL built-in, ENOTEMPTY with rules, EMSGSIZE ("too many links") while a rule jumps there. */
export function deleteChain(netns: NetworkNamespace, table: TableName, name: string): Failure | undefined {
  const { chains } = useTable(netns, table);
  const chain = chains.find((c) => c.name === name);
  if (!chain) return fail('ENOENT');
  if (chain.policy) return fail('EINVAL');
  if (chain.rules.length > 0) return fail('ENOTEMPTY');
  if (chains.some((c) => c.rules.some((r) => r.target.kind === 'jump' && r.target.chain === name)))
    return fail('EMSGSIZE');
  chains.splice(chains.indexOf(chain), 1);
  return undefined;
}

/** Inserts at a 1-based position, or appends. ENOENT unknown chain or jump target, E2BIG position past the end. */
export function insertRule(
  netns: NetworkNamespace,
  table: TableName,
  chainName: string,
  rule: Pick<Rule, 'matches' | 'target'>,
  position?: number,
): Failure | undefined {
  const chain = lookupChain(netns, table, chainName);
  if (!chain) return fail('ENOENT');
  if (rule.target.kind === 'jump' && !lookupChain(netns, table, rule.target.chain)) return fail('ENOENT');
  if (position !== undefined && position > chain.rules.length + 1) return fail('E2BIG');
  const entry: Rule = { matches: rule.matches, target: rule.target, packets: 0, bytes: 0 };
  if (position === undefined) chain.rules.push(entry);
  else chain.rules.splice(position - 1, 0, entry);
  if (rule.matches.some((m) => m.kind === 'ctstate')) netns.conntrackActive = true;
  return undefined;
}

/** Whether two rules say the same, counters apart (`-C`, `-D` with a specification). */
export function sameRule(a: Pick<Rule, 'matches' | 'target'>, b: Pick<Rule, 'matches' | 'target'>): boolean {
  return JSON.stringify([a.matches, a.target]) === JSON.stringify([b.matches, b.target]);
}

/** 1-based position of the first rule that says this; 0 when there is none. */
export function findRule(chain: Chain, rule: Pick<Rule, 'matches' | 'target'>): number {
  return chain.rules.findIndex((r) => sameRule(r, rule)) + 1;
}

/** ENOENT unknown chain, E2BIG no such position. */
export function deleteRuleAt(
  netns: NetworkNamespace,
  table: TableName,
  chainName: string,
  position: number,
): Failure | undefined {
  const chain = lookupChain(netns, table, chainName);
  if (!chain) return fail('ENOENT');
  if (position < 1 || position > chain.rules.length) return fail('E2BIG');
  chain.rules.splice(position - 1, 1);
  return undefined;
}

/** Empties one chain, or all chains of a table. Policies stay. */
export function flushRules(
  netns: NetworkNamespace,
  table: TableName,
  chainName?: string,
): Failure | undefined {
  if (chainName !== undefined) {
    const chain = lookupChain(netns, table, chainName);
    if (!chain) return fail('ENOENT');
    chain.rules = [];
    return undefined;
  }
  for (const chain of useTable(netns, table).chains) chain.rules = [];
  return undefined;
}

/** Deletes every user chain that is empty and unused; EMSGSIZE or ENOTEMPTY as for one. */
export function deleteUserChains(netns: NetworkNamespace, table: TableName): Failure | undefined {
  for (const chain of [...useTable(netns, table).chains]) {
    if (chain.policy) continue;
    const failure = deleteChain(netns, table, chain.name);
    if (failure) return failure;
  }
  return undefined;
}

export function setPolicy(
  netns: NetworkNamespace,
  table: TableName,
  chainName: string,
  policy: 'ACCEPT' | 'DROP',
): Failure | undefined {
  const chain = lookupChain(netns, table, chainName);
  if (!chain) return fail('ENOENT');
  if (!chain.policy) return fail('EINVAL');
  chain.policy = policy;
  return undefined;
}

export function zeroCounters(netns: NetworkNamespace, table: TableName, chainName?: string): void {
  for (const chain of useTable(netns, table).chains) {
    if (chainName !== undefined && chain.name !== chainName) continue;
    chain.packets = 0;
    chain.bytes = 0;
    for (const rule of chain.rules) {
      rule.packets = 0;
      rule.bytes = 0;
    }
  }
}
