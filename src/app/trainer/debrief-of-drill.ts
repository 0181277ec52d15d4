import { type Drill, journeys, type Scorecard, verdictText } from '../../drill/diagnosis/index.ts';
import { type Journey, lookupFault, placeText } from '../../drill/scenario/index.ts';
import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import type { DebriefState, DebriefTruth, JourneyLine, NotebookRow, PlanView, RivalView } from './state.ts';

/** A journey as lines: places flush left, steps below them, the end marked. */
function journeyLines(journey: Journey | undefined): JourneyLine[] {
  if (!journey) return [];
  const lines: JourneyLine[] = [];
  for (const hop of journey.hops) {
    const own = hop.steps.filter(
      (s) => s.kind !== 'receive' && s.kind !== 'transmit' && !/ARP_NOT_FOR_US/.test(s.detail),
    );
    // A machine's own device says at least that the packet came by; inside a switch or a container others tell that.
    const steps = own.length === 0 && hop.netns === '' ? hop.steps : own;
    if (steps.length === 0) continue;
    lines.push({ text: placeText(hop), tone: 'place' });
    for (const step of steps) {
      const tone = step.kind === 'drop' ? 'drop' : step.kind === 'deliver' ? 'good' : 'step';
      const last = lines[lines.length - 1];
      const again = last && 'kind' in last && last.kind === step.kind && last.detail === step.detail;
      if (!again) lines.push({ tone, kind: step.kind, detail: step.detail });
    }
  }
  return collapse(lines);
}

/** The same hops three times (ARP asks three times) read once. */
function collapse(lines: JourneyLine[]): JourneyLine[] {
  const groups: JourneyLine[][] = [];
  for (const line of lines) {
    if (line.tone === 'place') groups.push([line]);
    else groups[groups.length - 1]?.push(line);
  }
  const seen = new Set<string>();
  const kept: JourneyLine[] = [];
  for (const group of groups) {
    const key = JSON.stringify(group);
    if (seen.has(key)) continue;
    seen.add(key);
    kept.push(...group);
  }
  return kept;
}

/**
 * The debrief of a submission; no diagnosis where it was given up. What it was is told once the drill is solved or given up, never
 * before.
 */
export function debriefOf(
  drill: Drill,
  card: Scorecard,
  commands: readonly NotebookRow[],
  diagnosis: ScriptDiagnosis | undefined,
): DebriefState {
  const givenUp = diagnosis === undefined;
  return {
    verdict: givenUp && !card.solved ? { en: 'Given up', zh: '已放弃' } : verdictText(card),
    score: card.score,
    marks: card.marks,
    hints: card.hints,
    solved: card.solved,
    contradiction: card.contradiction,
    truth: card.solved || givenUp ? truthOf(drill) : undefined,
    told: [...commands],
    cited: card.cited,
    unrepaired: card.marks.repair === 0 && !card.solved,
    scroll: 0,
  };
}

function truthOf(drill: Drill): DebriefTruth {
  const part = drill.scenario.drill;
  const fault = part?.fault ? lookupFault(part.fault.mechanism) : undefined;
  const both = journeys(drill);
  return {
    cause: fault
      ? { en: `${fault.title.en} (${part?.fault?.at})`, zh: `${fault.title.zh}（${part?.fault?.at}）` }
      : { en: 'nothing was wrong', zh: '没有故障' },
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

function planOf({ plan, ledger, session }: Drill): PlanView {
  const most = Math.max(0, ...session.commands.map(({ number }) => ledger.excludedBy(number).size));
  return { better: plan.better(most), par: plan.greedy(), used: session.commands.length };
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
