import { expect, test } from 'vitest';
import { noExplanation } from '../../src/drill/diagnosis/index.ts';
import { type Scorecard, weighed } from '../../src/drill/diagnosis/scorecard.ts';

function card(marks: Partial<Scorecard['marks']>): Scorecard {
  return {
    score: 0,
    marks: { place: 0, mechanism: 0, evidence: 0, repair: 0, harm: 0, ...marks },
    hints: 2,
    solved: false,
    verdict: 'open',
    counts: 'full',
  };
}
const RIGHT = { place: 20, mechanism: 30, evidence: 18 };
const REPAIRED = { repair: 20, harm: 10 };

test('named first, repaired and handed in again: both count in full', () => {
  const first = weighed(card(RIGHT), 1, noExplanation);
  expect(first).toMatchObject({ score: 66, verdict: 'diagnosed', counts: 'full' });
  const second = weighed(card({ ...RIGHT, ...REPAIRED }), 2, RIGHT);
  expect(second).toMatchObject({
    score: 96,
    solved: true,
    counts: 'earlier',
    marks: { ...RIGHT, ...REPAIRED },
  });
});

test('wrong at first, right at second: half, and solved', () => {
  const second = weighed(card({ ...RIGHT, ...REPAIRED }), 2, noExplanation);
  expect(second.marks).toEqual({ place: 10, mechanism: 15, evidence: 9, ...REPAIRED });
  expect(second).toMatchObject({ score: 62, solved: true, counts: 'half' });
});

test('right at the third only: the repair alone', () => {
  const third = weighed(card({ ...RIGHT, ...REPAIRED }), 3, noExplanation);
  expect(third).toMatchObject({ score: 28, solved: false, verdict: 'healed', counts: 'nothing' });
});

test('a worse second explanation takes nothing away', () => {
  const second = weighed(card({ place: 5 }), 2, RIGHT);
  expect(second).toMatchObject({ score: 66, counts: 'earlier' });
});
