import type { Observation } from './compare.ts';

/**
 * Keeps answers of many worlds in little memory: most worlds answer most tests alike, and what a terminal printed is a part of everything
 * it ever printed, which the engine keeps whole as long as somebody holds the part.
 */
export class SharedTexts {
  private readonly known = new Map<string, string>();

  /** The same answers, each text as it was kept first. */
  of(answers: readonly (Observation | undefined)[]): (Observation | undefined)[] {
    return answers.map(
      (answer) =>
        answer && {
          stdout: this.kept(answer.stdout),
          stderr: this.kept(answer.stderr),
          status: answer.status,
        },
    );
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
