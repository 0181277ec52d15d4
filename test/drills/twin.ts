import { describe, expect, test } from 'vitest';
import { gradeIn } from './labs.ts';

/** What every twin must hold on three seeds. A file for each lets them run side by side. */
export function holdTwin(id: string): void {
  describe.each([1, 2, 3])(`${id}, seed %i`, (seed) => {
    test('the short way is worth 95 at least', { timeout: 120_000 }, () => {
      const { card } = gradeIn(id, 'solve.session', seed);
      expect(card.solved).toBe(true);
      expect(card.score).toBeGreaterThanOrEqual(95);
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
