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

/** The screen side of a channel. */
export class ChannelOutput {
  columns: number;
  rows: number;
  private readonly channel: ServerChannel;
  private gathered = '';

  constructor(channel: ServerChannel, size: Size) {
    this.channel = channel;
    this.columns = size.columns;
    this.rows = size.rows;
  }

  /** What is written together is one packet. */
  write(text: string): void {
    if (this.gathered === '') queueMicrotask(() => this.send());
    // What the tty driver does between an app and a real terminal (ONLCR).
    this.gathered += text.replace(/\r?\n/g, '\r\n');
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
  }
}
