import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Write } from './types.ts';

const LINE_FEED = 0x0a;
/** Octets read at a time: a spool of any length is played back in pieces. */
const PIECE = 1 << 18;

/** Writes from the spool, and where the next ones begin. */
export interface Piece {
  readonly writes: Write[];
  /** Lines that are no writes: of a file that somebody changed. */
  readonly broken: string[];
  readonly end: number;
  readonly lines: number;
}

/** A file of writes that the store has not taken yet, a JSON line each; played back from the front, appended at the end. */
export class Spool {
  readonly file: string;
  /** Octets that are whole lines; what lies behind them was cut off by a kill or a full disk. */
  private size = 0;
  private played = 0;
  /** Lines not played back yet. */
  unplayed = 0;
  /** File operations, one after the other. */
  private last: Promise<unknown> = Promise.resolve();

  /** @throws what the file system says where the file is there and cannot be read. */
  constructor(file: string) {
    this.file = file;
    if (existsSync(file)) this.measure();
  }

  private measure(): void {
    const descriptor = openSync(this.file, 'r+');
    try {
      const buffer = Buffer.alloc(PIECE);
      const length = fstatSync(descriptor).size;
      for (let at = 0, read = 0; at < length; at += read) {
        read = readSync(descriptor, buffer, 0, PIECE, at);
        if (read === 0) break;
        for (let i = buffer.indexOf(LINE_FEED); i >= 0 && i < read; i = buffer.indexOf(LINE_FEED, i + 1)) {
          this.size = at + i + 1;
          this.unplayed++;
        }
      }
      if (this.size < length) ftruncateSync(descriptor, this.size);
    } finally {
      closeSync(descriptor);
    }
  }

  private inTurn<T>(action: (handle: FileHandle) => Promise<T>): Promise<T> {
    const done = this.last.then(async () => {
      // Not 'a': where a write fails half way, the next one begins at the same place.
      const handle = await open(this.file, existsSync(this.file) ? 'r+' : 'wx+', 0o600);
      try {
        return await action(handle);
      } finally {
        await handle.close();
      }
    });
    this.last = done.catch(() => {});
    return done;
  }

  /**
   * Appends; all of them or none. Where they end. A program that is killed has lost nothing of it: the system brings it to the disk. That
   * is not waited for: a disk that other programs keep busy takes seconds, and what comes next is to be as safe.
   */
  append(writes: readonly Write[]): Promise<number> {
    const octets = Buffer.from(writes.map((write) => `${JSON.stringify(write)}\n`).join(''));
    return this.inTurn(async (handle) => {
      for (let done = 0; done < octets.length; ) {
        const { bytesWritten } = await handle.write(octets, done, octets.length - done, this.size + done);
        done += bytesWritten;
      }
      this.size += octets.length;
      this.unplayed += writes.length;
      return this.size;
    });
  }

  /** The next writes to play back, at most `most`; none where everything was. */
  next(most: number): Promise<Piece> {
    return this.inTurn(async (handle) => {
      let text = Buffer.alloc(0);
      // A line may be longer than a piece.
      while (this.played + text.length < this.size && !text.includes(LINE_FEED)) {
        const { bytesRead, buffer } = await handle.read(
          Buffer.alloc(PIECE),
          0,
          PIECE,
          this.played + text.length,
        );
        if (bytesRead === 0) break;
        text = Buffer.concat([text, buffer.subarray(0, bytesRead)]);
      }
      const rows: Buffer[] = [];
      let from = 0;
      for (
        let end = text.indexOf(LINE_FEED);
        end >= 0 && rows.length < most;
        end = text.indexOf(LINE_FEED, from)
      ) {
        if (this.played + end >= this.size) break;
        rows.push(text.subarray(from, end));
        from = end + 1;
      }
      const piece: Piece = { writes: [], broken: [], end: this.played + from, lines: rows.length };
      for (const row of rows) {
        const write = parsed(row.toString());
        if (write) piece.writes.push(write);
        else piece.broken.push(row.toString());
      }
      return piece;
    });
  }

  /** The store has what `next` gave, or what was appended to an empty spool. One that was played back is emptied. */
  passed(lines: number, end: number): Promise<void> {
    return this.inTurn(async (handle) => {
      this.played = end;
      this.unplayed -= lines;
      if (this.unplayed > 0) return;
      await handle.truncate(0);
      this.played = 0;
      this.size = 0;
    });
  }
}

function parsed(row: string): Write | undefined {
  try {
    const value = JSON.parse(row) as Write | null;
    return typeof value === 'object' && value !== null && typeof value.write === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
