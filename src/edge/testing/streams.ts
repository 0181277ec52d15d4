import { PassThrough, Writable } from 'node:stream';

/** The keyboard side of a terminal: a readable stream that has what Ink asks of a terminal's input. */
export class TerminalInput extends PassThrough {
  readonly isTTY = true;
  /** Whether the app has switched the terminal to raw mode. */
  isRaw = false;

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }

  /** A terminal's input keeps the process alive or lets it go; a stream in memory does neither. */
  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** The screen side of a terminal: hands on what is written and tells its size. */
export class TerminalOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** How many writes carried any text: it stands still once an app has nothing more to draw. */
  writes = 0;
  readonly #receive: (text: string, done: () => void) => void;

  /** `receive` gets each piece of text and calls `done` once it is on the screen. */
  constructor(size: { columns: number; rows: number }, receive: (text: string, done: () => void) => void) {
    super({ decodeStrings: false });
    this.columns = size.columns;
    this.rows = size.rows;
    this.#receive = receive;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = chunk.toString();
    if (text === '') {
      done();
      return;
    }
    this.writes += 1;
    this.#receive(text, () => {
      done();
      this.emit('drawn');
    });
  }

  /** Colour depth in bits, as a terminal stream tells it: 16 colours. */
  getColorDepth(): number {
    return 4;
  }

  hasColors(count = 16): boolean {
    return count <= 16;
  }
}
