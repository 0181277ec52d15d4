import type { TrainerStore } from '../../app/trainer/index.ts';
import type { CredentialStore } from './people.ts';

/** What is kept of one learner. */
export interface LearnerStore extends TrainerStore {
  /** The drill that was on the screen last, where it was not left. */
  readonly place: string | undefined;
  setPlace(id: string | undefined): void;
}

/** Where a class is kept. */
export interface ClassStore extends CredentialStore {
  learner(name: string): LearnerStore;
}
