import type { TrainerStore } from '../../app/trainer/index.ts';
import type { CredentialStore } from './people.ts';

/** What is kept of one learner. */
export interface LearnerStore extends TrainerStore {
  /** The drill that was on the screen last, where it was not left. */
  readonly place: string | undefined;
  setPlace(id: string | undefined): void;
  /** Whether the one attempt at a drill was had. */
  isUsed(drill: string): boolean;
  /** Ends the attempt at a drill, be it over or not, so that it may be begun again; false where there is none. */
  closeAttempt(drill: string): boolean;
}

/** How many learners began a drill, handed it in, solved it. */
export interface DrillStanding {
  begun: number;
  handedIn: number;
  solved: number;
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
  /** What is wrong with the store; nothing where it takes everything. */
  readonly trouble: string | undefined;
  isReleased(drill: string): boolean;
  /** Shows the results of a drill from now on. */
  release(drill: string): void;
  /** Gives a learner time for a drill: until then, milliseconds UTC. */
  extend(learner: string, drill: string, until: number): void;
  /** How far the class is, by drill. */
  standings(): ReadonlyMap<string, DrillStanding>;
}
