import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Terminal } from '@xterm/headless';
import { newKeyPair } from '../../../src/edge/classroom/host-key.ts';
import { memoryOf } from '../../../scripts/bench-class/process-family.ts';
import ssh2, { type ClientChannel, type ConnectConfig } from 'ssh2';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A pair of keys that everybody in the tests' classes has. */
export const pair = newKeyPair();

/** The program's own server for a class, in a folder that goes away with it. */
export class ClassLab {
  readonly folder = mkdtempSync(join(tmpdir(), 'netdrill-class-'));
  readonly roster = join(this.folder, 'class.yaml');
  port = 0;
  /** What the server said. */
  said = '';
  private server: ChildProcess | undefined;

  /** Writes the roster: people have the tests' key. `drills` is the text of its list. */
  write(learners: readonly string[], drills = '[]', teachers: readonly string[] = []): void {
    const people = (names: readonly string[]) =>
      names.map((name) => `  - { name: ${name}, keys: ['${pair.public}'] }\n`).join('') || '  []\n';
    writeFileSync(
      this.roster,
      `class: test\nlearners:\n${people(learners)}teachers:\n${people(teachers)}drills: ${drills}\n`,
    );
  }

  async start(...options: string[]): Promise<void> {
    const words = [
      '--port',
      String(this.port),
      '--roster',
      this.roster,
      '--store',
      join(this.folder, 'class.db'),
      // Tests run beside others, behind whom nothing should stand back.
      '--nice',
      '0',
    ];
    const server = spawn(process.execPath, ['bin/netdrill', 'serve', ...words, '--same', ...options], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.server = server;
    this.port = await new Promise<number>((resolve, reject) => {
      const hear = (text: Buffer) => {
        this.said += text.toString();
        const found = /ssh -p (\d+)/.exec(this.said);
        if (found) resolve(Number(found[1]));
      };
      server.stdout?.on('data', hear);
      server.stderr?.on('data', hear);
      server.once('exit', () => reject(new Error(`the server ended: ${this.said}`)));
    });
  }

  get pid(): number {
    return this.server?.pid ?? 0;
  }

  /** Most memory the server ever had, and the processes it has: octets. */
  get mostMemory(): number {
    return memoryOf(this.pid).most;
  }

  /** Ends the server with a signal; its exit status, or the signal that ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    const { server } = this;
    this.server = undefined;
    if (!server) return 0;
    const ended = new Promise<number | string>((resolve) =>
      server.once('exit', (status, by) => resolve(status ?? by ?? '')),
    );
    server.kill(signal);
    return await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Somebody logs in; `options` may say with what. */
  async visit(name: string, options: Partial<ConnectConfig> = {}): Promise<Visitor> {
    const client = new ssh2.Client();
    const visitor = new Visitor(client);
    await new Promise<void>((resolve, reject) => {
      client
        .once('ready', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed')));
      client.on('error', () => {});
      const key = 'tryKeyboard' in options ? {} : { privateKey: pair.private };
      client.connect({ host: '127.0.0.1', port: this.port, username: name, ...key, ...options });
    });
    return visitor;
  }
}

/** No wait of these tests takes nearly as long: milliseconds. */
const GUARD = 120_000;

/** Somebody who is logged in. */
export class Visitor {
  readonly client: ssh2.Client;
  channel: ClientChannel | undefined;
  closed = false;
  /** Exit status of what was opened. */
  status: number | undefined;
  private readonly terminal = new Terminal({ cols: 120, rows: 40, allowProposedApi: true, scrollback: 0 });
  private readonly listeners = new Set<() => void>();

  constructor(client: ssh2.Client) {
    this.client = client;
    client.on('close', () => {
      this.closed = true;
      this.hear();
    });
  }

  /** Hears of every screen that is shown from now on. */
  onScreen(hear: (text: string) => void): void {
    this.listeners.add(() => hear(this.text()));
  }

  private hear(): void {
    for (const listener of this.listeners) listener();
  }

  /** Opens the app on a terminal, or with a command what that opens. */
  async sit(size: { cols: number; rows: number } = { cols: 120, rows: 40 }, command?: string): Promise<this> {
    const pty = { term: 'xterm-256color', ...size };
    this.channel = await new Promise<ClientChannel>((resolve, reject) => {
      const opened = (error: Error | undefined, channel: ClientChannel) =>
        error ? reject(error) : resolve(channel);
      if (command === undefined) this.client.shell(pty, opened);
      else this.client.exec(command, { pty }, opened);
    });
    this.channel.on('data', (octets: Buffer) => this.terminal.write(octets, () => this.hear()));
    this.channel.on('exit', (status: number) => {
      this.status = status;
    });
    this.channel.on('close', () => this.hear());
    return this;
  }

  /** Sits down at a drill, by how far down the list it stands, and goes to its first host's prompt. */
  async play(down = 0): Promise<this> {
    await this.until(/q quit|typing on/);
    if (/typing on/.test(this.text())) return this;
    this.send(`${'\u001b[B'.repeat(down)}\r`);
    await this.until(/to the hosts/);
    this.send('\r');
    await this.until(/typing on/);
    return this;
  }

  send(text: string): void {
    this.channel?.write(text);
  }

  /** The screen as it is. */
  text(): string {
    const { active } = this.terminal.buffer;
    const rows = Array.from({ length: this.terminal.rows }, (_, at) =>
      active.getLine(at)?.translateToString(true),
    );
    return rows.join('\n');
  }

  /** Waits until something holds: of the screen, or of the connection. */
  until(holds: RegExp | (() => boolean)): Promise<void> {
    const met = typeof holds === 'function' ? holds : () => holds.test(this.text());
    return new Promise((resolve, reject) => {
      // Only a guard against hanging, with something to read in the report.
      const guard = setTimeout(
        () => reject(new Error(`${holds} never held; the screen is:\n${this.text()}`)),
        GUARD,
      );
      const look = () => {
        if (!met()) return;
        clearTimeout(guard);
        this.listeners.delete(look);
        resolve();
      };
      this.listeners.add(look);
      look();
    });
  }

  /** Has a command carried out: what it printed, and its status. */
  exec(command: string): Promise<{ stdout: string; stderr: string; status: number | undefined }> {
    return new Promise((resolve, reject) =>
      this.client.exec(command, (error, channel) => {
        if (error) {
          reject(error);
          return;
        }
        const answer = { stdout: '', stderr: '', status: undefined as number | undefined };
        channel.on('data', (octets: Buffer) => {
          answer.stdout += octets.toString();
        });
        channel.stderr.on('data', (octets: Buffer) => {
          answer.stderr += octets.toString();
        });
        channel.on('exit', (status: number) => {
          answer.status = status;
        });
        channel.on('close', () => resolve(answer));
      }),
    );
  }

  leave(): void {
    this.client.end();
  }
}
