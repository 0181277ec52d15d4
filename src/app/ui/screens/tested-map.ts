import type { PacketView, PlayState } from '../../trainer/index.ts';
import type { Signs } from '../signs.ts';
import type { Span } from '../spans.ts';

/** A way that commands of the learner's tried, by its newest command. */
interface Test {
  from: string;
  to: string;
  command: number;
  good: boolean;
}

/** Ways tried, the newest last: one answer among a command's packets is enough. */
function tests(packets: readonly PacketView[]): Test[] {
  const ways = new Map<string, Test>();
  for (const { from, to, command, outcome } of packets) {
    if (to === undefined) continue;
    const key = `${from} ${to}`;
    const before = ways.get(key);
    const good = outcome === 'answered' || (before?.command === command && before.good);
    ways.delete(key);
    ways.set(key, { from, to, command, good });
  }
  return [...ways.values()];
}

/** The picture with a sign behind each address that was tried, where there is a blank for it. */
export function mapRows({ picture, packets }: PlayState, signs: Signs): Span[][] {
  const tried = tests(packets);
  return picture.map((row): Span[] => {
    const spans: Span[] = [];
    let done = 0;
    for (const { 0: word, index } of row.matchAll(/[\d.]*\d/g)) {
      const end = index + word.length;
      // `.130` in the picture stands for an address that ends with it.
      const test = tried.findLast(({ to }) => to === word || (word.startsWith('.') && to.endsWith(word)));
      if (!test || (row[end] ?? ' ') !== ' ') continue;
      const sign = test.good ? 'good' : 'bad';
      spans.push({ text: row.slice(done, end) }, { text: signs[sign], tone: sign });
      done = end + 1;
    }
    return [...spans, { text: row.slice(done) }];
  });
}

/** The ways tried, the newest first. */
export function testRows({ packets }: PlayState, signs: Signs, most: number): Span[][] {
  return tests(packets)
    .reverse()
    .slice(0, Math.max(0, most))
    .map(({ from, to, command, good }): Span[] => {
      const sign = good ? 'good' : 'bad';
      return [
        { text: ` ${signs[sign]} `, tone: sign },
        { text: `${from} ${signs.arrow} ${to}` },
        { text: ` #${command}`, tone: 'quiet' },
      ];
    });
}
