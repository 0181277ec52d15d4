import type { TrainerStore } from '../../app/trainer/index.ts';
import type { CredentialStore } from './people.ts';

/** What is kept of one learner. */
export interface LearnerStore extends TrainerStore {
  /** The drill that was on the screen last, where it was not left. */
  readonly place: string | undefined;
  setPlace(id: string | undefined): void;
  /** Whether the one attempt at a drill was had. */
  isUsed(drill: string): boolean;
}

/** How a class plays a drill, and whether its results may be seen. */
export interface DrillTerms {
  mode: 'practice' | 'one' | 'exam';
  released: boolean;
}

/** Where a class is kept. */
export interface ClassStore extends CredentialStore {
  /** What is kept of a learner; the same object until he is let go. */
  learner(name: string): Promise<LearnerStore>;
  /** Makes a learner's session this server's; false while another server has it. */
  hold(name: string): Promise<boolean>;
  /** The session may go on elsewhere: everything of it is written. */
  letGo(name: string): Promise<void>;
}
