/**
 * Rival causes, what each command tells about them, and the marks. It refuses to read tool output: two outputs are compared for
 * equality, and everything else is judged on the model.
 */
export * from './compare.ts';
export { journeys } from './debrief.ts';
export { Drill } from './drill.ts';
export type { AskedRival } from './common-worlds.ts';
export { type DrillOptions, DrillWorlds, KeptWorlds } from './drill-worlds.ts';
export { harmless } from './flow-matrix.ts';
export { repaired } from './judge.ts';
export { type CommandEvidence, EvidenceLedger, type RivalAnswers } from './ledger.ts';
export { type DiagnosisPlace, diagnosisPlaces } from './places.ts';
export { playScript } from './play-script.ts';
export { hintPrice, MOST_CITED } from './prices.ts';
export { type Hypothesis, NOTHING, type RivalWorlds, rivalWorlds } from './rivals.ts';
export {
  type CitedShare,
  type Explanation,
  type Marks,
  noExplanation,
  type Scorecard,
  verdictText,
} from './scorecard.ts';
export { type Answers, askAll, type HarmlessTest, harmlessTests, paired } from './test-plan.ts';
