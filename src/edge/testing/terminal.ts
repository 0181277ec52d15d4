import { Terminal } from '@xterm/headless';
import { type Instance, render, type RenderOptions } from 'ink';
import type { ReactNode } from 'react';
import type { Cell } from './cells.ts';
import { readCells, readRows } from './read-cells.ts';
import { keySequence } from './keys.ts';
import { svgScreen } from './screen-text.ts';
import { TerminalInput, TerminalOutput } from './streams.ts';

/** Ink's own function; an app with another Ink than the kit's hands in its own, since hooks know only the one they came with. */
type Render = (app: ReactNode, options?: RenderOptions) => Instance;

/** Columns and rows of a terminal. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** Where the cursor is, counted from 0 at the top left, and whether it shows. */
export interface Cursor {
  readonly column: number;
  readonly row: number;
  readonly visible: boolean;
}

/** A screen that can be read, and whose app can be used. Every method that acts waits until the app has drawn. */
export interface Screen {
  /** The visible screen, one line per row, without blanks at the ends of rows and without empty last rows. */
  text(): string;
  /** Every visible cell with its colours, top row first. */
  cells(): Cell[][];
  cursor(): Cursor;
  /** The screen as a picture, its text selectable. */
  svg(): string;
  /** Presses keys one after the other, named as for {@link keySequence}. */
  press(...keys: string[]): Promise<void>;
  /** Types text one character after the other, as a person does. */
  type(text: string): Promise<void>;
  /** Sends bytes in one piece: a burst of keys, a paste, a terminal's reply. */
  send(bytes: string): Promise<void>;
  /** Changes the size of the window under the running app. */
  resize(size: TerminalSize): Promise<void>;
  /** Waits until the app has nothing more to draw. Its own timers are not waited for: see `until`. */
  waitForQuiet(): Promise<void>;
  /** Ends the app, as leaving the program would; the screen it leaves behind can still be read. */
  close(): Promise<void>;
}

/** An Ink app running on a terminal in memory. */
export interface VirtualTerminal extends Screen {
  /** Everything the app has written so far, escape sequences included. */
  written(): string;
  /** Waits, draw by draw, until the condition holds: for what an app does on a timer. */
  until(condition: (terminal: VirtualTerminal) => boolean): Promise<void>;
  /** Replaces the app's root element. */
  rerender(app: ReactNode): Promise<void>;
}

/**
 * Starts an Ink app on a fresh virtual terminal (120x40 unless told) and waits for its first screen.
 *
 * @param options.render the `render` of the app's Ink, where that is not the kit's.
 * @throws Error where FORCE_COLOR is unset: the colour depth is read once per process, when Ink is imported,
 *   so a kit cannot set it afterwards, and screens would differ between a desk and a CI machine.
 */
export async function openTerminal(
  app: ReactNode,
  options: Partial<TerminalSize> & { render?: Render } = {},
): Promise<VirtualTerminal> {
  if (process.env.FORCE_COLOR === undefined) {
    throw new Error('set FORCE_COLOR (1 for 16 colours) in the environment of the tests');
  }
  const { columns = 120, rows = 40 } = options;
  const screen = new InkTerminal({ columns, rows });
  screen.start(app, options.render ?? render);
  await screen.waitForQuiet();
  return screen;
}

class InkTerminal implements VirtualTerminal {
  readonly #terminal: Terminal;
  readonly #input = new TerminalInput();
  readonly #output: TerminalOutput;
  #written = '';
  #cursorVisible = true;
  #ink: Instance | undefined;

  constructor({ columns, rows }: TerminalSize) {
    // convertEol does what the tty driver does between an app and a real terminal.
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.#watchCursor();
    this.#output = new TerminalOutput({ columns, rows }, (text, done) => {
      this.#written += text;
      this.#terminal.write(text, done);
    });
  }

  start(app: ReactNode, draw: Render): void {
    this.#ink = draw(app, {
      stdin: this.#input as unknown as NodeJS.ReadStream,
      stdout: this.#output as unknown as NodeJS.WriteStream,
      stderr: this.#output as unknown as NodeJS.WriteStream,
      interactive: true,
      // With it on, a second instance in the same process would leave console.log undefined.
      patchConsole: false,
      alternateScreen: true,
      incrementalRendering: true,
      exitOnCtrlC: false,
    });
  }

  text(): string {
    return readRows(this.#terminal).join('\n').trimEnd();
  }

  cells(): Cell[][] {
    return readCells(this.#terminal);
  }

  cursor(): Cursor {
    const { cursorX, cursorY } = this.#terminal.buffer.active;
    return { column: cursorX, row: cursorY, visible: this.#cursorVisible };
  }

  svg(): string {
    return svgScreen(this.cells());
  }

  written(): string {
    return this.#written;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.send(keySequence(key));
  }

  async type(text: string): Promise<void> {
    for (const character of text) await this.send(character);
  }

  async send(bytes: string): Promise<void> {
    this.#input.write(bytes);
    await this.waitForQuiet();
  }

  async resize({ columns, rows }: TerminalSize): Promise<void> {
    await this.waitForQuiet();
    this.#terminal.resize(columns, rows);
    this.#output.columns = columns;
    this.#output.rows = rows;
    this.#output.emit('resize');
    await this.waitForQuiet();
  }

  async waitForQuiet(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      const before = this.#output.writes;
      await this.#ink!.waitUntilRenderFlush();
      quiet = this.#output.writes === before ? quiet + 1 : 0;
    }
    await new Promise<void>((done) => this.#terminal.write('', done));
  }

  async until(condition: (terminal: VirtualTerminal) => boolean): Promise<void> {
    while (!condition(this)) await new Promise((drawn) => this.#output.once('drawn', drawn));
    await this.waitForQuiet();
  }

  async rerender(app: ReactNode): Promise<void> {
    this.#ink!.rerender(app);
    await this.waitForQuiet();
  }

  async close(): Promise<void> {
    this.#ink!.unmount();
    await this.waitForQuiet();
  }

  /** xterm keeps the cursor's visibility to itself, so its switches are listened to (DECTCEM, mode 25). */
  #watchCursor(): void {
    const follow = (visible: boolean) => (parameters: (number | number[])[]) => {
      if (parameters.includes(25)) this.#cursorVisible = visible;
      return false;
    };
    this.#terminal.parser.registerCsiHandler({ prefix: '?', final: 'h' }, follow(true));
    this.#terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, follow(false));
  }
}
