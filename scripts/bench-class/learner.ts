// One scripted learner: opens a drill, and types at it for ever.
import ssh2, { type ClientChannel } from 'ssh2';

/** Between two keys: milliseconds. A line ends every fiftieth key, which is one command in ten seconds. */
const KEY_PAUSE = 200;
const KEYS_PER_LINE = 50;
const LINES = [
  'ip addr',
  'ip route',
  'docker ps -a',
  'docker network ls',
  'cat /etc/hosts',
  'ss -lntup',
  'ip neigh',
  'iptables -S | head -20',
  'ping -c 2 127.0.0.1',
  'journalctl -u docker -n 5',
];

export interface LearnerOptions {
  port: number;
  name: string;
  key: string;
  /** Which one it is: they begin one after the other, at different drills. */
  at: number;
}

/** What was waited for: when it was sent, and how long it took; milliseconds. */
export interface Sample {
  at: number;
  took: number;
}

export class Learner {
  /** From each key to what came next, and from each command to its first output. */
  keys: Sample[] = [];
  commands: Sample[] = [];
  lost = false;
  private readonly options: LearnerOptions;
  private readonly client = new ssh2.Client();
  private channel: ClientChannel | undefined;
  private sent: { at: number; to: Sample[] } | undefined;
  private typed = 0;
  private screen = '';
  private leaving = false;
  private typing: NodeJS.Timeout | undefined;
  private waiting = true;

  constructor(options: LearnerOptions) {
    this.options = options;
  }

  /** Logs in and opens a drill; begins to type. */
  async sitDown(): Promise<void> {
    const { port, name, key, at } = this.options;
    await new Promise((resolve) => setTimeout(resolve, at * 150));
    await new Promise<void>((resolve, reject) => {
      // As OpenSSH's client does for a terminal: a key waits for no acknowledgement.
      this.client.once('ready', () => resolve(void this.client.setNoDelay(true))).once('error', reject);
      this.client.connect({ host: '127.0.0.1', port, username: name, privateKey: key });
    });
    this.client.on('close', () => {
      this.lost ||= !this.leaving;
    });
    this.channel = await new Promise<ClientChannel>((resolve, reject) =>
      this.client.shell({ term: 'xterm-256color', cols: 120, rows: 40 }, (error, channel) =>
        error ? reject(error) : resolve(channel),
      ),
    );
    this.channel.on('data', (octets: Buffer) => this.see(octets));
    await this.until(/quit/);
    for (let down = 0; down < (at * 5) % 24; down++) this.channel.write('\u001b[B');
    this.screen = '';
    this.channel.write('\r');
    await this.until(/to the hosts/);
    this.screen = '';
    this.channel.write('\r');
    await this.until(/typing on/);
    this.waiting = false;
    this.typing = setInterval(() => this.type(), KEY_PAUSE);
  }

  private see(octets: Buffer): void {
    if (this.sent) {
      const { at, to } = this.sent;
      to.push({ at, took: performance.now() - at });
      this.sent = undefined;
    }
    // Only what is waited for is read: this process measures.
    if (this.waiting)
      this.screen = (this.screen + octets.toString().replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '')).slice(-20_000);
  }

  private async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.screen)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** The next key: of a line, then blanks after it, at last Enter. */
  private type(): void {
    const line = LINES[(Math.floor(this.typed / KEYS_PER_LINE) + this.options.at) % LINES.length];
    const at = this.typed++ % KEYS_PER_LINE;
    const key = at === KEYS_PER_LINE - 1 ? '\r' : (line[at] ?? ' ');
    // A key whose answer is not there yet counts for as long as it waits.
    if (!this.sent) this.sent = { at: performance.now(), to: key === '\r' ? this.commands : this.keys };
    if (!this.lost) this.channel?.write(key);
  }

  forgetSamples(): void {
    this.keys = [];
    this.commands = [];
  }

  leave(): void {
    clearInterval(this.typing);
    this.leaving = true;
    this.client.end();
  }
}
