import type { Observation } from './compare.ts';

/**
 * Keeps answers of many worlds in little memory: most worlds answer most tests alike, and what a command printed may be a part of what its
 * terminal printed, which the engine keeps whole as long as somebody holds the part.
 */
export class SharedTexts {
  private readonly known = new Map<string, string>();

  /** The same answers, each text as it was kept first. */
  of(answers: readonly (Observation | undefined)[]): (Observation | undefined)[] {
    return answers.map((answer) => answer && this.share(answer));
  }

  /** The same answer, its texts as they were kept first. */
  share({ stdout, stderr, status }: Partial<Observation> & Omit<Observation, 'status'>): Observation {
    return { stdout: this.kept(stdout), stderr: this.kept(stderr), status };
  }

  private kept(text: string): string {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    // A copy, since a part of a text (a slice) would keep the whole.
    const own = structuredClone(text);
    this.known.set(own, own);
    return own;
  }
}
