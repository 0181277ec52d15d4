import { Drill, type DrillWorlds, noExplanation, type Scorecard } from '../../drill/diagnosis/index.ts';
import { replayEvents } from '../../drill/session/index.ts';
import type { LogStep } from '../logs/index.ts';

/** What a log comes to by the present rules. */
export interface Regraded {
  /** The card of each submission, in their order. */
  readonly cards: readonly Scorecard[];
  /** Number of the first command whose output is not what it was: what was seen then was something else. */
  readonly differs?: number;
}

/** From one header to the next: the drill as it was begun once. */
interface Sitting {
  readonly steps: LogStep[];
  /** Submissions that it repeats from the sitting before, so that they count. */
  carried: number;
}

/**
 * Grades every submission of a log again. Undo and reset begin the drill anew: what was handed in before still counts, and the new log
 * begins with a placeholder for each (`PlayLog.begin`), which is not graded.
 *
 * @param worlds those of the drill that was played
 */
export function regradeLog(steps: readonly LogStep[], worlds: DrillWorlds): Regraded {
  const cards: Scorecard[] = [];
  let before = { attempts: 0, earned: noExplanation };
  let differs: number | undefined;
  for (const sitting of sittingsOf(steps)) {
    sitting.carried = before.attempts;
    // Most sittings that were begun anew handed in nothing.
    const own = sitting.steps.filter(({ type }) => type === 'submit').length - sitting.carried;
    if (own <= 0) continue;
    const drill = new Drill(worlds);
    for (const _ of drill.prepareRivals());
    drill.attempts = before.attempts;
    drill.earned = before.earned;
    differs = play(drill, sitting, cards) ?? differs;
    before = drill;
  }
  return { cards, differs };
}

function sittingsOf(steps: readonly LogStep[]): Sitting[] {
  const sittings: Sitting[] = [];
  for (const step of steps)
    if (step.type === 'header') sittings.push({ steps: [], carried: 0 });
    else sittings[sittings.length - 1]?.steps.push(step);
  return sittings;
}

function play(drill: Drill, { steps, carried }: Sitting, cards: Scorecard[]): number | undefined {
  let differs: number | undefined;
  let toCarry = carried;
  let left = steps.filter(({ type }) => type === 'submit').length - carried;
  for (const step of steps) {
    if (step.type === 'event') {
      const here = replayEvents(drill.session, [step.event]);
      differs ??= here;
    } else if (step.type === 'hint') drill.takeHint();
    else if (step.type === 'submit' && toCarry > 0) toCarry--;
    else if (step.type === 'submit') {
      cards.push(drill.submit(step.diagnosis ?? undefined));
      // What was typed on the debrief earns nothing.
      if (--left === 0) break;
    }
  }
  return differs;
}
