/**
 * What carries drills out: the runner, and the programs its worlds run. Loaded once the first frame is shown, which needs none
 * of it: this is most of the code there is.
 */
export { TrainerRunner } from '../../../app/trainer/index.ts';
export { KeptWorlds } from '../../../drill/diagnosis/index.ts';
export { worldParts } from '../worlds.ts';
