import { wordTable } from '../../../lib/index.ts';
import type { NetworkNamespace, Rule, TableName } from '../../../model/state/index.ts';
import { lookupChain } from '../../../network/kernel/index.ts';
import { emptyDraft, finishRules, type RuleDraft, ruleOption } from './iptables-rule.ts';
import { parameterProblem, RuleWords, splitBundles, type ToolName } from './iptables-words.ts';
import { NotModelled, Refusal } from './refusal.ts';

type Operation =
  | 'append'
  | 'insert'
  | 'delete'
  | 'delete-number'
  | 'replace'
  | 'check'
  | 'list'
  | 'rules'
  | 'flush'
  | 'delete-chain'
  | 'new-chain'
  | 'policy'
  | 'zero';

/** A parsed command line. */
export interface IptablesCommand {
  operation: Operation;
  table: TableName;
  chain?: string;
  number?: number;
  policy?: string;
  rules: Pick<Rule, 'matches' | 'target'>[];
  counters?: { packets: number; bytes: number };
  numeric: boolean;
  verbose: boolean;
  exact: boolean;
  lineNumbers: boolean;
  zeroToo: boolean;
}

const OPERATIONS: Readonly<Record<string, readonly [operation: Operation, letter: string]>> = wordTable({
  '-A': ['append', 'A'],
  '--append': ['append', 'A'],
  '-I': ['insert', 'I'],
  '--insert': ['insert', 'I'],
  '-D': ['delete', 'D'],
  '--delete': ['delete', 'D'],
  '-R': ['replace', 'R'],
  '--replace': ['replace', 'R'],
  '-C': ['check', 'C'],
  '--check': ['check', 'C'],
  '-L': ['list', 'L'],
  '--list': ['list', 'L'],
  '-S': ['rules', 'S'],
  '--list-rules': ['rules', 'S'],
  '-F': ['flush', 'F'],
  '--flush': ['flush', 'F'],
  '-X': ['delete-chain', 'X'],
  '--delete-chain': ['delete-chain', 'X'],
  '-N': ['new-chain', 'N'],
  '--new-chain': ['new-chain', 'N'],
  '--new': ['new-chain', 'N'],
  '-P': ['policy', 'P'],
  '--policy': ['policy', 'P'],
  '-Z': ['zero', 'Z'],
  '--zero': ['zero', 'Z'],
});

const TABLES: readonly TableName[] = ['raw', 'mangle', 'nat', 'filter'];

/** Reads a whole command line; `line` is that of a restore file. Throws the tool's refusals. */
export function parseIptables(
  netns: NetworkNamespace,
  args: readonly string[],
  tool: ToolName,
  line?: number,
  presetTable?: TableName,
): IptablesCommand {
  const words = new RuleWords(splitBundles(args), tool, line);
  const table = presetTable ?? tableOf(words, splitBundles(args));
  const draft = emptyDraft();
  const command: Omit<IptablesCommand, 'operation' | 'rules'> = {
    table,
    numeric: false,
    verbose: false,
    exact: false,
    lineNumbers: false,
    zeroToo: false,
  };
  const isChain = (name: string) => {
    const chain = lookupChain(netns, table, name);
    return chain !== undefined && chain.policy === undefined;
  };
  let operation: Operation | undefined;
  let letter = '';
  while (!words.done) {
    let option = words.next();
    let negated = false;
    if (option === '!') {
      if (words.done) throw words.problem("argument required for `!'");
      negated = true;
      option = words.next();
    }
    const known = OPERATIONS[option];
    if (known) {
      const [next, nextLetter] = known;
      const pair = [operation, next];
      if (operation !== undefined && !(pair.includes('zero') && pair.includes('list')))
        throw words.problem(`Cannot use -${nextLetter} with -${letter}\n`);
      if (operation !== undefined) command.zeroToo = true;
      if (operation === undefined || next === 'list') {
        operation = next;
        letter = nextLetter;
      }
      readOperation(words, option, next, command);
      if (operation === 'delete' && command.number !== undefined) operation = 'delete-number';
      continue;
    }
    if (display(words, option, command)) continue;
    if (ruleOption(words, option, negated, draft, isChain)) continue;
    if (option.startsWith('-')) {
      // getopt leaves an unknown short option in its own words, a long one in the tool's.
      throw words.problem(`unknown option "${option}"`);
    }
    throw words.problem(`Bad argument \`${option}'`);
  }
  if (operation === undefined) throw words.problem('no command specified');
  checkDevices(words, operation, command.chain, draft);
  const needsRule = ['append', 'insert', 'delete', 'replace', 'check'].includes(operation);
  return {
    ...command,
    operation,
    rules: needsRule ? finishRules(words, draft) : [],
    counters: draft.counters,
  };
}

