/** The share of this thread's time that one terminal may take for long, and what it may take in one go: milliseconds. */
const SHARE = 0.1;
const SAVED = 40;

/** What a terminal's frames, or its keys, may cost where one thread serves many: who has costly ones waits for himself. */
export class Allowance {
  private left = SAVED;
  private at: number;

  constructor(now: number) {
    this.at = now;
  }

  /** Milliseconds until there is something left. */
  wait(now: number): number {
    this.left = Math.min(SAVED, this.left + (now - this.at) * SHARE);
    this.at = now;
    return this.left > 0 ? 0 : Math.ceil(-this.left / SHARE);
  }

  /** Something took that many milliseconds. */
  spend(milliseconds: number): void {
    this.left -= milliseconds;
  }
}
