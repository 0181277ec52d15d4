import type { Match, NetworkNamespace, Rule, TableName, Target } from '../../model/state/index.ts';
import { type Cidr, cidr, ipv4, PROTO_TCP, PROTO_UDP } from '../../model/wire/index.ts';
import {
  addChain,
  deleteRuleAt,
  findRule,
  flushRules,
  insertRule,
  lookupChain,
  setPolicy,
  useTable,
} from '../../network/kernel/index.ts';

type RuleText = Pick<Rule, 'matches' | 'target'>;

const jump = (chain: string): Target => ({ kind: 'jump', chain, goto: false });
const input = (device: string, negated = false): Match => ({ kind: 'in', device, negated });
const output = (device: string, negated = false): Match => ({ kind: 'out', device, negated });
const source = (net: Cidr): Match => ({ kind: 'source', net, negated: false });
const destination = (net: Cidr, negated = false): Match => ({ kind: 'destination', net, negated });
const local: Match = { kind: 'addrtype', side: 'destination', type: 'LOCAL', negated: false };
const established: Match = {
  kind: 'ctstate',
  states: ['RELATED', 'ESTABLISHED'],
  negated: false,
  module: 'conntrack',
};

function append(netns: NetworkNamespace, table: TableName, chain: string, rule: RuleText): void {
  const known = lookupChain(netns, table, chain);
  if (known && findRule(known, rule) === 0) insertRule(netns, table, chain, rule);
}

function insert(netns: NetworkNamespace, table: TableName, chain: string, rule: RuleText): void {
  const known = lookupChain(netns, table, chain);
  if (known && findRule(known, rule) === 0) insertRule(netns, table, chain, rule, 1);
}

/** Takes a rule away and puts it at the top, as the engine does with its jumps at every start. */
function moveToTop(netns: NetworkNamespace, chain: string, rule: RuleText): void {
  const known = lookupChain(netns, 'filter', chain);
  const at = known ? findRule(known, rule) : 0;
  if (at > 0) deleteRuleAt(netns, 'filter', chain, at);
  insertRule(netns, 'filter', chain, rule, 1);
}

function remove(netns: NetworkNamespace, table: TableName, chain: string, rule: RuleText): void {
  const known = lookupChain(netns, table, chain);
  const at = known ? findRule(known, rule) : 0;
  if (at > 0) deleteRuleAt(netns, table, chain, at);
}

