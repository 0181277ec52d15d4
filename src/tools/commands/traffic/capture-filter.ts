import { wordTable } from '../../../lib/index.ts';
import { parseIpv4, parseMac } from '../../../model/wire/index.ts';
import { parseArithmetic, type Arithmetic, readComparison } from './capture-arithmetic.ts';
import { servicePort } from './service-names.ts';

export type Direction = 'src' | 'dst' | 'both' | 'either';
export type ProtocolName = 'ip' | 'arp' | 'rarp' | 'ip6' | 'icmp' | 'icmp6' | 'igmp' | 'tcp' | 'udp' | 'sctp';

/** A filter of pcap-filter(7) as a tree. */
export type CaptureFilter =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; left: CaptureFilter; right: CaptureFilter }
  | { kind: 'not'; of: CaptureFilter }
  | { kind: 'protocol'; name: ProtocolName }
  | { kind: 'ip-protocol'; number: number }
  | { kind: 'ether-type'; number: number }
  | { kind: 'host'; name: string; direction: Direction; protocol?: ProtocolName }
  | { kind: 'net'; address: number; mask: number; direction: Direction }
  | { kind: 'ports'; low: number; high: number; direction: Direction; protocol?: ProtocolName }
  | { kind: 'mac'; mac: string; direction: Direction }
  | { kind: 'vlan'; vid?: number }
  | { kind: 'length'; least: boolean; octets: number }
  | { kind: 'cast'; what: 'broadcast' | 'multicast' | 'ether broadcast' | 'ether multicast' }
  | { kind: 'compare'; left: Arithmetic; operator: string; right: Arithmetic };

/** Thrown for text that is no filter. */
export class FilterError extends Error {}
/** Thrown for what pcap can filter and this model cannot. */
export class FilterNotModelled extends Error {}

const PROTOCOLS: readonly string[] = [
  'ip',
  'arp',
  'rarp',
  'ip6',
  'icmp',
  'icmp6',
  'igmp',
  'tcp',
  'udp',
  'sctp',
];
const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = wordTable({
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  sctp: 132,
});
const ELSEWHERE = ['mpls', 'pppoed', 'ifname', 'inbound', 'outbound', 'gateway', 'geneve', 'wlan', 'proto\\'];
const TYPES = ['host', 'net', 'port', 'portrange', 'proto'];

interface Qualifiers {
  protocol?: string;
  direction: Direction;
  type?: string;
}

/** Words of a filter: brackets, operators and words. */
function filterWords(text: string): string[] {
  // A slash inside a word belongs to a prefix: 10.0.0.0/24.
  return (
    text.match(/<<|>>|<=|>=|!=|==|&&|\|\||[()![\]<>=&|+*^]|\/(?=\s)|-(?=\d|\s)|[^\s()![\]<>=&|+*^]+/g) ?? []
  );
}

/** Parses a filter; an empty text lets everything through. */
export function parseFilter(text: string): CaptureFilter {
  const words = filterWords(text);
  if (words.length === 0) return { kind: 'all' };
  const parser = new FilterParser(words);
  return parser.whole();
}

class FilterParser {
  private at = 0;
  /** What a bare identifier repeats: `port 80 or 443`. */
  private last: Qualifiers | undefined;
  private readonly words: readonly string[];

  constructor(words: readonly string[]) {
    this.words = words;
  }

  whole(): CaptureFilter {
    const filter = this.expression();
    if (this.at < this.words.length) throw new FilterError('syntax error');
    return filter;
  }

  private peek(): string | undefined {
    return this.words[this.at];
  }

  private next(): string {
    const word = this.words[this.at++];
    if (word === undefined) throw new FilterError('syntax error');
    return word;
  }

  /** `and` and `or` bind alike, from left to right. */
  private expression(): CaptureFilter {
    let left = this.term();
    for (;;) {
      const word = this.peek();
      const kind =
        word === 'and' || word === '&&' ? 'and' : word === 'or' || word === '||' ? 'or' : undefined;
      if (!kind) return left;
      this.at++;
      left = { kind, left, right: this.term() };
    }
  }

  private term(): CaptureFilter {
    const word = this.peek();
    if (word === 'not' || word === '!') {
      this.at++;
      return { kind: 'not', of: this.term() };
    }
    const comparison = this.comparison();
    if (comparison) return comparison;
    if (word === '(') {
      this.at++;
      const inner = this.expression();
      if (this.next() !== ')') throw new FilterError('syntax error');
      return inner;
    }
    return this.primitive();
  }

  /** `tcp[13] & 2 != 0`, `len > 100`: tried first, given back when it is none. */
  private comparison(): CaptureFilter | undefined {
    const start = this.at;
    const left = parseArithmetic(this.words, start);
    if (!left) return undefined;
    const operator = readComparison(this.words[left.next]);
    if (!operator) return undefined;
    const right = parseArithmetic(this.words, left.next + 1);
    if (!right) throw new FilterError('syntax error');
    this.at = right.next;
    return { kind: 'compare', left: left.value, operator, right: right.value };
  }

