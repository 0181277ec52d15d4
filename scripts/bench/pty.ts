import { type ChildProcess, spawn } from 'node:child_process';

/** Bound of a wait: milliseconds. */
const PATIENCE = 20_000;

/** A program on a pseudo-terminal of util-linux's script; its output is looked at as raw text. */
export class Pty {
  private readonly child: ChildProcess;
  private seen = '';
  private look: () => void = () => {};
  private over = false;

  constructor(command: string, env: NodeJS.ProcessEnv) {
    this.child = spawn('script', ['-qfc', `stty cols 120 rows 40; exec ${command}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: process.env.PATH, SHELL: '/bin/sh', TERM: 'xterm', LANG: 'C.UTF-8', ...env },
    });
    this.child.stdout?.setEncoding('utf8');
    this.child.stdout?.on('data', (text: string) => {
      this.seen += text;
      this.look();
    });
    this.child.on('exit', () => {
      this.over = true;
      this.look();
    });
  }

  /** Waits for a text in what is printed from now on, or was since the last wait; throws where the program ends before. */
  shows(text: string): Promise<void> {
    return new Promise((done, reject) => {
      const fail = (why: string) => reject(new Error(`${why} before '${text}': ${this.seen}`));
      const timer = setTimeout(() => fail('patience ended'), PATIENCE);
      this.look = () => {
        const at = this.seen.indexOf(text);
        if (at < 0 && this.over) fail('the program ended');
        if (at < 0) return;
        clearTimeout(timer);
        this.seen = this.seen.slice(at + text.length);
        this.look = () => {};
        done();
      };
      this.look();
    });
  }

  send(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Milliseconds from a key to its letter on the screen: Ink writes a changed row from the first changed cell on. */
  async keyTime(key: string): Promise<number> {
    this.seen = '';
    const start = performance.now();
    this.send(key);
    await this.shows(key);
    return performance.now() - start;
  }

  async end(): Promise<void> {
    if (this.over) return;
    const gone = new Promise((done) => this.child.on('exit', done));
    this.child.kill('SIGKILL');
    await gone;
  }
}
