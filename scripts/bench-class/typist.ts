// A learner who types numbered lines for ever, and comes back wherever a server answers when his own is gone.
import ssh2, { type ClientChannel } from 'ssh2';
import type { ClassServer } from './class-server.ts';

/** Between two lines, and between two looks: milliseconds. */
const LINE_PAUSE = 400;
const LOOK = 25;
/** What was on the screen for this long has to be kept: milliseconds. */
const KEPT = 1000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Typist {
  readonly name: string;
  /** Words whose output was seen a second or more before the connection broke, or before the end; by how many milliseconds. */
  readonly sure = new Map<string, number>();
  private readonly key: string;
  private readonly servers: readonly ClassServer[];
  private at: number;
  private client: ssh2.Client | undefined;
  private channel: ClientChannel | undefined;
  private screen = '';
  private number = 0;
  private seen: { word: string; when: number }[] = [];
  private ended = false;
  private typing: Promise<void> | undefined;

  constructor(name: string, key: string, servers: readonly ClassServer[], at: number) {
    this.name = name;
    this.key = key;
    this.servers = servers;
    this.at = at % servers.length;
  }

  async begin(): Promise<void> {
    await this.connect();
    await this.until(/q quit|typing on/);
    if (!/typing on/.test(this.screen)) {
      this.channel?.write('\r');
      await this.until(/to the hosts/);
      this.screen = '';
      this.channel?.write('\r');
      await this.until(/typing on/);
    }
    this.typing = this.type();
  }

  /** Waits until he sits at his drill again, where his connection broke. */
  async back(): Promise<void> {
    if (this.client) return;
    await this.typing;
    while (!this.client) await this.connect().catch(() => pause(100));
    await this.until(/typing on/);
    this.typing = this.type();
  }

  end(): void {
    this.ended = true;
    this.settle();
    this.client?.end();
  }

  /** What was seen long enough is sure to be kept. */
  private settle(): void {
    const now = performance.now();
    for (const { word, when } of this.seen)
      if (now - when > KEPT) this.sure.set(word, Math.round(now - when));
    this.seen = [];
  }

  /** To the next server: on a database any of them has the session. */
  private async connect(): Promise<void> {
    const { port } = this.servers[this.at++ % this.servers.length];
    const client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client
        .once('ready', resolve)
        .once('error', reject)
        .once('close', () => reject(new Error('closed')));
      client.connect({ host: '127.0.0.1', port, username: this.name, privateKey: this.key });
    });
    client.on('error', () => {});
    this.channel = await new Promise<ClientChannel>((resolve, reject) =>
      client.shell({ cols: 120, rows: 40 }, (error, channel) => (error ? reject(error) : resolve(channel))),
    );
    this.screen = '';
    this.channel.on('data', (octets: Buffer) => {
      this.screen = (this.screen + octets.toString().replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')).slice(-30_000);
    });
    client.on('close', () => {
      this.client = undefined;
      if (!this.ended) this.settle();
    });
    this.client = client;
  }

  private async until(pattern: RegExp): Promise<void> {
    const from = Date.now();
    while (!pattern.test(this.screen)) {
      if (Date.now() - from > 60_000)
        throw new Error(`${this.name}: ${pattern} never came:\n${this.screen.slice(-3000)}`);
      if (!this.client) await this.connect().catch(() => pause(100));
      await pause(LOOK);
    }
  }

  private async type(): Promise<void> {
    while (this.client && !this.ended) {
      const word = `w${this.name.replace(/\D/g, '')}x${++this.number}y`;
      this.channel?.write(`\u0015echo ${word}-$((1+1))\r`);
      const shown = () => this.screen.includes(`${word}-2`);
      while (this.client && !this.ended && !shown()) await pause(LOOK);
      if (shown()) this.seen.push({ word, when: performance.now() });
      await pause(LINE_PAUSE);
    }
  }
}
