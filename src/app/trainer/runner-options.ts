import type { DrillOptions, KeptWorlds } from '../../drill/diagnosis/index.ts';
import type { LocalText, Scenario } from '../../drill/scenario/index.ts';
import type { ScrollEnd } from './actions.ts';
import type { TrainerStore } from './store.ts';

/** What a runner is given: drills, a store, and what only the edge can do. */
export interface RunnerOptions {
  scenarios: readonly Scenario[];
  build: DrillOptions;
  /** Worlds of drills built before; runners of one process may share them. */
  kept: KeptWorlds;
  store: TrainerStore;
  seed?: number;
  /** Where the views' pages end. */
  scrollEnd: ScrollEnd;
  onQuit(): void;
  /** Puts a text where other programs get at it; what was done. */
  copy(text: string): LocalText;
}
