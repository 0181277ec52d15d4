// The program's own server for a class, as a process that can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A roster of people who all have one key. */
export function writeRoster(folder: string, names: readonly string[], key: string): string {
  const file = join(folder, 'class.yaml');
  const people = names.map((name) => `  - { name: ${name}, keys: ['${key}'] }\n`).join('');
  writeFileSync(file, `class: kill\nlearners:\n${people}`);
  return file;
}

export class ClassServer {
  port = 0;
  private readonly words: string[];
  private child: ChildProcess | undefined;

  constructor(folder: string, roster: string, store: string, at: number, same = true) {
    const key = join(folder, `host-key${at}`);
    this.words = [
      'serve',
      '--roster',
      roster,
      '--store',
      store,
      '--host-key',
      key,
      ...(same ? ['--same'] : []),
    ];
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  async start(...options: string[]): Promise<void> {
    const words = ['bin/netdrill', ...this.words, '--port', String(this.port), ...options];
    const child = spawn(process.execPath, words, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_DATA_HOME: `/tmp/netdrill-data-${process.pid}-${this.words[6].slice(-1)}` },
    });
    this.child = child;
    this.port = await new Promise<number>((resolve, reject) => {
      child.once('exit', () => reject(new Error('the server ended')));
      child.stdout?.on('data', (text: Buffer) => {
        const found = /ssh -p (\d+)/.exec(text.toString());
        if (found) resolve(Number(found[1]));
      });
    });
  }

  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }
}
