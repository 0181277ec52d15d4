import { describe, expect, test } from 'vitest';
import { gradeIn } from './labs.ts';

/** What every twin must hold on three seeds. A file for each lets them run side by side. */
export function holdTwin(id: string): void {
  describe.each([1, 2, 3])(`${id}, seed %i`, (seed) => {
    let graded: ReturnType<typeof gradeIn>;

    test('the short way is worth 95 at least', { timeout: 120_000 }, () => {
      graded = gradeIn(id, 'solve.session', seed);
      const { card } = graded;
      expect(card.solved).toBe(true);
      expect(card.score).toBeGreaterThanOrEqual(95);
    });

    test('harmless tests tell every suspect from the truth, and so do the commands of the short way', () => {
      const { drill } = graded;
      const plan = drill.plan.greedy();
      expect(plan.length).toBeGreaterThan(0);
      const rivals = drill.ledger.hypotheses().length - 1;
      const told = drill.session.commands.flatMap(({ number }) => [...drill.ledger.excludedBy(number)]);
      expect(new Set(told).size).toBe(rivals);
      expect(drill.plan.better(0)).toMatchObject({ before: rivals + 1 });
    });

    test('the wrong path is worth less than 40, and its own world contradicts it', {
      timeout: 120_000,
    }, () => {
      const { card, drill } = gradeIn(id, 'wrong.session', seed);
      expect(card.score).toBeLessThan(40);
      const told = card.contradiction!;
      const seen = drill.session.commands[told.command - 1]!;
      expect(told.line).toBe(seen.line);
      expect(`${seen.stdout}${seen.stderr}`.split('\n')).toContain(told.seen);
      expect(told.predicted).not.toBe(told.seen);
    });
  });
}
