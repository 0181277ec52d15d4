import type { DrillRow, TrainerStore } from '../../app/trainer/index.ts';
import type { Scenario } from '../../drill/scenario/index.ts';

/** The browser's rows: drills only, the easy ones first, twins together, with what is known of each. */
export function drillRows(entries: readonly { scenario: Scenario }[], store: TrainerStore): DrillRow[] {
  const best = store.best();
  const due = new Set(store.due());
  const unfinished = new Set(store.unfinished());
  return entries
    .filter(({ scenario }) => scenario.drill)
    .sort(
      (a, b) =>
        (a.scenario.drill?.level ?? 0) - (b.scenario.drill?.level ?? 0) ||
        (a.scenario.drill?.family ?? '').localeCompare(b.scenario.drill?.family ?? '', 'en') ||
        (a.scenario.drill?.twin ?? 0) - (b.scenario.drill?.twin ?? 0),
    )
    .map(({ scenario }) => ({
      id: scenario.id,
      title: scenario.title,
      summary: scenario.summary,
      level: scenario.drill?.level ?? 0,
      topics: scenario.drill?.topics ?? [],
      family: scenario.drill?.family ?? '',
      twin: scenario.drill?.twin ?? 0,
      best: best[scenario.id]?.score,
      solved: best[scenario.id]?.solved ?? false,
      unfinished: unfinished.has(scenario.id),
      due: due.has(scenario.id),
    }));
}
