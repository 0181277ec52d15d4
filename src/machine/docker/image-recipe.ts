import type { ImageProfile } from '../../model/state/index.ts';
import type { DockerImage } from './types.ts';

/** An image as a scenario can put it on a machine. */
export type ImageRecipe = Omit<DockerImage, 'id' | 'created'> & {
  /** Virtual microseconds since it was built. */
  age: number;
  /** Hosts of this profile mean this recipe by the reference, others another. */
  hosts?: ImageProfile;
};
