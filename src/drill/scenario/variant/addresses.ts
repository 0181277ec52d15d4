import { keyedInteger } from '../../../lib/index.ts';
import {
  type Cidr,
  contains,
  formatIpv4,
  networkOf,
  parseCidr,
  parseIpv4,
} from '../../../model/wire/index.ts';
import type { Scenario } from '../schema.ts';

const DOTTED = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2}(?!\d))?(?!\d|\.\d)/g;

/** RFC 1918: networks that may be any other of their kind. */
const PRIVATE: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(known);
/** RFC 5737: they stand for the Internet; their number stays, their hosts change. */
const DOCUMENTATION: readonly Cidr[] = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'].flatMap(known);

function known(text: string): Cidr[] {
  const net = parseCidr(text);
  return net ? [net] : [];
}

const within = (nets: readonly Cidr[], { address, prefix }: Cidr) =>
  nets.some((net) => net.prefix <= prefix && contains(net.address, net.prefix, address));

const octetsOf = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
const ofOctets = (octets: readonly number[]) => octets.reduce((sum, octet) => sum * 256 + octet, 0);
const last = (address: number) => address & 255;
const of24 = (address: number) => networkOf(address, 24);

/** Networks of a scenario: those its cards are in, and those that scripts give to `--subnet`. */
function networksOf(scenario: Scenario): Cidr[] {
  const texts = [
    ...Object.values(scenario.nodes ?? {}).flatMap(({ nics }) =>
      nics.flatMap(({ address }) => address ?? []),
    ),
    ...(scenario.setup ?? []).flatMap((step) =>
      'run' in step ? [...step.run.matchAll(/--subnet[ =](\S+)/g)].map(([, subnet]) => subnet) : [],
    ),
  ];
  const found = new Map<string, Cidr>();
  for (const { address, prefix } of texts.flatMap(known)) {
    const net = { address: networkOf(address, prefix), prefix };
    if (within([...PRIVATE, ...DOCUMENTATION], net)) found.set(`${net.address}/${prefix}`, net);
  }
  // The longest first: an address belongs to the narrowest network it is in.
  return [...found.values()].sort((a, b) => b.prefix - a.prefix);
}

/** Other addresses for the networks of a scenario, as long as the old ones when they are written. */
export class AddressMap {
  private readonly seed: number;
  private readonly networks: readonly Cidr[];
  /** The new network by the old one's address and prefix. */
  private readonly moved = new Map<Cidr, number>();
  /** Last octets by network of 24 bits: a permutation, so that no two addresses become one. */
  private readonly hosts = new Map<number, number[]>();

  /** `texts`: what the network is made of; the addresses in it are those that get other ones. */
  constructor(scenario: Scenario, seed: number, texts: readonly string[]) {
    this.seed = seed;
    this.networks = networksOf(scenario);
    for (const net of this.networks) this.moved.set(net, this.drawNetwork(net));
    const mentioned = texts.flatMap((text) => [...text.matchAll(DOTTED)].flatMap(([found]) => known(found)));
    for (const net of this.networks)
      for (const part of new Set(
        mentioned.filter((one) => this.networkFor(one.address) === net).map(({ address }) => of24(address)),
      ))
        this.hosts.set(
          part,
          this.drawHosts(
            part,
            net,
            mentioned.filter(({ address }) => of24(address) === part),
          ),
        );
  }

  /** What an address becomes; `undefined` for one of no network that moves. */
  lookup(address: number): number | undefined {
    const net = this.networkFor(address);
    if (!net) return undefined;
    const moved = ((this.moved.get(net) ?? net.address) + (address - net.address)) >>> 0;
    const hosts = this.hosts.get(of24(address));
    return hosts ? of24(moved) + hosts[last(address)] : moved;
  }

  /** A text with its addresses changed. */
  rewrite(text: string): string {
    return text.replaceAll(DOTTED, (found) => {
      const [dotted, length] = found.split('/');
      const address = parseIpv4(dotted);
      const moved = address === undefined ? undefined : this.lookup(address);
      if (moved === undefined) return found;
      return length === undefined ? formatIpv4(moved) : `${formatIpv4(moved)}/${length}`;
    });
  }

