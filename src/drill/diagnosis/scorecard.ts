import { type FaultInstance, type Lab, type LocalText, trueInstance } from '../scenario/index.ts';
import type { ScriptDiagnosis } from '../session/index.ts';
import { type Contradiction, contradict } from './contradiction.ts';
import { harmless } from './flow-matrix.ts';
import { configurationDigest, mechanismWorth, type ProbeRun } from './judge.ts';
import type { EvidenceLedger } from './ledger.ts';
import { hintsPrice, MOST_CITED } from './prices.ts';
import type { Hypothesis } from './rivals.ts';

/** The five marks (product.md): 20, 30, 20, 20, 10. */
export interface Marks {
  place: number;
  mechanism: number;
  evidence: number;
  repair: number;
  harm: number;
}

/** The marks for naming the cause, which depend on the submission they were earned with. */
export type Explanation = Pick<Marks, 'place' | 'mechanism' | 'evidence'>;

export const noExplanation: Explanation = { place: 0, mechanism: 0, evidence: 0 };

/** What the cited commands did: how many of them count, and the rivals they rule out together, of how many. */
export interface CitedShare {
  commands: number;
  excluded: number;
  rivals: number;
  /** 20 times that share. */
  mark: number;
}

export interface Scorecard {
  score: number;
  marks: Marks;
  /** Points the hints cost. */
  hints: number;
  solved: boolean;
  verdict: 'solved' | 'diagnosed' | 'healed' | 'open';
  /** How this submission's explanation counts; `earlier` where that of an earlier one is worth more and stays. */
  counts: 'full' | 'half' | 'nothing' | 'earlier';
  contradiction?: Contradiction;
  /** What of the ticket still fails, where the cause is named and not repaired. */
  failing?: ProbeRun;
  /** What the mark for evidence was counted from; absent where no evidence counts. */
  cited?: CitedShare;
}

export interface Attempt {
  diagnosis: ScriptDiagnosis | undefined;
  hints: number;
}

/** Everything grading needs; `initial` is the drill's world as it began, `current` as it is now. */
export interface Case {
  base: Lab;
  initial: Lab;
  current: Lab;
  /** What of the ticket still fails in it. */
  stillFailing(): ProbeRun | undefined;
  healthy: Lab;
  ledger: EvidenceLedger;
  /** Ids of rivals that no command on an open machine tells from the truth. */
  alike: ReadonlySet<string>;
}

/** Whether a hypothesis is the drill's own cause. */
export function isTruth(truth: FaultInstance | undefined): (hypothesis: Hypothesis) => boolean {
  return ({ instance }) =>
    truth === undefined
      ? instance === undefined
      : instance?.fault.id === truth.fault.id && instance.site[0] === truth.site[0];
}

/** Grades an attempt on the model. */
export function grade(subject: Case, attempt: Attempt): Scorecard {
  const truth = trueInstance(subject.base);
  const { diagnosis } = attempt;
  const hints = hintsPrice(attempt.hints);
  const cited = citedShare(subject, truth, diagnosis);
  const evidence = cited.mark;
  if (truth === undefined || diagnosis?.verdict === 'nothing' || diagnosis?.verdict === 'unknown')
    return gradeAnswer(subject, truth, diagnosis, evidence, hints);
  const marks: Marks = { place: 0, mechanism: 0, evidence, repair: 0, harm: 0 };
  if (diagnosis?.verdict === 'fault') {
    marks.place = placeMark(truth, diagnosis.place);
    marks.mechanism = mechanismWorth(subject.initial, diagnosis.mechanism, diagnosis.place, subject.base);
    // Evidence supports a cause; for a wrong one there is nothing to support.
    if (marks.mechanism === 0) marks.evidence = 0;
  }
  const failing = subject.stillFailing();
  if (!failing) {
    marks.repair = 20;
    marks.harm = harmless(subject.healthy, subject.current) ? 10 : 0;
  }
  const told = marks.mechanism > 0 ? undefined : contradict(subject.base, subject.ledger, diagnosis);
  const card = finish(marks, hints, told);
  return marks.mechanism > 0 ? { ...card, cited, failing } : card;
}

function finish(marks: Marks, hints: number, contradiction: Contradiction | undefined): Scorecard {
  const total = marks.place + marks.mechanism + marks.evidence + marks.repair + marks.harm;
  const explained = marks.mechanism >= 15;
  const healed = marks.repair === 20;
  const capped = explained && healed ? total : explained ? Math.min(total, 70) : Math.min(total, 30);
  return {
    score: Math.max(0, Math.round(capped - hints)),
    marks,
    hints,
    solved: explained && healed,
    verdict: explained && healed ? 'solved' : explained ? 'diagnosed' : healed ? 'healed' : 'open',
    counts: 'full',
    contradiction,
  };
}

