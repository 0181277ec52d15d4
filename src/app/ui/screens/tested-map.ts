import type { PlayState } from '../../trainer/index.ts';
import type { Signs } from '../signs.ts';
import type { Span } from '../spans.ts';

/** Answered; answered, and the command failed all the same; not answered. */
type Verdict = 'good' | 'warn' | 'bad';

/** A way that commands of the learner's tried, by its newest command. */
interface Test {
  from: string;
  to: string;
  command: number;
  sign: Verdict;
}

/** Ways tried, the newest last: one answer among a command's packets is enough. */
function tests({ packets, notebook }: Pick<PlayState, 'packets' | 'notebook'>): Test[] {
  const ways = new Map<string, Test>();
  for (const { from, to, command, outcome } of packets) {
    if (to === undefined) continue;
    const key = `${from} ${to}`;
    const before = ways.get(key);
    const failed = (notebook.find(({ number }) => number === command)?.status ?? 0) !== 0;
    const answered = outcome === 'answered' || (before?.command === command && before.sign !== 'bad');
    ways.delete(key);
    ways.set(key, { from, to, command, sign: !answered ? 'bad' : failed ? 'warn' : 'good' });
  }
  return [...ways.values()];
}

/** The picture with a sign behind each address that was tried, where there is a blank for it. */
export function mapRows({ picture, packets, notebook }: PlayState, signs: Signs): Span[][] {
  const tried = tests({ packets, notebook });
  return picture.map((row): Span[] => {
    const spans: Span[] = [];
    let done = 0;
    for (const { 0: word, index } of row.matchAll(/[\d.]*\d/g)) {
      const end = index + word.length;
      // `.130` in the picture stands for an address that ends with it.
      const test = tried.findLast(({ to }) => to === word || (word.startsWith('.') && to.endsWith(word)));
      if (!test || (row[end] ?? ' ') !== ' ') continue;
      spans.push({ text: row.slice(done, end) }, { text: signs[test.sign], tone: test.sign });
      done = end + 1;
    }
    return [...spans, { text: row.slice(done) }];
  });
}

/** The ways tried, the newest first. */
export function testRows(play: PlayState, signs: Signs, most: number): Span[][] {
  return tests(play)
    .reverse()
    .slice(0, Math.max(0, most))
    .map(({ from, to, command, sign }): Span[] => [
      { text: ` ${signs[sign]} `, tone: sign },
      { text: `${from} ${signs.arrow} ${to}` },
      { text: ` #${command}`, tone: 'quiet' },
    ]);
}
