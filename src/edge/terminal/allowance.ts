/** The share of this thread's time that one terminal's frames may take for long, and what they may take in one go: milliseconds. */
const SHARE = 0.1;
const SAVED = 40;

/** What a terminal's frames may cost where many are drawn by one thread: who has costly ones gets fewer of them. */
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

  /** A frame took that many milliseconds. */
  spend(milliseconds: number): void {
    this.left -= milliseconds;
  }
}
