import type { LocalText } from '../../drill/scenario/index.ts';
import type { ScrollEnd } from './actions.ts';
import type { Player, PlayNews, PlayRules } from './player.ts';
import type { TrainerStore } from './store.ts';

/** What a runner is given: who has the worlds, a store, and what only the edge can do. */
export interface RunnerOptions {
  /** Makes the player, which hands what becomes of requests to `tell`. */
  player(tell: (news: PlayNews) => void): Player;
  store: TrainerStore;
  /** The seed that a drill is begun with. */
  seed?(id: string): number | undefined;
  /** How a drill is played; as often as one likes unless told. */
  rules?(id: string): PlayRules;
  /** Where the views' pages end. */
  scrollEnd: ScrollEnd;
  /** Why a drill cannot be played now, where it cannot. */
  barred?(id: string): LocalText | undefined;
  onQuit(): void;
  /** Puts a text where other programs get at it; what was done. */
  copy(text: string): LocalText;
}