  private networkFor(address: number): Cidr | undefined {
    return this.networks.find((net) => contains(net.address, net.prefix, address));
  }

  /** Draws octets that the prefix covers whole, but for those that make the network private. */
  private drawNetwork(net: Cidr): number {
    const fixed = within(DOCUMENTATION, net) ? 4 : net.address >>> 24 === 192 ? 2 : 1;
    const old = octetsOf(net.address);
    for (let attempt = 0; attempt < 200; attempt++) {
      const drawn = old.map((octet, at) =>
        at < fixed || (at + 1) * 8 > net.prefix
          ? octet
          : this.drawOctet(octet, networkRange(old, at, octet), 'network', net.address, at, attempt),
      );
      const address = ofOctets(drawn);
      const free = [...this.moved.values(), ...this.networks.map(({ address }) => address)].every(
        (other) => !contains(address, net.prefix, other) && other !== address,
      );
      if (free) return address;
    }
    return net.address;
  }

  private drawOctet(
    octet: number,
    [low, high]: readonly [number, number],
    ...key: (string | number)[]
  ): number {
    return low > high ? octet : keyedInteger(this.seed, low, high, 'variant-address', ...key);
  }

  /** New last octets of a network of 24 bits: ranges within it move as a whole, other addresses by themselves. */
  private drawHosts(part: number, net: Cidr, mentioned: readonly Cidr[]): number[] {
    const hosts = Array.from({ length: 256 }, (_, octet) => octet);
    const swap = (octet: number, to: number) => {
      const at = hosts.indexOf(to);
      [hosts[octet], hosts[at]] = [hosts[at], hosts[octet]];
    };
    // The network's own address and the broadcast stay; what is outside of the network is not touched.
    const size = 2 ** Math.max(0, 32 - Math.max(24, net.prefix));
    const first = net.prefix <= 24 ? 0 : last(net.address);
    const taken = new Set([first, first + size - 1]);
    for (const range of mentioned.filter(({ prefix }) => prefix > Math.max(24, net.prefix) && prefix < 32)) {
      const length = 2 ** (32 - range.prefix);
      const from = last(networkOf(range.address, range.prefix));
      const isFree = (start: number) =>
        Array.from({ length }, (_, n) => start + n).every((o) => !taken.has(o));
      if (!isFree(from)) continue;
      const fits = Array.from({ length: size / length }, (_, n) => first + n * length).filter(
        (to) => to !== from && alike(from, to, length) && isFree(to),
      );
      const to =
        fits[keyedInteger(this.seed, 0, Math.max(0, fits.length - 1), 'variant-range', part, from)] ?? from;
      for (let n = 0; n < length; n++) {
        swap(from + n, to + n);
        taken.add(from + n).add(to + n);
      }
    }
    const single = [...new Set(mentioned.map(({ address }) => last(address)))].filter(
      (octet) => !taken.has(octet),
    );
    for (const octet of single) taken.add(octet);
    for (const octet of single) {
      const free = hosts.filter(
        (to) =>
          to > first && to < first + size && !taken.has(to) && String(to).length === String(octet).length,
      );
      if (free.length === 0) continue;
      free.sort((a, b) => a - b);
      const to = free[keyedInteger(this.seed, 0, free.length - 1, 'variant-host', part, octet)];
      swap(octet, to);
      taken.add(to);
    }
    return hosts;
  }
}

/** Whether two ranges of last octets are written with as many digits all along. */
function alike(from: number, to: number, length: number): boolean {
  return [0, length - 1].every((n) => String(from + n).length === String(to + n).length);
}

/** From where to where an octet of a private network may be drawn: as many digits as before. */
function networkRange(old: readonly number[], at: number, octet: number): readonly [number, number] {
  // Docker takes 172.17 and the next ones, 10.0 for overlays, and never gets as far as these.
  if (old[0] === 172 && at === 1) return [24, 31];
  const low = octet >= 100 ? 100 : octet >= 10 ? 16 : 1;
  return [low, octet >= 100 ? 254 : octet >= 10 ? 99 : 9];
}
