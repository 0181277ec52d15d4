import { type Ipv4, parseIpv4, type Cidr, type Mac, parseMac } from '../../../model/wire/index.ts';
import { lookupDevice, type NetDevice, type NetworkNamespace } from '../../../model/state/index.ts';
import { Refusal } from './refusal.ts';

/** Reads iproute2's keyword language from left to right; complains as its library functions do. */
export class Words {
  private readonly words: readonly string[];
  private at = 0;
  constructor(words: readonly string[]) {
    this.words = words;
  }

  get done(): boolean {
    return this.at >= this.words.length;
  }

  /** The next word without taking it. */
  peek(): string | undefined {
    return this.words[this.at];
  }

  take(): string {
    if (this.done) throw new Refusal('Command line is not complete. Try option "help"\n', 255);
    return this.words[this.at++];
  }

  /** All that is left. */
  rest(): string[] {
    return this.words.slice(this.at);
  }

  /** Takes the next word when it is one of these (whole words, as iproute2's `strcmp` keywords). */
  takeIf(...candidates: string[]): boolean {
    if (this.done || !candidates.includes(this.words[this.at])) return false;
    this.at++;
    return true;
  }

  /** A number after a keyword; complains about the word otherwise. */
  number(what: string): number {
    const word = this.take();
    if (!/^(\d+|0x[0-9a-fA-F]+)$/.test(word)) throw invalid(what, word);
    return Number(word);
  }

  address(): Ipv4 {
    const word = this.take();
    const value = parseIpv4(word);
    if (value === undefined) throw new Refusal(`Error: inet address is expected rather than "${word}".\n`, 1);
    return value;
  }

  prefix(): Cidr {
    return prefixOf(this.take());
  }

  device(netns: NetworkNamespace): NetDevice {
    return findDevice(netns, this.take());
  }

  mac(): Mac {
    const word = this.take();
    const mac = parseMac(word);
    if (mac === undefined) throw new Refusal(`"${word}" is invalid lladdr.\n`, 1);
    return mac;
  }

  onOff(what: string, status = 255): boolean {
    const word = this.take();
    if (word === 'on') return true;
    if (word === 'off') return false;
    throw new Refusal(`Error: argument of "${what}" must be "on" or "off", not "${word}"\n`, status);
  }
}

export function invalid(what: string, word: string): Refusal {
  return new Refusal(`Error: argument "${word}" is wrong: ${what}\n`, 255);
}

/** `default`, `any`, `all`, an address, or an address with a prefix length. */
export function prefixOf(word: string): Cidr {
  if (word === 'default' || word === 'any' || word === 'all') return { address: 0, prefix: 0 };
  const [host, length, ...more] = word.split('/');
  // inet_addr_match of iproute2 fills missing octets: 10/8 is 10.0.0.0/8.
  const octets = host.split('.');
  const filled =
    /^[\d.]+$/.test(host) && octets.length < 4 ? [...octets, '0', '0', '0'].slice(0, 4).join('.') : host;
  const address = parseIpv4(filled);
  const prefix = length === undefined ? 32 : /^\d+$/.test(length) ? Number(length) : -1;
  if (address === undefined || more.length > 0 || prefix < 0 || prefix > 32)
    throw new Refusal(`Error: any valid prefix is expected rather than "${word}".\n`, 1);
  return { address, prefix };
}

export function findDevice(netns: NetworkNamespace, name: string): NetDevice {
  const device = lookupDevice(netns, name);
  if (!device) throw new Refusal(`Cannot find device "${name}"\n`, 1);
  return device;
}

/** atoi(3): the number a word begins with, 0 for none. Old tools read their numbers so. */
export function atoi(text: string): number {
  return Number.parseInt(text, 10) || 0;
}

/** A prefix length, 0 to 32; `undefined` for anything else. */
export function parsePrefixLength(text: string): number | undefined {
  return /^\d{1,2}$/.test(text) && Number(text) <= 32 ? Number(text) : undefined;
}

/** The first of the names that the word abbreviates, as iproute2's `matches` finds sub-commands. */
export function abbreviated(word: string, names: readonly string[]): string | undefined {
  return word === '' ? undefined : names.find((name) => name.startsWith(word));
}
