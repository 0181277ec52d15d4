import { Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { createInterface } from 'node:readline';
import type { BoardFeed } from '../../../app/board/index.ts';
import { type ClassScreen, openClassBoard } from '../../board/index.ts';

/** Descriptors of the pipes beside the terminal's: what the server tells, and what the teacher wants. */
const FEED = 3;
const COMMANDS = 4;

/** A pipe that looks like a terminal's input. */
class PipedInput extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
}

/** A pipe that looks like a terminal's screen. */
class PipedOutput extends Writable {
  readonly isTTY = true;
  columns = 80;
  rows = 24;

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    process.stdout.write(chunk, () => done());
  }
}

/**
 * Draws a class's board on standard output. It sees nothing but its pipes, and ends with them: a server that was killed closes them.
 *
 * @returns the exit status.
 * @throws Error with code EBADF where somebody else than the server starts it.
 */
export async function runClassBoard(): Promise<number> {
  const feed = new Socket({ fd: FEED, readable: true, writable: false });
  const commands = new Socket({ fd: COMMANDS, readable: false, writable: true });
  const [input, output] = [new PipedInput(), new PipedOutput()];
  process.stdin.pipe(input);
  let screen: ClassScreen | undefined;
  return await new Promise((resolve) => {
    const hear = (news: BoardFeed) => {
      if (news.kind === 'begin' || news.kind === 'size') {
        Object.assign(output, { columns: news.columns, rows: news.rows });
        output.emit('resize');
      }
      if (screen) screen.hear(news);
      else if (news.kind === 'begin')
        screen = openClassBoard(
          {
            input: input as unknown as NodeJS.ReadStream,
            output: output as unknown as NodeJS.WriteStream,
            ascii: false,
            colour: true,
            onCommand: (command) => commands.write(`${JSON.stringify(command)}\n`),
          },
          news,
        );
    };
    createInterface({ input: feed }).on('line', (line) => hear(JSON.parse(line) as BoardFeed));
    const end = () => {
      screen?.close();
      resolve(0);
      // neo-blessed and the pipes would keep the process.
      setImmediate(() => process.exit(0));
    };
    feed.on('close', end);
    commands.on('error', end);
    process.stdin.on('end', end);
  });
}