function tableOf(words: RuleWords, args: readonly string[]): TableName {
  const at = args.findIndex((word) => word === '-t' || word === '--table');
  const name = at < 0 ? 'filter' : args[at + 1];
  if (name === undefined) throw words.problem(`option "${args[at]}" requires an argument`);
  const table = TABLES.find((candidate) => candidate === name);
  if (table) return table;
  if (name === 'security') throw new NotModelled('-t security');
  const { program, era, backend } = words.tool;
  const head = parameterProblem({ program, era, backend }, '').text.split(':')[0];
  throw new Refusal(
    `${head}: can't initialize iptables table \`${name}': Table does not exist (do you need to insmod?)\nPerhaps iptables or your kernel needs to be upgraded.\n`,
    3,
  );
}

function readOperation(
  words: RuleWords,
  option: string,
  operation: Operation,
  command: Partial<IptablesCommand>,
): void {
  switch (operation) {
    case 'append':
    case 'check':
    case 'new-chain':
      command.chain = words.argument(option);
      return;
    case 'delete':
    case 'insert':
    case 'replace': {
      command.chain = words.argument(option);
      if (/^\d+$/.test(words.peek() ?? '')) command.number = Number(words.next());
      if (command.number === 0) throw words.problem(`Invalid rule number \`0'`);
      if (operation === 'replace' && command.number === undefined)
        throw words.problem(`-R requires a rule number`);
      return;
    }
    case 'policy':
      command.chain = words.argument(option);
      command.policy = words.optional();
      if (command.policy === undefined) throw words.problem(`-P requires a chain and a policy`);
      return;
    default: {
      command.chain = words.optional() ?? command.chain;
      const counted = operation === 'list' || operation === 'rules' || operation === 'zero';
      if (counted && command.chain !== undefined && /^\d+$/.test(words.peek() ?? ''))
        command.number = Number(words.next());
    }
  }
}

/** Options that change the listing, and those that change nothing here. */
function display(words: RuleWords, option: string, command: Partial<IptablesCommand>): boolean {
  switch (option) {
    case '-t':
    case '--table':
      words.argument(option);
      return true;
    case '-n':
    case '--numeric':
      command.numeric = true;
      return true;
    case '-v':
    case '--verbose':
      command.verbose = true;
      return true;
    case '-x':
    case '--exact':
      command.exact = true;
      return true;
    case '--line-numbers':
    case '--line':
    case '--line-number':
      command.lineNumbers = true;
      return true;
    // The model has no other process that holds the lock.
    case '-w':
    case '--wait':
    case '-W':
    case '--wait-interval':
      if (/^\d+$/.test(words.peek() ?? '')) words.next();
      return true;
    case '-4':
    case '--ipv4':
      return true;
    case '-6':
    case '-E':
    case '--rename-chain':
    case '-M':
    case '--modprobe':
      throw new NotModelled(option);
  }
  return false;
}

/** A device that a built-in chain never sees is refused by the tool itself. */
function checkDevices(
  words: RuleWords,
  operation: Operation,
  chain: string | undefined,
  draft: RuleDraft,
): void {
  if (operation === 'list' || operation === 'rules') return;
  if (draft.header.some((match) => match.kind === 'in') && (chain === 'OUTPUT' || chain === 'POSTROUTING'))
    throw words.problem(`Can't use -i with ${chain}\n`);
  if (draft.header.some((match) => match.kind === 'out') && (chain === 'INPUT' || chain === 'PREROUTING'))
    throw words.problem(`Can't use -o with ${chain}\n`);
}
