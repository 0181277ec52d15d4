import { Terminal } from '@xterm/headless';
import { keySequence, type TerminalSize } from '../../src/edge/testing/index.ts';
import { readRows } from '../../src/edge/testing/read-cells.ts';
import { TerminalInput, TerminalOutput } from '../../src/edge/testing/streams.ts';

/** A terminal in memory for what neo-blessed draws. */
export class BlessedTerminal {
  readonly terminal: Terminal;
  private readonly input = new TerminalInput();
  private readonly output: TerminalOutput;

  constructor({ columns, rows }: TerminalSize) {
    this.terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
    this.output = new TerminalOutput({ columns, rows }, (text, done) => this.terminal.write(text, done));
  }

  /** What a program takes for its terminal. */
  protected get streams(): { input: NodeJS.ReadStream; output: NodeJS.WriteStream } {
    return {
      input: this.input as unknown as NodeJS.ReadStream,
      output: this.output as unknown as NodeJS.WriteStream,
    };
  }

  async press(...keys: string[]): Promise<string> {
    for (const key of keys) this.input.write(keySequence(key));
    return await this.text();
  }

  /** What a terminal sends for the mouse (xterm, "Mouse Tracking", SGR): a click, or one step of the wheel. Cells count from 0. */
  async mouse(does: 'click' | 'up' | 'down', column: number, row: number): Promise<string> {
    const code = { click: 0, up: 64, down: 65 }[does];
    const at = `${column + 1};${row + 1}`;
    this.input.write(`\u001b[<${code};${at}M`);
    if (does === 'click') this.input.write(`\u001b[<${code};${at}m`);
    return await this.text();
  }

  async resize(columns: number, rows: number): Promise<string> {
    await this.text();
    this.terminal.resize(columns, rows);
    Object.assign(this.output, { columns, rows });
    this.output.emit('resize');
    return await this.text();
  }

  /** The screen once everything that was asked for is drawn: blessed flushes on the next turn of the event loop. */
  async text(): Promise<string> {
    for (let quiet = 0; quiet < 3; ) {
      const before = this.output.writes;
      await new Promise(setImmediate);
      quiet = this.output.writes === before ? quiet + 1 : 0;
    }
    await new Promise<void>((done) => this.terminal.write('', done));
    return `${readRows(this.terminal)
      .map((row) => row.trimEnd())
      .join('\n')
      .trimEnd()}\n`;
  }
}
