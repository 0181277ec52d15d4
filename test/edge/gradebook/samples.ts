import type { AttemptStart, LogLine, Mark, Write } from '../../../src/edge/gradebook/index.ts';

/** An attempt's id; the same number gives the same one. */
export const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export function attempt(number: number, changes: Partial<AttemptStart> = {}): Write & AttemptStart {
  return {
    write: 'begin-attempt',
    id: idOf(number),
    class: '7b',
    learner: 'anna',
    drill: 'overlay-no-advertise',
    mode: 'practice',
    seed: 41,
    engine: '0.1.0',
    digest: 'abcabcabcabc',
    begun: 1_790_000_000_000 + number,
    ...changes,
  };
}

export function line(seq: number, text = `{"type":"hint","n":${seq}}`): LogLine {
  return { seq, at: 1_790_000_000_000 + seq * 1000, line: text };
}

export function log(number: number, ...lines: LogLine[]): Write {
  return { write: 'log', attempt: idOf(number), lines };
}

export function mark(number: number, submission: number, changes: Partial<Mark> = {}): Write & Mark {
  return {
    write: 'mark',
    attempt: idOf(number),
    submission,
    place: 20,
    mechanism: 30,
    evidence: 13,
    repair: 20,
    harm: 10,
    hints: 2,
    score: 91,
    solved: true,
    named: true,
    verdict: 'solved',
    rules: '0.1.0',
    at: 1_790_000_100_000,
    ...changes,
  };
}
