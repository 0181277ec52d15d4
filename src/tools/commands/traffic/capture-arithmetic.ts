import { wordTable } from '../../../lib/index.ts';

/** A number that a filter computes from a packet: `tcp[13] & 2`, `len`, `0x0800`. */
export type Arithmetic =
  | { kind: 'number'; value: number }
  | { kind: 'length' }
  | { kind: 'octets'; protocol: string; offset: Arithmetic; size: 1 | 2 | 4 }
  | { kind: 'operation'; operator: string; left: Arithmetic; right: Arithmetic };

interface Parsed {
  value: Arithmetic;
  next: number;
}

/** Names of pcap-filter(7) for offsets and bits. */
const CONSTANTS: Readonly<Record<string, number>> = wordTable({
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-timxceed': 11,
});
const PROTOCOLS = ['ether', 'ip', 'arp', 'icmp', 'tcp', 'udp', 'igmp'];
/** Weakest first. */
const LEVELS: readonly (readonly string[])[] = [['|'], ['^'], ['&'], ['<<', '>>'], ['+', '-'], ['*', '/']];

/** The arithmetic expression at a word; `undefined` when there is none. */
export function parseArithmetic(words: readonly string[], at: number, level = 0): Parsed | undefined {
  if (level === LEVELS.length) return primary(words, at);
  let left = parseArithmetic(words, at, level + 1);
  while (left && LEVELS[level].includes(words[left.next] ?? '')) {
    const right = parseArithmetic(words, left.next + 1, level + 1);
    if (!right) return undefined;
    left = {
      value: { kind: 'operation', operator: words[left.next], left: left.value, right: right.value },
      next: right.next,
    };
  }
  return left;
}

/** The comparison a word stands for. */
export function readComparison(word: string | undefined): string | undefined {
  if (word === '=') return '==';
  return word !== undefined && ['==', '!=', '<', '>', '<=', '>='].includes(word) ? word : undefined;
}

function primary(words: readonly string[], at: number): Parsed | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  if (word === '(') {
    const inner = parseArithmetic(words, at + 1);
    return inner && words[inner.next] === ')' ? { value: inner.value, next: inner.next + 1 } : undefined;
  }
  if (word === 'len') return { value: { kind: 'length' }, next: at + 1 };
  if (word in CONSTANTS) return { value: { kind: 'number', value: CONSTANTS[word] }, next: at + 1 };
  if (/^(0x[0-9a-f]+|\d+)$/i.test(word))
    return { value: { kind: 'number', value: Number(word) }, next: at + 1 };
  if (PROTOCOLS.includes(word) && words[at + 1] === '[') return octets(words, at);
  return undefined;
}

function octets(words: readonly string[], at: number): Parsed | undefined {
  // `udp[8:4]` is one word between the brackets.
  const [first, size = '1'] = (words[at + 2] ?? '').split(':');
  const offset = parseArithmetic([first], 0) ?? parseArithmetic(words, at + 2);
  const end = parseArithmetic([first], 0) ? at + 3 : (offset?.next ?? at);
  if (!offset || words[end] !== ']' || !['1', '2', '4'].includes(size)) return undefined;
  return {
    value: { kind: 'octets', protocol: words[at], offset: offset.value, size: Number(size) as 1 | 2 | 4 },
    next: end + 1,
  };
}

/** What octets and the length are for a packet: `undefined` where the protocol is not in it. */
export interface PacketOctets {
  length: number;
  octet(protocol: string, offset: number): number | undefined;
}

/** The value of an expression for a packet; `undefined` makes the comparison false. */
export function evaluate(value: Arithmetic, packet: PacketOctets): number | undefined {
  switch (value.kind) {
    case 'number':
      return value.value;
    case 'length':
      return packet.length;
    case 'octets': {
      const offset = evaluate(value.offset, packet);
      if (offset === undefined) return undefined;
      let total = 0;
      for (let i = 0; i < value.size; i++) {
        const octet = packet.octet(value.protocol, offset + i);
        if (octet === undefined) return undefined;
        total = total * 256 + octet;
      }
      return total;
    }
    case 'operation': {
      const left = evaluate(value.left, packet);
      const right = evaluate(value.right, packet);
      return left === undefined || right === undefined ? undefined : operate(value.operator, left, right);
    }
  }
}

function operate(operator: string, left: number, right: number): number | undefined {
  switch (operator) {
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '<<':
      return (left << right) >>> 0;
    case '>>':
      return left >>> right;
    case '+':
      return (left + right) >>> 0;
    case '-':
      return (left - right) >>> 0;
    case '*':
      return Math.imul(left, right) >>> 0;
    case '/':
      return right === 0 ? undefined : Math.floor(left / right);
    default:
      return undefined;
  }
}

export function compare(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    default:
      return left >= right;
  }
}
