import { setImmediate as breath } from 'node:timers/promises';
import { Spool } from './spool.ts';
import { StoreWriter } from './store-writer.ts';
import type { Gradebook, Write } from './types.ts';

/** Writes of one transaction. */
const BATCH = 500;
/** Milliseconds that a flush waits for the store; then what it has goes to the spool, and the store may take its time. */
const SLOW = 300;
/** Octets, about, that wait in memory where neither the store nor the disk takes anything. */
const MOST_IN_MEMORY = 64 << 20;

/** How a queue stands. */
export interface QueueState {
  /** Writes in memory alone. */
  readonly pending: number;
  /** Writes in the spool, for the store. */
  readonly spooled: number;
  /** Writes that the store will never take, in the file beside the spool. */
  readonly refused: number;
  /** Writes that there was no room for anywhere. */
  readonly lost: number;
  readonly lastError?: string;
  /** When the trouble began; absent while there is none. */
  readonly since?: number;
}

/**
 * Writes to a gradebook without anybody waiting for it. What was pushed is in the store or in a file of this machine when `flush` is
 * done, and a program that is killed plays its spool back when it starts again. Writes arrive in the order they were pushed.
 */
export class WriteQueue {
  private readonly writer: StoreWriter;
  private readonly now: () => number;
  private readonly spoolFile: string;
  private spool: Spool | undefined;
  private pending: Write[] = [];
  private pendingOctets = 0;
  /** Writes on their way to the store that are nowhere else. */
  private underway = 0;
  /** What is being done with the store. */
  private running: Promise<void> | undefined;
  private flushing: Promise<void> = Promise.resolve();
  private waiting: Promise<void> | undefined;
  private lost = 0;
  private lastError: string | undefined;
  private since: number | undefined;

  /**
   * @param open opens the gradebook, as often as it takes
   * @param spoolFile a file of this queue alone, in a folder that is there
   * @param now milliseconds UTC
   */
  constructor(open: () => Promise<Gradebook>, spoolFile: string, now: () => number) {
    this.writer = new StoreWriter(open, `${spoolFile}.refused`, now, (text) => this.trouble(text));
    this.spoolFile = spoolFile;
    this.now = now;
    this.findSpool();
  }

  /** What an earlier program left to be played back. */
  private findSpool(): void {
    try {
      this.spool ??= new Spool(this.spoolFile);
    } catch (error) {
      this.spoolTrouble(error);
    }
  }

  private spoolTrouble(error: unknown): void {
    this.trouble(
      `${this.spoolFile}: ${(error as Error).message}. Free space there, and make it readable and writable for this user.`,
    );
  }

  /** Takes a write; it is written with the next flush. */
  push(write: Write): void {
    // Of an attempt's standing only the last counts.
    if (write.write === 'standing') {
      const at = this.pending.findIndex((one) => one.write === 'standing' && one.attempt === write.attempt);
      if (at >= 0) this.pendingOctets -= sizeOf(this.pending.splice(at, 1)[0]);
    }
    const octets = sizeOf(write);
    if (this.pendingOctets + octets > MOST_IN_MEMORY) {
      this.lost++;
      this.trouble(
        `neither the store nor ${this.spoolFile} takes anything, and memory is full: ${this.lost} writes are lost. Free space on the disk.`,
      );
      return;
    }
    this.pending.push(write);
    this.pendingOctets += octets;
  }

  /** Brings what was pushed into the store, or else into the spool. Never rejects: `state` tells how it went. */
  flush(): Promise<void> {
    // Who comes while one flush runs and one waits is served by the one that waits.
    this.waiting ??= this.flushing.then(() => {
      this.waiting = undefined;
      this.flushing = this.flushOnce();
      return this.flushing;
    });
    return this.waiting;
  }

  state(): QueueState {
    return {
      pending: this.pending.length + this.underway,
      spooled: this.spool?.unplayed ?? 0,
      refused: this.writer.refused,
      lost: this.lost,
      lastError: this.since === undefined ? undefined : this.lastError,
      since: this.since,
    };
  }

  /** Flushes, and waits for what the store answers, however slow it is: it has all that was pushed, or it is in trouble. */
  async settle(): Promise<void> {
    // What was pushed while something was underway goes with the second flush.
    for (let flushes = 0; flushes < 2; flushes++) {
      await this.flush();
      await this.running;
    }
  }

