import { Writable } from 'node:stream';
import type { ServerChannel } from 'ssh2';

/** Sizes a terminal may have here; a larger window shows the app in its corner. */
const LEAST = { columns: 20, rows: 5 };
const MOST = { columns: 240, rows: 100 };
/** What a terminal has that does not say (RFC 4254, section 6.2: zero means unknown). */
const USUAL = { columns: 80, rows: 24 };
/** Octets that wait for a client before frames are left out. */
const BACKLOG = 64 * 1024;

export interface Size {
  columns: number;
  rows: number;
}

/** A size as a client states it, made one that can be drawn. */
export function boundedSize(columns: unknown, rows: unknown): Size {
  return { columns: bounded(columns, 'columns'), rows: bounded(rows, 'rows') };
}

function bounded(value: unknown, of: keyof Size): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) return USUAL[of];
  return Math.max(LEAST[of], Math.min(MOST[of], Math.floor(value)));
}

/** The screen side of a channel, as a terminal stream: what Ink writes goes to the client. */
export class ChannelOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  private readonly channel: ServerChannel;
  private gathered = '';

  constructor(channel: ServerChannel, size: Size) {
    super({ decodeStrings: false });
    this.channel = channel;
    this.columns = size.columns;
    this.rows = size.rows;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    // A frame comes in three pieces, which are one packet.
    if (this.gathered === '') queueMicrotask(() => this.send());
    // What the tty driver does between an app and a real terminal (ONLCR).
    this.gathered += chunk.toString().replace(/\r?\n/g, '\r\n');
    done();
  }

  /** Sends what was written since the last time; called before the channel is ended. */
  send(): void {
    const text = this.gathered;
    this.gathered = '';
    if (text !== '' && this.channel.writable) this.channel.write(text);
  }

  /** Whether the client does not take what it is sent. */
  get backlogged(): boolean {
    return this.channel.writableLength > BACKLOG;
  }

  resize({ columns, rows }: Size): void {
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  getColorDepth(): number {
    return 8;
  }

  hasColors(count = 16): boolean {
    return count <= 256;
  }
}
