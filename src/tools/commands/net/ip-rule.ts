import type { Step } from '../../../lib/index.ts';
import { formatIpRule, parseTable } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, type RoutingRule, TABLE_MAIN } from '../../../model/state/index.ts';
import { addRule, deleteRule } from '../../../network/kernel/index.ts';
import { print } from '../spec.ts';
import { type IpOptions, requireRoot } from './ip-options.ts';
import { netlinkRefusal, NotModelled, Refusal } from './refusal.ts';
import { abbreviated, invalid, Words } from './words.ts';

const COMMANDS = ['list', 'lst', 'show', 'add', 'delete', 'flush', 'save', 'restore', 'help'];

/** `ip rule ...` */
export function* ipRule(sys: Sys, options: IpOptions, words: string[]): Step<number> {
  if (options.family === 'inet6') throw new NotModelled('-6 rule');
  const word = words[0] ?? 'list';
  const rest = new Words(words.slice(1));
  const { netns } = options;
  switch (abbreviated(word, COMMANDS)) {
    case 'list':
    case 'lst':
    case 'show':
      if (!rest.done) throw new NotModelled(`rule show ${rest.take()}`);
      yield* print(sys, netns.rules.map((rule) => formatIpRule(rule, options.era)).join(''));
      return 0;
    case 'add': {
      requireRoot(sys);
      const rule = parseRule(rest);
      addRule(netns, { ...rule, table: rule.table ?? TABLE_MAIN });
      return 0;
    }
    case 'delete': {
      requireRoot(sys);
      const failure = deleteRule(netns, parseRule(rest));
      if (isFailure(failure)) throw netlinkRefusal(failure);
      return 0;
    }
    case 'flush':
      requireRoot(sys);
      netns.rules = netns.rules.filter((rule) => rule.priority === 0);
      return 0;
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip rule help".\n`, 255);
    default:
      throw new NotModelled(`rule ${word}`);
  }
}

function parseRule(words: Words): Partial<RoutingRule> {
  const rule: Partial<RoutingRule> = {};
  while (!words.done) {
    const word = words.take();
    switch (word) {
      case 'from': {
        const prefix = words.prefix();
        if (prefix.prefix > 0) rule.from = prefix;
        break;
      }
      case 'to': {
        const prefix = words.prefix();
        if (prefix.prefix > 0) rule.to = prefix;
        break;
      }
      case 'iif':
      case 'dev':
        rule.iif = words.take();
        break;
      case 'preference':
      case 'pref':
      case 'order':
      case 'priority':
      case 'prio':
        rule.priority = words.number('preference value is invalid\n');
        break;
      case 'table':
      case 'lookup': {
        const name = words.take();
        const table = parseTable(name);
        if (table === undefined) throw invalid('invalid table ID\n', name);
        rule.table = table;
        break;
      }
      case 'not':
      case 'fwmark':
      case 'tos':
      case 'oif':
      case 'uidrange':
      case 'ipproto':
      case 'sport':
      case 'dport':
      case 'nat':
      case 'goto':
      case 'type':
      case 'blackhole':
      case 'unreachable':
      case 'prohibit':
      case 'suppress_prefixlength':
        throw new NotModelled(`rule ${word}`);
      default:
        throw new Refusal(`Error: argument "${word}" is wrong: Failed to parse rule type\n\n`, 255);
    }
  }
  return rule;
}
