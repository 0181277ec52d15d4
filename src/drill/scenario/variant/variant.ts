import { keyedHex, keyedInteger } from '../../../lib/index.ts';
import { formatIpv4, parseCidr } from '../../../model/wire/index.ts';
import type { Scenario } from '../schema.ts';
import { AddressMap } from './addresses.ts';
import { findNames } from './found.ts';
import { NameMap } from './names.ts';

/** Fields whose texts are no part of the network: what the scenario is called and what it is about. */
const STAYS = new Set(
  'id kind base family next topics mechanism rivals expect profile kernel driver iptables'.split(' '),
);
/** Fields whose keys are names; those of other fields belong to the format. */
const RECORDS = new Set(['segments', 'nodes', 'roots', 'images', 'places', 'files']);

/** What one text becomes. */
type Rewrite = (text: string) => string;

/** The same value with each of its texts changed, keys of records too. */
function rewritten<T>(value: T, rewrite: Rewrite, field = ''): T {
  if (typeof value === 'string') return rewrite(value) as T;
  if (Array.isArray(value)) return value.map((item) => rewritten(item, rewrite)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (RECORDS.has(field)) return [rewrite(key), rewritten(item, rewrite)];
      return [key, STAYS.has(key) ? item : rewritten(item, rewrite, key)];
    }),
  ) as T;
}

/** Everything that the network of a scenario is made of. What is told about it is left out: twins with one network get one mapping. */
function networkTexts({
  segments,
  nodes,
  roots,
  images,
  places,
  setup,
  terminals,
  picture,
}: Scenario): string[] {
  const texts: string[] = [];
  rewritten({ segments, nodes, roots, images, places, setup, terminals, picture }, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** Hardware addresses of the cards: the maker's half stays, as VMware's tells a virtual machine; the link-local addresses beside them. */
function cardAddresses(scenario: Scenario, seed: number): [string, string][] {
  const cards = Object.values(scenario.nodes ?? {}).flatMap(({ nics }) => nics);
  return cards.flatMap(({ mac, inet6 }): [string, string][] => {
    const own = keyedHex(seed, 6, 'variant-mac', mac).replace(/(..)(..)(..)/, '$1:$2:$3');
    return [
      [mac, `${mac.slice(0, 9)}${own}`],
      ...(inet6 === undefined ? [] : [[inet6, linkLocal(inet6, seed)] as [string, string]]),
    ];
  });
}

/** Another interface identifier with groups as long as before. */
function linkLocal(address: string, seed: number): string {
  const [network, groups] = address.split('::');
  const drawn = groups.split(':').map((group, at) => {
    const digits = keyedHex(seed, group.length, 'variant-inet6', address, at);
    return digits.replace(/^0/, 'c');
  });
  return `${network}::${drawn.join(':')}`;
}

/** Ports of four digits that IANA gives to no service (8092-8096, 8103-8114): listings without `-n` have no name for them either. */
const UNNAMED = [...range(8092, 8096), ...range(8103, 8114)];

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

/** Another port for a published one, as long as it; one of a length that few have stays. */
function portFor(port: string, seed: number, isFree: (port: string) => boolean): string {
  const free = UNNAMED.map(String).filter((drawn) => drawn.length === port.length && isFree(drawn));
  return free[keyedInteger(seed, 0, Math.max(0, free.length - 1), 'variant-port', port)] ?? port;
}

/** Old to new by the last octet, of cards' addresses in their order: what names and pictures abbreviate addresses to. */
function lastOctets(scenario: Scenario, addresses: AddressMap): Map<string, string> {
  const octets = new Map<string, string>();
  for (const { nics } of Object.values(scenario.nodes ?? {}))
    for (const { address = '' } of nics) {
      const old = parseCidr(address)?.address;
      const moved = old === undefined ? undefined : addresses.lookup(old);
      if (old === undefined || moved === undefined) continue;
      if (!octets.has(String(old & 255))) octets.set(String(old & 255), String(moved & 255));
    }
  return octets;
}

/** How a scenario's texts change: `text` anywhere, `row` in a picture, where `.91.2` and `.2` are addresses too. */
interface Mapping {
  text: Rewrite;
  row: Rewrite;
}

function mappingOf(scenario: Scenario, seed: number): Mapping {
  const texts = networkTexts(scenario);
  const addresses = new AddressMap(scenario, seed, texts);
  const octets = lastOctets(scenario, addresses);
  const { names, ports } = findNames(scenario);
  const used = new Set(texts.flatMap((text) => text.match(/[A-Za-z0-9]+/g) ?? []));
  const words = new Map([
    ...new NameMap(seed, octets, used).of(names),
    ...ports.map((port): [string, string] => [port, portFor(port, seed, (drawn) => !used.has(drawn))]),
    ...cardAddresses(scenario, seed),
  ]);
  const known = [...words.keys()]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll('.', '\\.'));
  // A name is a whole word of ASCII, so that Chinese around it needs no blanks; `over-128` and `shop_default` are one word each.
  const whole = new RegExp(`(?<![\\w-])(?:${known.join('|') || '(?!)'})(?![\\w-])`, 'g');
  const text = (old: string) => addresses.rewrite(old).replaceAll(whole, (word) => words.get(word) ?? word);
  return {
    text,
    row: (old) =>
      text(
        old.replaceAll(/(?<![\w.])(?:\.\d{1,3}){1,2}(?![\w]|\.\d)/g, (short) =>
          shortened(short, scenario, addresses, octets),
        ),
      ),
  };
}

/** `.91.2` or `.2` of a picture; something else that looks so stays. */
function shortened(
  short: string,
  scenario: Scenario,
  addresses: AddressMap,
  octets: ReadonlyMap<string, string>,
): string {
  const [, first, second] = short.split('.');
  if (second === undefined) return octets.has(first) ? `.${octets.get(first)}` : short;
  for (const { nics } of Object.values(scenario.nodes ?? {}))
    for (const { address = '' } of nics) {
      const card = parseCidr(address)?.address ?? 0;
      if (((card >>> 8) & 255) !== Number(first)) continue;
      const moved = addresses.lookup(((card >>> 8) * 256 + Number(second)) >>> 0);
      if (moved !== undefined) return `.${formatIpv4(moved).split('.').slice(2).join('.')}`;
    }
  return short;
}

/**
 * Carries a text that goes with a scenario, such as its `solve.session`, over to its variant: the names and addresses in it become those of
 * {@link variantOf} with the same seed.
 */
export function variantTexts(scenario: Scenario, seed: number): (text: string) => string {
  return mappingOf(scenario, seed).text;
}

/**
 * The same drill with other names, addresses and identities, so that an answer cannot be copied from a neighbour: machines, hosts,
 * containers, networks, private subnets, published ports and hardware addresses are found in the scenario itself and changed in every text
 * of it, to others that are written as long. Networks that Docker chooses stay, since they follow from Docker; so do names that are words
 * of tools. Pure: the same scenario and seed give the same variant. Identities follow from the seed, so there are no pins.
 */
export function variantOf(scenario: Scenario, seed: number): Scenario {
  const { text, row } = mappingOf(scenario, seed);
  const { pins: _, picture, ...rest } = scenario;
  return {
    ...rewritten(rest, text),
    seed,
    ...(picture && { picture: picture.map(row) }),
  };
}
