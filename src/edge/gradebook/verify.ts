import { chainBreaks } from './hash-chain.ts';
import type { Gradebook } from './types.ts';

/** A line's hash as somebody noted it once: from an export. */
export interface NotedHash {
  readonly attempt: string;
  readonly seq: number;
  readonly hash: string;
}

/** What does not bear out, and where. */
export interface Finding {
  readonly attempt: string;
  readonly class: string;
  readonly learner: string;
  readonly drill: string;
  /** Number of the line it is about. */
  readonly seq: number;
  readonly what: string;
  readonly text: string;
}

export interface Verification {
  readonly attempts: number;
  readonly lines: number;
  readonly findings: readonly Finding[];
  /** What the database itself says is wrong. */
  readonly damage: readonly string[];
}

/** Walks the chain of every log, and compares it with hashes noted elsewhere. */
export async function verifyGradebook(
  book: Gradebook,
  noted: readonly NotedHash[] = [],
): Promise<Verification> {
  const damage = await book.integrity();
  const attempts = await book.attempts({});
  const findings: Finding[] = [];
  let count = 0;
  for (const { id, class: of, learner, drill, lastSeq } of attempts) {
    const lines = await book.log(id);
    count += lines.length;
    const found = [...chainBreaks(id, lines, lastSeq)];
    for (const { seq, hash } of noted.filter(({ attempt }) => attempt === id)) {
      const line = lines.find((other) => other.seq === seq);
      if (!line) found.push({ seq, what: 'removed', text: `line ${seq}, which was noted, is missing` });
      else if (line.hash !== hash)
        found.push({
          seq,
          what: 'rewritten',
          text: `up to line ${seq} the log is not the one that was noted`,
        });
    }
    findings.push(...found.map((one) => ({ attempt: id, class: of, learner, drill, ...one })));
  }
  const known = new Set(attempts.map(({ id }) => id));
  for (const { attempt, seq } of noted)
    if (!known.has(attempt))
      findings.push({
        attempt,
        class: '',
        learner: '',
        drill: '',
        seq,
        what: 'removed',
        text: 'the whole attempt, which was noted, is missing',
      });
  return { attempts: attempts.length, lines: count, findings, damage };
}
