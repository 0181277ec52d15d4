import type { AttemptRecord } from '../gradebook/index.ts';
import type { DrillStanding } from './class-store.ts';

/** How far learners are with each drill, by its id. What a teacher ended does not count. */
export function standingsOf(attempts: readonly AttemptRecord[]): ReadonlyMap<string, DrillStanding> {
  const counted = attempts.filter(({ how }) => how !== 'closed');
  return new Map(
    [...Map.groupBy(counted, ({ drill }) => drill)].map(([drill, of]) => {
      const people = (chosen: (attempt: AttemptRecord) => boolean) =>
        new Set(of.filter(chosen).map(({ learner }) => learner)).size;
      return [
        drill,
        {
          begun: people(() => true),
          handedIn: people(({ marks }) => marks.length > 0),
          solved: people(({ marks }) => marks.some(({ solved }) => solved)),
        },
      ];
    }),
  );
}
