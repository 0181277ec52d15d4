// The program's own server for a class, as a process that can be killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A roster of people who all have one key. */
export function writeRoster(
  folder: string,
  key: string,
  learners: readonly string[],
  teachers: readonly string[] = [],
): string {
  const file = join(folder, 'class.yaml');
  const people = (names: readonly string[]) =>
    names.map((name) => `\n  - { name: ${name}, keys: ['${key}'] }`).join('');
  const others = teachers.length > 0 ? `\nteachers:${people(teachers)}` : '';
  writeFileSync(file, `class: net-1\nlearners:${people(learners)}${others}\n`);
  return file;
}

export interface ClassServerOptions {
  /** Where it keeps what is beside the gradebook. */
  folder: string;
  roster: string;
  store: string;
  same: boolean;
  /** Which one it is, of several on one gradebook. */
  number?: number;
}

export class ClassServer {
  /** Chosen at the first start, and kept. */
  port = 0;
  private readonly words: string[];
  private readonly data: string;
  private child: ChildProcess | undefined;

  constructor({ folder, roster, store, same, number = 0 }: ClassServerOptions) {
    this.data = join(folder, `data${number}`);
    const key = join(folder, `host-key${number}`);
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

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['bin/netdrill', ...this.words, '--port', String(this.port)], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, XDG_DATA_HOME: this.data },
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
