import type { AttemptRecord, Write } from '../gradebook/index.ts';
import type { DrillStanding } from './class-store.ts';

/** What counts of an attempt. */
interface Counted {
  learner: string;
  drill: string;
  handedIn: boolean;
  solved: boolean;
}

/**
 * How far a class is, kept from what is written: reading a term's attempts takes a tenth of a second, for which nobody's keys should wait
 * again and again. What a teacher ended does not count.
 */
export class ClassStandings {
  private readonly attempts = new Map<string, Counted>();
  /** Ended by a teacher: what was read before that does not bring them back. */
  private readonly closed = new Set<string>();
  private counted: ReadonlyMap<string, DrillStanding> | undefined;

  /** What the store has; what was taken meanwhile is in it or newer. */
  read(records: readonly AttemptRecord[]): void {
    for (const { id, learner, drill, how, marks } of records) {
      if (how === 'closed' || this.closed.has(id)) {
        this.attempts.delete(id);
        continue;
      }
      const one = this.attempts.get(id) ?? { learner, drill, handedIn: false, solved: false };
      one.handedIn ||= marks.length > 0;
      one.solved ||= marks.some(({ solved }) => solved);
      this.attempts.set(id, one);
    }
    this.counted = undefined;
  }

  /** What is being written. */
  take(write: Write): void {
    if (write.write === 'begin-attempt')
      this.attempts.set(write.id, {
        learner: write.learner,
        drill: write.drill,
        handedIn: false,
        solved: false,
      });
    else if (write.write === 'mark') {
      const one = this.attempts.get(write.attempt);
      if (one) Object.assign(one, { handedIn: true, solved: one.solved || write.solved });
    } else if (write.write === 'end-attempt' && write.how === 'closed') {
      this.closed.add(write.attempt);
      this.attempts.delete(write.attempt);
    } else return;
    this.counted = undefined;
  }

  /** Learners by drill. */
  get byDrill(): ReadonlyMap<string, DrillStanding> {
    this.counted ??= new Map(
      [...Map.groupBy(this.attempts.values(), ({ drill }) => drill)].map(([drill, of]) => {
        const people = (chosen: readonly Counted[]) => new Set(chosen.map(({ learner }) => learner)).size;
        return [
          drill,
          {
            begun: people(of),
            handedIn: people(of.filter(({ handedIn }) => handedIn)),
            solved: people(of.filter(({ solved }) => solved)),
          },
        ];
      }),
    );
    return this.counted;
  }
}