/**
 * A scorecard as the n-th submission earns it: the first explanation counts in full, the second half, later ones nothing, and what an
 * earlier one earned is kept. So whoever names the cause, repairs it and hands in again has both.
 */
export function weighed(card: Scorecard, submission: number, earned: Explanation): Scorecard {
  const share = [1, 0.5][submission - 1] ?? 0;
  const now: Explanation = {
    place: Math.round(card.marks.place * share),
    mechanism: Math.round(card.marks.mechanism * share),
    evidence: Math.round(card.marks.evidence * share),
  };
  const worth = ({ place, mechanism, evidence }: Explanation) => place + mechanism + evidence;
  const earlier = worth(earned) > worth(now) || (worth(earned) > 0 && worth(earned) === worth(now));
  const again = finish({ ...card.marks, ...(earlier ? earned : now) }, card.hints, card.contradiction);
  return {
    ...again,
    cited: card.cited,
    solved: again.solved || (card.solved && share > 0),
    counts: earlier ? 'earlier' : share === 1 ? 'full' : share > 0 ? 'half' : 'nothing',
  };
}

/** "Nothing is wrong" and "cannot be told from here": 50 for the right one, 20 evidence, 30 for leaving things as they were. */
function gradeAnswer(
  subject: Case,
  truth: FaultInstance | undefined,
  diagnosis: ScriptDiagnosis | undefined,
  evidence: number,
  hints: number,
): Scorecard {
  // Where a locked machine would have to be asked, "cannot be told from here" is the right answer (rules.md).
  const locked = (subject.base.scenario.drill?.locked ?? []).length > 0;
  const right =
    diagnosis?.verdict === 'unknown'
      ? locked && truth !== undefined && subject.alike.size > 0
      : truth === undefined && diagnosis?.verdict === 'nothing';
  const marks: Marks = { place: 0, mechanism: 0, evidence: 0, repair: 0, harm: 0 };
  if (!right) return finish(marks, hints, contradict(subject.base, subject.ledger, diagnosis));
  const untouched = configurationDigest(subject.initial) === configurationDigest(subject.current);
  marks.place = 20;
  marks.mechanism = 30;
  marks.evidence = evidence;
  if (untouched) {
    marks.repair = 20;
    marks.harm = 10;
  }
  const card = finish(marks, hints, undefined);
  return { ...card, solved: evidence > 0 };
}

function placeMark(truth: FaultInstance, place: string): number {
  if (truth.site.includes(place)) return 20;
  return truth.site.some((p) => p.split('/')[0] === place.split('/')[0]) ? 5 : 0;
}

/** What the cited commands that count rule out together. */
function citedShare(
  { ledger, alike }: Case,
  truth: FaultInstance | undefined,
  diagnosis: ScriptDiagnosis | undefined,
): CitedShare {
  const evidence = diagnosis?.evidence.slice(0, MOST_CITED) ?? [];
  const excluded = new Set(
    evidence.flatMap((number) => [...ledger.excludedBy(number)]).filter((id) => !alike.has(id)),
  ).size;
  // What nothing could have told apart is not asked for.
  const rivals = ledger.hypotheses().filter((h) => !isTruth(truth)(h) && !alike.has(h.id)).length;
  const mark = rivals === 0 ? 0 : Math.round((20 * excluded) / rivals);
  return { commands: evidence.length, excluded, rivals, mark };
}

const COUNTS: Readonly<Record<Scorecard['counts'], LocalText>> = {
  full: { en: '', zh: '' },
  half: { en: ' (a second explanation counts half)', zh: '（第二次诊断只计一半）' },
  nothing: { en: ' (an explanation after the second counts nothing)', zh: '（从第三次起诊断不计分）' },
  earlier: { en: ' (your earlier explanation counts)', zh: '（按你先前的诊断计分）' },
};

/** One sentence about a scorecard. */
export function verdictText(card: Scorecard): LocalText {
  const text = verdictOf(card);
  const counts = COUNTS[card.counts];
  return { en: `${text.en}${counts.en}`, zh: `${text.zh}${counts.zh}` };
}

function verdictOf(card: Scorecard): LocalText {
  switch (card.verdict) {
    case 'solved':
      return { en: 'Solved', zh: '已解决' };
    case 'diagnosed':
      return { en: 'Diagnosed, not repaired', zh: '已诊断，未修复' };
    case 'healed':
      return { en: 'Healed, not explained', zh: '已恢复，但没有说明原因' };
    case 'open':
      return { en: 'Still open', zh: '尚未解决' };
  }
}
