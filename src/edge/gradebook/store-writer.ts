import { appendFile, chmod } from 'node:fs/promises';
import { GradebookError } from './error.ts';
import type { Gradebook, Write } from './types.ts';

/** Writes batches to a store that may not be there, and puts aside what the store will never take. */
export class StoreWriter {
  /** Writes that were put aside. */
  refused = 0;
  private readonly open: () => Promise<Gradebook>;
  private readonly refusedFile: string;
  private readonly now: () => number;
  private readonly trouble: (text: string) => void;
  private gradebook: Gradebook | undefined;

  /**
   * @param refusedFile where what was refused is kept, a JSON line each
   * @param now milliseconds UTC
   * @param trouble is told what went wrong
   */
  constructor(
    open: () => Promise<Gradebook>,
    refusedFile: string,
    now: () => number,
    trouble: (text: string) => void,
  ) {
    this.open = open;
    this.refusedFile = refusedFile;
    this.now = now;
    this.trouble = trouble;
  }

  /** Whether the store has them, or will never take them; false where it is worth another try. */
  async store(writes: readonly Write[]): Promise<boolean> {
    try {
      this.gradebook ??= await this.open();
      await this.gradebook.write(writes);
      return true;
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof GradebookError && error.kind === 'refused')
        return await this.sortOut(writes, message);
      this.trouble(message);
      return false;
    }
  }

  /** Finds the writes that the store refuses, puts them aside and writes the others. */
  private async sortOut(writes: readonly Write[], why: string): Promise<boolean> {
    const parts = halves(writes);
    if (parts.length === 1) return await this.setAside(JSON.stringify(writes[0]), why);
    for (const part of parts) if (!(await this.store(part))) return false;
    return true;
  }

  /** Keeps what is no use to the store; whether that could be done. */
  async setAside(write: string, why: string): Promise<boolean> {
    try {
      await appendFile(this.refusedFile, `${JSON.stringify({ at: this.now(), why, write })}\n`, {
        mode: 0o600,
      });
      await chmod(this.refusedFile, 0o600);
    } catch (error) {
      this.trouble(
        `${this.refusedFile}: ${(error as Error).message}. Free space there, or make it writable.`,
      );
      return false;
    }
    this.refused++;
    this.trouble(`${why} What was refused is kept in ${this.refusedFile}.`);
    return true;
  }

  async close(): Promise<void> {
    // What it has not taken is in the spool.
    await this.gradebook?.close().catch(() => {});
  }
}

/** Two halves of a batch; of one write its lines, which can be refused one by one; or what cannot be parted. */
function halves(writes: readonly Write[]): (readonly Write[])[] {
  const parted = <T>(items: readonly T[]) => {
    const middle = Math.ceil(items.length / 2);
    return [items.slice(0, middle), items.slice(middle)];
  };
  if (writes.length > 1) return parted(writes);
  const [write] = writes;
  if (write?.write !== 'log' || write.lines.length < 2) return [writes];
  return parted(write.lines).map((lines) => [{ ...write, lines }]);
}
