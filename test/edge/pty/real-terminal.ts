import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Terminal } from '@xterm/headless';
import { keySequence } from '../../../src/edge/testing/index.ts';

/** The bundle of this checkout, in the Node.js that runs the tests. */
const OWN = { node: process.execPath, program: resolve(import.meta.dirname, '../../../dist/netdrill.js') };

/** Bound of every wait: milliseconds. A wait ends with the output that fulfils it, not with time. */
const PATIENCE = 240_000;

/** Why no pseudo-terminal can be had here; undefined where one can. */
export const noPty =
  process.platform !== 'linux'
    ? 'needs Linux'
    : spawnSync('script', ['--version']).status === 0
      ? undefined
      : "needs util-linux's script";

/** The program as it is started by a person: a process of its own on a pseudo-terminal, whose output an emulator shows. */
export class RealTerminal {
  private readonly screen: Terminal;
  private readonly child: ChildProcess;
  private readonly home: string;
  private readonly waiting = new Set<() => void>();
  private readonly ended: Promise<void>;
  /** The program runs no more. */
  private over = false;

  /** Starts `netdrill ARGS` with `home` as its home. */
  constructor(home: string, args: string, size: { columns: number; rows: number }, { node, program } = OWN) {
    this.home = home;
    this.screen = new Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true });
    const line =
      `stty cols ${size.columns} rows ${size.rows}; tty > "$HOME/tty"; echo $$ > "$HOME/pid"; ` +
      `exec "${node}" "${program}" ${args}`;
    this.child = spawn('script', ['-qfc', line, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, HOME: home, SHELL: '/bin/sh', TERM: 'xterm', LANG: 'C.UTF-8' },
    });
    this.child.stdout?.setEncoding('utf8');
    this.child.stdout?.on('data', (text: string) => this.screen.write(text, () => this.look()));
    // 'close' comes when the last output was read, and the emulator draws in order: what is then shown is all that was written.
    this.ended = new Promise((done) =>
      this.child.on('close', () =>
        this.screen.write('', () => {
          this.over = true;
          this.look();
          done();
        }),
      ),
    );
  }

  private look(): void {
    for (const check of this.waiting) check();
  }

  /** The visible screen, without blanks at the ends of rows. */
  text(): string {
    const { active } = this.screen.buffer;
    return Array.from({ length: this.screen.rows }, (_, at) =>
      (active.getLine(active.viewportY + at)?.translateToString(true) ?? '').trimEnd(),
    ).join('\n');
  }

  /** The cell the program marks as its cursor: it draws its own. */
  cursor(): { column: number; row: number } | undefined {
    const { active } = this.screen.buffer;
    for (let row = 0; row < this.screen.rows; row++)
      for (let column = 0; column < this.screen.cols; column++)
        if (
          active
            .getLine(active.viewportY + row)
            ?.getCell(column)
            ?.isInverse()
        )
          return { column, row };
    return undefined;
  }

  /** Waits until the screen is as wanted; throws with the screen when the program ends before, or patience does. */
  until(what: string, condition: (text: string) => boolean): Promise<void> {
    return new Promise((settle, reject) => {
      const finish = (error?: Error) => {
        this.waiting.delete(check);
        clearTimeout(timer);
        if (error) reject(error);
        else settle();
      };
      const fail = (why: string) => finish(new Error(`${why} before ${what}; the screen:\n${this.text()}`));
      const check = () => {
        if (condition(this.text())) finish();
        else if (this.over) fail('the program ended');
      };
      const timer = setTimeout(() => fail('patience ended'), PATIENCE);
      this.waiting.add(check);
      check();
    });
  }

  /** Waits until the screen shows a text. */
  shows(text: string | RegExp): Promise<void> {
    return this.until(`'${text}' shows`, (screen) =>
      typeof text === 'string' ? screen.includes(text) : text.test(screen),
    );
  }

  /** Presses keys, named as tmux names them. */
  press(...keys: string[]): void {
    for (const key of keys) this.send(keySequence(key));
  }

  /** Sends what a terminal sends when text is typed. */
  send(text: string): void {
    this.child.stdin?.write(text);
  }

  private file(name: string): string {
    return readFileSync(join(this.home, name), 'utf8').trim();
  }

  /** Changes the window's size under the program, which gets SIGWINCH. */
  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    spawnSync('stty', ['-F', this.file('tty'), 'cols', String(columns), 'rows', String(rows)]);
  }

  /** kill -9, and nothing else; the screen then shows the last that the program wrote. */
  async kill(): Promise<void> {
    process.kill(Number(this.file('pid')), 'SIGKILL');
    await this.ended;
  }

  /** Waits for the program to end by itself. */
  async end(): Promise<void> {
    await this.ended;
  }

  /** Ends whatever still runs. */
  close(): void {
    if (!this.over) this.child.kill('SIGKILL');
  }
}
