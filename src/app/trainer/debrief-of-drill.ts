import { type Drill, journeys, type Scorecard, verdictText } from '../../drill/diagnosis/index.ts';
import type { LocalText } from '../../drill/scenario/index.ts';
import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import { journeyLines } from './journey-lines.ts';
import type { DebriefState, DebriefTruth, NotebookRow, PlanView, RivalView } from './state.ts';

/**
 * The debrief of a submission; no diagnosis where it was given up. What it was is told where `reveal` says so: once the drill is solved,
 * given up, or can be handed in no more.
 */
export function debriefOf(
  drill: Drill,
  card: Scorecard,
  commands: readonly NotebookRow[],
  diagnosis: ScriptDiagnosis | undefined,
  reveal: boolean,
): DebriefState {
  const givenUp = diagnosis === undefined && !card.solved;
  return {
    verdict: givenUp ? { en: 'Given up', zh: '已放弃' } : verdictText(card),
    score: card.score,
    marks: card.marks,
    hints: card.hints,
    solved: card.solved,
    givenUp,
    contradiction: card.contradiction,
    failing: card.failing,
    truth: reveal ? truthOf(drill) : undefined,
    told: [...commands],
    cited: card.cited,
    unrepaired: card.marks.repair === 0 && !card.solved,
    scroll: 0,
  };
}

function truthOf(drill: Drill): DebriefTruth {
  const part = drill.scenario.drill;
  const both = journeys(drill);
  return {
    cause: causeText(drill),
    text: part?.debrief ?? { en: '', zh: '' },
    hearsay: part?.hearsay,
    sources: part?.sources ?? [],
    plan: planOf(drill),
    rivals: rivalsOf(drill),
    next: part?.next,
    journey: journeyLines(both.broken),
    healthyJourney: journeyLines(both.healthy),
  };
}

/** The cause with every place that counts as where it is. */
function causeText({ worlds: { truth } }: Drill): LocalText {
  if (!truth) return { en: 'nothing was wrong', zh: '没有故障' };
  const { fault, site } = truth;
  return { en: `${fault.title.en} (${site.join(' or ')})`, zh: `${fault.title.zh}（${site.join(' 或 ')}）` };
}

function planOf({ plan, ledger, session }: Drill): PlanView {
  const most = Math.max(0, ...session.commands.map(({ number }) => ledger.excludedBy(number).size));
  return {
    better: plan.better(most),
    par: plan.greedy(),
    used: session.commands.filter(({ line }) => line.trim() !== 'clear').length,
  };
}

/** Every cause that fitted the ticket: the true one, those that nothing told apart, then the others. */
function rivalsOf({ ledger }: Drill): RivalView[] {
  const text = ({ stdout, stderr, status }: { stdout: string; stderr: string; status?: number }) =>
    `${stdout}${stderr}${status === 0 ? '' : `[${status === undefined ? 'still running' : `exit status ${status}`}]`}`;
  const rank = ({ isTrue, told }: RivalView) => (isTrue ? 0 : told.length === 0 ? 1 : 2);
  return ledger
    .sideBySide()
    .map(({ hypothesis, isTrue, told }) => ({
      title: hypothesis.title,
      isTrue,
      told: told.map(({ command, shown }) => ({
        number: command.number,
        where: command.where,
        line: command.line,
        seen: text(command),
        shown: shown && text(shown),
      })),
    }))
    .sort((a, b) => rank(a) - rank(b));
}
