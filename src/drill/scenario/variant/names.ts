import { keyedInteger } from '../../../lib/index.ts';
import { drawWord, type NameKind, PARTS_THAT_STAY } from './words.ts';

const PARTS = /[A-Za-z]+|\d+|[^A-Za-z\d]+/g;

/**
 * Other names of the same length. Names that share a word share the new one, and a number at the end of an address goes on being one:
 * `host130` and `over-130` are both about 192.168.91.130.
 */
export class NameMap {
  private readonly seed: number;
  /** The new last octet of an address by the old one, as text. */
  private readonly octets: ReadonlyMap<string, string>;
  /** Words that are in use, before and after. */
  private readonly taken: Set<string>;
  private readonly words = new Map<string, string>();
  private readonly numbers = new Map<string, string>();

  constructor(seed: number, octets: ReadonlyMap<string, string>, used: ReadonlySet<string>) {
    this.seed = seed;
    this.octets = octets;
    this.taken = new Set(used);
  }

  /** What is called otherwise, old to new. */
  of(names: ReadonlyMap<string, NameKind>): Map<string, string> {
    const renamed = new Map<string, string>();
    for (const [name, kind] of names) {
      const parts = name.match(PARTS) ?? [];
      const drawn = parts.map((part, at) => {
        if (/^\d/.test(part)) return this.numberFor(part, parts.slice(0, at).join(''));
        return /^[a-z]/i.test(part) && !(parts.length > 1 && PARTS_THAT_STAY.has(part))
          ? this.wordFor(part, kind)
          : part;
      });
      renamed.set(name, drawn.join(''));
    }
    return renamed;
  }

  private wordFor(word: string, kind: NameKind): string {
    const known = this.words.get(word);
    if (known !== undefined) return known;
    const drawn = drawWord(this.seed, kind, word, (candidate) => !this.taken.has(candidate));
    this.taken.add(drawn);
    this.words.set(word, drawn);
    return drawn;
  }

  /** The number behind the beginning of a name: an address's, or another one of as many digits. */
  private numberFor(digits: string, before: string): string {
    const octet = digits.length > 1 ? this.octets.get(digits) : undefined;
    if (octet !== undefined) return octet;
    const key = `${before}${digits}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const zeros = /^0*/.exec(digits)?.[0] ?? '';
    const length = digits.length - zeros.length;
    if (length === 0 || length > 4) return digits;
    // Every number that is drawn for the same beginning is another one; so is the old one.
    const [low, high] = [10 ** (length - 1), 10 ** length - 1];
    const first = keyedInteger(this.seed, 0, high - low, 'variant-number', before);
    const all = Array.from({ length: high - low + 1 }, (_, n) => low + ((first + n) % (high - low + 1)));
    const drawn = all.map((n) => `${zeros}${n}`).find((n) => !this.taken.has(`${before}${n}`)) ?? digits;
    this.taken.add(`${before}${drawn}`);
    this.numbers.set(key, drawn);
    return drawn;
  }
}
