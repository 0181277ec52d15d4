import type { TrainerRunner } from '../../app/trainer/index.ts';

/** Real milliseconds between two steps of the world's clock, and between two writes of what a killed program would lose. */
const TICK = 200;
const HEARTBEAT = 1000;

/**
 * Keeps a runner's world going in real time; a step that takes half its time leaves the rest to the next.
 *
 * @param after called behind each step.
 * @returns what ends it.
 */
export function startBeat(runner: TrainerRunner, after = () => {}): () => void {
  const clock = setInterval(() => {
    const half = performance.now() + TICK / 2;
    runner.tick(TICK * 1000, () => performance.now() > half);
    after();
  }, TICK);
  const heart = setInterval(() => runner.heartbeat(), HEARTBEAT);
  return () => {
    clearInterval(clock);
    clearInterval(heart);
  };
}
