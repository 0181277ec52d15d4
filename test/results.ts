import type { AttemptResult } from '../src/app/trainer/index.ts';

/** What an attempt came to, where only the score and whether it was solved matter. */
export function result(score: number, solved: boolean, named = solved): AttemptResult {
  const marks = { place: 0, mechanism: 0, evidence: 0, repair: 0, harm: 0 };
  return { score, solved, named, marks, hints: 0, verdict: solved ? 'solved' : 'open' };
}
