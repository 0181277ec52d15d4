/**
 * What carries drills out: the runner, and the programs its worlds run. Loaded once the first frame is shown, which needs none
 * of it: this is most of the code there is.
 */
import { type Player, type PlayNews, Sitting } from '../../../app/trainer/index.ts';
import { KeptWorlds } from '../../../drill/diagnosis/index.ts';
import type { PackEntry } from '../packs.ts';
import { worldParts } from '../worlds.ts';

export { TrainerRunner } from '../../../app/trainer/index.ts';

/** Plays the drills of the packs in this thread. */
export function ownPlayer(
  entries: readonly PackEntry[],
  engine: string,
): (tell: (news: PlayNews) => void) => Player {
  const scenarios = entries.map(({ scenario }) => scenario);
  return (tell) => new Sitting({ scenarios, build: worldParts, kept: new KeptWorlds(), engine }, tell);
}