  async close(): Promise<void> {
    await this.settle();
    await this.writer.close();
  }

  private trouble(text: string): void {
    this.lastError = text;
    this.since ??= this.now();
  }

  private async flushOnce(): Promise<void> {
    this.findSpool();
    const batch = this.pending;
    this.pending = [];
    this.pendingOctets = 0;
    if (this.underway > 0) {
      // What is before it is neither in the store nor in the spool yet.
      this.putBack(batch);
      await inTime(this.running);
    } else if (this.running || (this.spool?.unplayed ?? 0) > 0) {
      if (batch.length > 0 && (await this.toSpool(batch)) === undefined) this.putBack(batch);
      this.start(() => this.playBack());
      await inTime(this.running);
    } else if (batch.length > 0) await this.directly(batch);
    else this.allWell();
  }

  /** Everything that was pushed is in the store; what is gone for good stays told. */
  private allWell(): void {
    if (this.pending.length === 0 && this.lost === 0 && this.writer.refused === 0) this.since = undefined;
  }

  private start(work: () => Promise<void>): void {
    this.running ??= work()
      .catch((error: unknown) => this.spoolTrouble(error))
      .finally(() => {
        this.running = undefined;
      });
  }

  /** Writes a batch to the store; to the spool as well where that takes long, or instead where it fails. */
  private async directly(batch: readonly Write[]): Promise<void> {
    this.underway = batch.length;
    let copied: Promise<number | undefined> | undefined;
    let over = false;
    this.start(async () => {
      const rest = await this.stored(batch);
      over = true;
      const end = await copied;
      if (rest.length > 0 && end === undefined && (await this.toSpool(rest)) === undefined)
        this.putBack(rest);
      this.underway = 0;
      if (rest.length > 0) return;
      if (end !== undefined) await this.spool?.passed(batch.length, end);
      await this.playBack();
    });
    if ((await inTime(this.running)) || over) return;
    copied = this.toSpool(batch);
    if ((await copied) !== undefined) this.underway = 0;
  }

  /** Writes to the store; what it did not take. */
  private async stored(batch: readonly Write[]): Promise<readonly Write[]> {
    for (let from = 0; from < batch.length; from += BATCH) {
      if (!(await this.writer.store(batch.slice(from, from + BATCH)))) return batch.slice(from);
      // SQLite answers at once: others want their turn.
      await breath();
    }
    return [];
  }

  /** Where it ends in the spool, once it is written; undefined where it cannot be written. */
  private async toSpool(batch: readonly Write[]): Promise<number | undefined> {
    try {
      this.spool ??= new Spool(this.spoolFile);
      return await this.spool.append(batch);
    } catch (error) {
      this.spoolTrouble(error);
      return undefined;
    }
  }

  private putBack(batch: readonly Write[]): void {
    this.pending = [...batch, ...this.pending];
    this.pendingOctets += batch.reduce((sum, write) => sum + sizeOf(write), 0);
  }

  /** Plays the spool back until it is empty or the store takes no more. */
  private async playBack(): Promise<void> {
    const { spool } = this;
    try {
      while (spool && spool.unplayed > 0) {
        const { writes, broken, end, lines } = await spool.next(BATCH);
        if (lines === 0) {
          this.lost += spool.unplayed;
          this.spool = undefined;
          throw new Error('somebody cut it short');
        }
        for (const line of broken)
          if (!(await this.writer.setAside(line, 'A line of the spool is no write that Netdrill made.')))
            return;
        if (writes.length > 0 && !(await this.writer.store(writes))) return;
        await spool.passed(lines, end);
      }
      this.allWell();
    } catch (error) {
      this.spoolTrouble(error);
    }
  }
}

/** Octets that a write takes in memory, about. */
function sizeOf(write: Write): number {
  if (write.write === 'standing') return write.line.length + 100;
  return write.write === 'log' ? write.lines.reduce((sum, { line }) => sum + line.length + 80, 100) : 400;
}

/** Whether the work was done before a flush has waited long enough. */
async function inTime(work: Promise<void> | undefined): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, SLOW, false);
  });
  const done = await Promise.race([Promise.resolve(work).then(() => true), late]);
  clearTimeout(timer);
  return done;
}