  private primitive(): CaptureFilter {
    const word = this.peek() ?? '';
    if (ELSEWHERE.includes(word)) throw new FilterNotModelled(word);
    if (word === 'less' || word === 'greater') {
      this.at++;
      return { kind: 'length', least: word === 'greater', octets: this.number() };
    }
    if (word === 'broadcast' || word === 'multicast') {
      this.at++;
      return { kind: 'cast', what: `ether ${word}` };
    }
    if (word === 'vlan') {
      this.at++;
      return { kind: 'vlan', vid: /^\d/.test(this.peek() ?? '') ? this.number() : undefined };
    }
    const qualifiers = this.qualifiers();
    if (qualifiers === 'bare') {
      if (!this.last) return this.identified({ direction: 'either', type: 'host' }, this.next());
      return this.identified(this.last, this.next());
    }
    return this.qualified(qualifiers);
  }

  private qualifiers(): Qualifiers | 'bare' {
    const start = this.at;
    const found: Qualifiers = { direction: 'either' };
    const word = this.peek() ?? '';
    if (PROTOCOLS.includes(word) || word === 'ether') {
      found.protocol = word;
      this.at++;
    }
    const direction = this.peek();
    if (direction === 'src' || direction === 'dst') {
      this.at++;
      found.direction = direction;
      const [joint, other] = [this.peek(), this.words[this.at + 1]];
      if (
        (joint === 'or' || joint === 'and') &&
        (other === 'src' || other === 'dst') &&
        other !== direction
      ) {
        found.direction = joint === 'or' ? 'either' : 'both';
        this.at += 2;
      }
    }
    if (TYPES.includes(this.peek() ?? '')) found.type = this.next();
    return this.at === start ? 'bare' : found;
  }

  private qualified(found: Qualifiers): CaptureFilter {
    const { protocol } = found;
    const upcoming = this.peek();
    const ends = upcoming === undefined || [')', 'and', 'or', '&&', '||'].includes(upcoming);
    if (
      found.type === undefined &&
      found.direction === 'either' &&
      (ends || upcoming === 'not' || upcoming === '!')
    ) {
      if (!ends || protocol === undefined || protocol === 'ether') throw new FilterError('syntax error');
      return { kind: 'protocol', name: protocol as ProtocolName };
    }
    if (upcoming === 'broadcast' || upcoming === 'multicast') {
      this.at++;
      return { kind: 'cast', what: protocol === 'ether' ? `ether ${upcoming}` : upcoming };
    }
    const full = { ...found, type: found.type ?? 'host' };
    this.last = full;
    return this.identified(full, this.next());
  }

  private identified(found: Qualifiers, word: string): CaptureFilter {
    const { direction } = found;
    const protocol = found.protocol as ProtocolName | undefined;
    if (/^[()\]!<>=&|]/.test(word) || ['and', 'or', 'not', ...TYPES].includes(word))
      throw new FilterError('syntax error');
    switch (found.type) {
      case 'port': {
        const port = this.port(word);
        return { kind: 'ports', low: port, high: port, direction, protocol };
      }
      case 'portrange': {
        const [low, high] = word.split('-');
        return { kind: 'ports', low: this.port(low), high: this.port(high ?? low), direction, protocol };
      }
      case 'proto': {
        const name = word.replace(/^\\/, '');
        const number = PROTOCOL_NUMBERS[name] ?? Number(name);
        if (Number.isNaN(number)) throw new FilterError(`unknown ip proto '${word}'`);
        return found.protocol === 'ether' ? { kind: 'ether-type', number } : { kind: 'ip-protocol', number };
      }
      case 'net':
        return this.net(word, direction);
      default:
        if (found.protocol === 'ether') {
          const mac = parseMac(word);
          if (mac === undefined) throw new FilterError('syntax error');
          return { kind: 'mac', mac, direction };
        }
        if (word.includes('/')) return this.net(word, direction);
        if (/^\d/.test(word) && parseIpv4(word) === undefined && !/[a-z]/i.test(word))
          return this.net(word, direction);
        return { kind: 'host', name: word, direction, protocol };
    }
  }

  private net(word: string, direction: Direction): CaptureFilter {
    const [text, length] = word.split('/');
    const parts = text.split('.');
    if (parts.length > 4 || parts.some((part) => !/^\d+$/.test(part) || Number(part) > 255))
      throw new FilterError('syntax error');
    const address = parseIpv4([...parts, '0', '0', '0'].slice(0, 4).join('.')) ?? 0;
    let mask = length === undefined ? maskOf(8 * parts.length) : maskOf(Number(length));
    if (this.peek() === 'mask') {
      this.at++;
      mask = parseIpv4(this.next()) ?? mask;
    }
    if ((address & ~mask) >>> 0 !== 0) throw new FilterError(`non-network bits set in "${word}"`);
    return { kind: 'net', address, mask, direction };
  }

  private port(word: string): number {
    const port = /^\d+$/.test(word) ? Number(word) : servicePort(word);
    if (port === undefined || port > 65535) throw new FilterError(`unknown port '${word}'`);
    return port;
  }

  private number(): number {
    const value = Number(this.next());
    if (Number.isNaN(value)) throw new FilterError('syntax error');
    return value;
  }
}

const maskOf = (prefix: number) => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);

/** Host names in a filter that have to be looked up before it runs. */
export function filterNames(filter: CaptureFilter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return [...filterNames(filter.left), ...filterNames(filter.right)];
    case 'not':
      return filterNames(filter.of);
    case 'host':
      return parseIpv4(filter.name) === undefined ? [filter.name] : [];
    default:
      return [];
  }
}
