import { keyedInteger } from '../../../lib/index.ts';

/** What a name stands for: people name servers, machines that somebody sits at, services and networks differently. */
export type NameKind = 'machine' | 'station' | 'service' | 'network';

/** Names as people in the field give them, by what they stand for; those of one length stand for each other, so that columns stay. */
const POOLS: Readonly<Record<NameKind, readonly string[]>> = {
  machine: (
    'n s m v w pc vm ws srv box vps svr nuc node rack farm hive lynx wolf blade tower titan metal atlas orion worker falcon ' +
    'castor pollux saturn triton oberon sirius harbor mercury neptune phoenix antares polaris procyon callisto ganymede hyperion'
  ).split(' '),
  station: 'u pc tab kvm seat booth kiosk phone laptop office tablet viewer desktop console visitor'.split(
    ' ',
  ),
  service: (
    'q hr kb qa hub bus crm erp faq cms pim tms blog chat desk maps menu news quiz tray wiki poll deli audit feeds forms ' +
    'robot tasks crate album assets ledger orders parcel quotes survey tariff finance invoice payroll pension revenue archives ' +
    'bookings accounts payments'
  ).split(' '),
  network: 'z vl vr dmz fab pub seg vpc mesh grid ring span zone belt cloud fabric circle'.split(' '),
};

/**
 * Words that tools print or take as an argument, and names of programs: something that is called so keeps its name, since nobody could
 * tell the name from the word (`route add default gw`, `inet` of `ip addr`, Docker's networks `host`, `bridge` and `none`).
 */
export const TOOL_WORDS: ReadonlySet<string> = new Set(
  (
    'inet inet6 link gw dev via src dst table metric netmask default local all any up down add del show set root type mode name id ' +
    'host bridge none overlay macvlan ipvlan lo docker dockerd etcd etcdctl localhost'
  ).split(' '),
);

/** Parts of a name that say something of their own: what Compose appends to a project's name, and ends of domain names. */
export const PARTS_THAT_STAY: ReadonlySet<string> = new Set(
  'default localdomain local lan internal example com net org'.split(' '),
);

const CONSONANTS = 'bdfgklmnprstvz';
const VOWELS = 'aeiou';

/** A word that can be spoken, where the list has none of the length that is free. */
function syllables(seed: number, length: number, ...key: (string | number)[]): string {
  let word = '';
  while (word.length < length) {
    const letters = word.length % 2 === 0 ? CONSONANTS : VOWELS;
    word += letters[keyedInteger(seed, 0, letters.length - 1, 'variant-letter', ...key, word.length)];
  }
  return word;
}

/** A word as long as another one to stand for it: of the list of its kind where one is free, else made up. */
export function drawWord(
  seed: number,
  kind: NameKind,
  word: string,
  isFree: (candidate: string) => boolean,
): string {
  const fitting = POOLS[kind].filter(({ length }) => length === word.length);
  const first = keyedInteger(seed, 0, Math.max(0, fitting.length - 1), 'variant-word', word);
  for (let step = 0; step < fitting.length; step++) {
    const candidate = fitting[(first + step) % fitting.length];
    if (isFree(candidate)) return candidate;
  }
  // A name of one or two letters can run out of those to be spoken; then it stays.
  for (let attempt = 0; attempt < 50; attempt++) {
    const candidate = syllables(seed, word.length, word, attempt);
    if (isFree(candidate)) return candidate;
  }
  return word;
}
