import type { PlayNews, PlayRequest } from '../../app/trainer/index.ts';
import type { Scenario } from '../../drill/scenario/index.ts';
import type { ViewDelta } from './view-delta.ts';

/** What a process of worlds is started with. */
export interface WorldsData {
  scenarios: readonly Scenario[];
  engine: string;
  /** What a world may take of its process in one go: milliseconds. One that asks for more goes on when others had their turn. */
  patience: number;
}

/** How somebody plays; chosen when he sits down. */
export interface SeatOptions {
  /** Everybody who plays a drill plays the same worlds, which are shared then. */
  shared: boolean;
}

/** What a process is told. Sittings are numbered by who sends this. */
export type ToProcess =
  /** Once, before all else. */
  | { kind: 'begin'; data: WorldsData }
  | { kind: 'sit'; sitting: number; options: SeatOptions }
  /** `waits`: whether somebody wants to know when it was done. */
  | { kind: 'ask'; sitting: number; request: PlayRequest; waits: boolean }
  | { kind: 'pass'; sitting: number; microseconds: number }
  /** Nobody sits there any more. */
  | { kind: 'rise'; sitting: number }
  | { kind: 'alive?' };

/** News of a player, or of a view what is new in it. */
export type PackedNews = PlayNews | { kind: 'view'; delta: ViewDelta };

/** What a process tells. */
export type FromProcess =
  | {
      kind: 'news';
      sitting: number;
      news: PackedNews[];
      /** What it answers, besides what happened by itself. */
      answers?: 'ask' | 'pass';
    }
  /** Something in a world's program went wrong: the sitting is no more. */
  | { kind: 'failed'; sitting: number; why: string }
  /** It began, or was asked. */
  | { kind: 'alive' };