/** Chains and jumps the engine makes at start (libnetwork bridge/setup_ip_tables.go; order recorded in docker-lab o00). */
export function setUpChains(
  netns: NetworkNamespace,
  options: { dropForward: boolean; hairpin: boolean },
): void {
  useTable(netns, 'nat');
  useTable(netns, 'filter');
  addChain(netns, 'nat', 'DOCKER');
  for (const chain of ['DOCKER', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2', 'DOCKER-USER'])
    addChain(netns, 'filter', chain);
  flushRules(netns, 'nat', 'DOCKER');
  for (const chain of ['DOCKER', 'DOCKER-ISOLATION-STAGE-1', 'DOCKER-ISOLATION-STAGE-2'])
    flushRules(netns, 'filter', chain);
  const back: RuleText = { matches: [], target: { kind: 'RETURN' } };
  append(netns, 'filter', 'DOCKER-ISOLATION-STAGE-1', back);
  append(netns, 'filter', 'DOCKER-ISOLATION-STAGE-2', back);
  append(netns, 'filter', 'DOCKER-USER', back);
  append(netns, 'nat', 'PREROUTING', { matches: [local], target: jump('DOCKER') });
  // Without proxies the host's own connections to 127.0.0.1 take the rules' way too.
  const own = [destination(cidr('127.0.0.0/8'), true), local];
  for (const matches of [own, [local]]) remove(netns, 'nat', 'OUTPUT', { matches, target: jump('DOCKER') });
  append(netns, 'nat', 'OUTPUT', { matches: options.hairpin ? [local] : own, target: jump('DOCKER') });
  if (options.dropForward) setPolicy(netns, 'filter', 'FORWARD', 'DROP');
}

export function raiseIsolation(netns: NetworkNamespace): void {
  moveToTop(netns, 'FORWARD', { matches: [], target: jump('DOCKER-ISOLATION-STAGE-1') });
}

/** The jumps that must stand first in FORWARD. */
function raiseJumps(netns: NetworkNamespace): void {
  raiseIsolation(netns);
  moveToTop(netns, 'FORWARD', { matches: [], target: jump('DOCKER-USER') });
}

/** Rules of one bridge network: NAT, forwarding, isolation. A newer bridge stands before an older one. */
export function addBridgeRules(
  netns: NetworkNamespace,
  bridge: string,
  subnet: string,
  options: { icc: boolean; masquerade: boolean; internal: boolean; hairpin: boolean },
): void {
  const net = cidr(subnet);
  if (options.internal) {
    insert(netns, 'filter', 'DOCKER-ISOLATION-STAGE-1', {
      matches: [destination(net, true), input(bridge)],
      target: { kind: 'DROP' },
    });
    insert(netns, 'filter', 'DOCKER-ISOLATION-STAGE-1', {
      matches: [{ kind: 'source', net, negated: true }, output(bridge)],
      target: { kind: 'DROP' },
    });
  } else {
    if (options.masquerade)
      insert(netns, 'nat', 'POSTROUTING', {
        matches: [source(net), output(bridge, true)],
        target: { kind: 'MASQUERADE' },
      });
    if (options.hairpin)
      insert(netns, 'nat', 'POSTROUTING', {
        matches: [output(bridge), { kind: 'addrtype', side: 'source', type: 'LOCAL', negated: false }],
        target: { kind: 'MASQUERADE' },
      });
    else insert(netns, 'nat', 'DOCKER', { matches: [input(bridge)], target: { kind: 'RETURN' } });
  }
  const between: RuleText = {
    matches: [input(bridge), output(bridge)],
    target: { kind: options.icc ? 'ACCEPT' : 'DROP' },
  };
  const opposite: Target = { kind: options.icc ? 'DROP' : 'ACCEPT' };
  remove(netns, 'filter', 'FORWARD', { ...between, target: opposite });
  if (options.icc) insert(netns, 'filter', 'FORWARD', between);
  else append(netns, 'filter', 'FORWARD', between);
  if (!options.internal) {
    insert(netns, 'filter', 'FORWARD', {
      matches: [input(bridge), output(bridge, true)],
      target: { kind: 'ACCEPT' },
    });
    insert(netns, 'filter', 'FORWARD', { matches: [output(bridge)], target: jump('DOCKER') });
    insert(netns, 'filter', 'FORWARD', {
      matches: [output(bridge), established],
      target: { kind: 'ACCEPT' },
    });
    insert(netns, 'filter', 'DOCKER-ISOLATION-STAGE-1', {
      matches: [input(bridge), output(bridge, true)],
      target: jump('DOCKER-ISOLATION-STAGE-2'),
    });
    insert(netns, 'filter', 'DOCKER-ISOLATION-STAGE-2', {
      matches: [output(bridge)],
      target: { kind: 'DROP' },
    });
  }
  raiseJumps(netns);
}

/** Takes every rule away that names a bridge or its subnet. */
export function removeBridgeRules(netns: NetworkNamespace, bridge: string, subnet: string): void {
  const net = cidr(subnet);
  for (const table of netns.netfilter.tables.values())
    for (const chain of table.chains)
      chain.rules = chain.rules.filter(
        (rule) =>
          !rule.matches.some(
            (m) =>
              ((m.kind === 'in' || m.kind === 'out') && m.device === bridge) ||
              (m.kind === 'source' && m.net.address === net.address && m.net.prefix === net.prefix),
          ),
      );
}

interface Published {
  bridge: string;
  containerIp: string;
  containerPort: number;
  protocol: 'tcp' | 'udp';
  hostIp: string;
  hostPort: number;
  hairpin: boolean;
}

function publishedRules(p: Published): { table: TableName; chain: string; rule: RuleText }[] {
  const number = p.protocol === 'tcp' ? PROTO_TCP : PROTO_UDP;
  const port = (value: number): Match => ({
    kind: 'dport',
    from: value,
    to: value,
    negated: false,
    module: p.protocol,
  });
  const protocol: Match = { kind: 'protocol', protocol: number, negated: false };
  const host = { address: ipv4(p.containerIp), prefix: 32 };
  const outside: Match[] = p.hairpin ? [] : [input(p.bridge, true)];
  const to: Match[] = p.hostIp === '0.0.0.0' ? [] : [destination({ address: ipv4(p.hostIp), prefix: 32 })];
  return [
    {
      table: 'nat',
      chain: 'DOCKER',
      rule: {
        matches: [...to, ...outside, protocol, port(p.hostPort)],
        target: { kind: 'DNAT', address: ipv4(p.containerIp), port: p.containerPort },
      },
    },
    {
      table: 'filter',
      chain: 'DOCKER',
      rule: {
        matches: [
          destination(host),
          input(p.bridge, true),
          output(p.bridge),
          protocol,
          port(p.containerPort),
        ],
        target: { kind: 'ACCEPT' },
      },
    },
    {
      table: 'nat',
      chain: 'POSTROUTING',
      rule: {
        matches: [source(host), destination(host), protocol, port(p.containerPort)],
        target: { kind: 'MASQUERADE' },
      },
    },
  ];
}

/** Programs a published port. False when the engine's chains are gone: iptables then has nowhere to put the rule. */
export function publishPort(netns: NetworkNamespace, published: Published): boolean {
  const rules = publishedRules(published);
  if (rules.some(({ table, chain }) => !lookupChain(netns, table, chain))) return false;
  for (const { table, chain, rule } of rules) append(netns, table, chain, rule);
  return true;
}

export function unpublishPort(netns: NetworkNamespace, published: Published): void {
  for (const { table, chain, rule } of publishedRules(published)) remove(netns, table, chain, rule);
}
