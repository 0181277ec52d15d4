import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { replayEvents } from '../../../src/drill/session/index.ts';
import { readSessionLog } from '../../../src/edge/logs/index.ts';
import { drillOf } from '../../drills/labs.ts';
import { noPty, RealTerminal } from './real-terminal.ts';

const ONE_HOST = 'bridge-published-port';
const TWO_HOSTS = 'overlay-no-advertise';
const SMALL = { columns: 80, rows: 24 };
/** What a killed program may lose, as virtual microseconds: one heartbeat. */
const ONE_SECOND = 1_000_000;

/** The drill of a test: one host, whose rivals are built soon, unless it says otherwise. */
let drill: string;
let home: string;
let open: RealTerminal[];

beforeEach(() => {
  drill = ONE_HOST;
  home = mkdtempSync(join(tmpdir(), 'netdrill-kill-'));
  open = [];
});
afterEach(() => {
  for (const terminal of open) terminal.close();
  rmSync(home, { recursive: true, force: true });
});

function start(size = SMALL): RealTerminal {
  const terminal = new RealTerminal(home, `play ${drill}`, size);
  open.push(terminal);
  return terminal;
}

/** Opens the drill at the first host's prompt. */
async function atPrompt(): Promise<RealTerminal> {
  const terminal = start();
  await terminal.shows('to the hosts');
  terminal.press('Enter');
  await terminal.shows(/~\]# *$/m);
  return terminal;
}

/** A command whose answer has been awaited. Where the screen is to stand still after it, the answer ends with the next prompt. */
async function type(terminal: RealTerminal, line: string, answer: string | RegExp): Promise<void> {
  terminal.send(`${line}\r`);
  await terminal.shows(answer);
}

/** The screen without what runs with real time or is counted in the background: clock, suspects. */
function still(text: string): string {
  return text.replace(/sim \d\d:\d\d:\d\d/, 'sim').replace(/\d+ (→|->) \d+/g, '…');
}

/** Kills the program, starts it again, and waits for the same screen. */
async function killedAndBack(terminal: RealTerminal, size = SMALL): Promise<RealTerminal> {
  await terminal.kill();
  const before = still(terminal.text());
  const cursor = terminal.cursor();
  const again = start(size);
  await again.until(`the screen from before the kill:\n${before}\n`, (text) => still(text) === before);
  expect(again.cursor()).toEqual(cursor);
  return again;
}

function saved() {
  const file = join(home, '.local/share/netdrill/sessions', `${drill}.jsonl`);
  const problems: string[] = [];
  const session = readSessionLog(file, readFileSync(file, 'utf8'), problems);
  expect(problems).toEqual([]);
  if (!session) throw new Error(`${file} is no session`);
  return session;
}

/**
 * Leaves the drill and does its whole log again in one go, which is the session without a kill: every command's output must have the
 * digest that the killed program or its successor wrote down.
 */
async function sameAsWithoutKill(terminal: RealTerminal, commands: number): Promise<void> {
  terminal.press('F10');
  await terminal.shows('Unfinished');
  terminal.send('q');
  await terminal.end();
  const { events, seed } = saved();
  expect(events.filter((event) => event.kind === 'ended')).toHaveLength(commands);
  const { session } = drillOf(drill, { seed });
  expect(replayEvents(session, events)).toBeUndefined();
}

describe.skipIf(noPty)(`killed with -9${noPty ? ` (skipped: ${noPty})` : ''}`, () => {
  test('while a line is typed', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'hostname', /^dock1$/m);
    terminal.send('docker netwrok');
    terminal.press('Left', 'Left');
    await terminal.shows('docker netwrok');
    await terminal.until('the cursor moved', () => terminal.cursor()?.column === 28);
    const again = await killedAndBack(terminal);
    again.press('End', 'C-u');
    await type(again, 'ls /etc/docker /usr/bin | head', 'head');
    await type(again, 'echo done', 'done');
    await sameAsWithoutKill(again, 3);
  });

  test('while a ping runs', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'ping 192.168.91.20', 'icmp_seq=3');
    const before = terminal.text().split('\n');
    await terminal.kill();
    const lost = before.filter((row) => row.includes('icmp_seq=')).slice(0, -1);
    const again = start();
    await again.until('the ping to go on', (text) => text.includes('icmp_seq=5'));
    // The seconds before the last heartbeat are there, to the digit.
    expect(again.text().split('\n')).toEqual(expect.arrayContaining(lost));
    again.press('C-c');
    await again.shows('ping statistics');
    await sameAsWithoutKill(again, 1);
  });

  test('while tcpdump runs in the background', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'tcpdump -nn -i ens33 icmp &', 'listening on ens33');
    await type(terminal, 'ping -c 1 192.168.91.20', /echo reply[\s\S]*ping statistics[\s\S]*\]# *$/m);
    const again = await killedAndBack(terminal);
    await type(again, 'ping -c 1 192.168.91.20', /(echo reply[\s\S]*){2}ping statistics[\s\S]*\]# *$/m);
    await sameAsWithoutKill(again, 3);
  });

  test('in the editor', async () => {
    const terminal = await atPrompt();
    terminal.send('vi /usr/lib/systemd/system/docker.service\r');
    await terminal.shows('[Unit]');
    terminal.send('oNoSuchSetting=1');
    await terminal.shows('NoSuchSetting=1');
    const again = await killedAndBack(terminal);
    again.press('Escape');
    again.send(':wq\r');
    await again.shows(/written[\s\S]*\]# *$|\]# *$/m);
    await type(again, 'sed -n 2p /usr/lib/systemd/system/docker.service', /^NoSuchSetting=1$/m);
    await sameAsWithoutKill(again, 2);
  });

  test('on the diagnosis screen', async () => {
    drill = TWO_HOSTS;
    const terminal = await atPrompt();
    await type(terminal, 'docker info | grep -i cluster', 'Cluster Store');
    terminal.press('F5');
    await terminal.shows('submit');
    terminal.press('Down', 'Down', 'Space', 'Tab', 'Down', 'Space', 'Tab', 'Space');
    await terminal.shows(/at host128\/docker_gwbridge,\s+because\s+of\s+#1/);
    const again = await killedAndBack(terminal);
    again.press('Escape');
    await again.shows('Cluster Store');
    await sameAsWithoutKill(again, 1);
  });

  test('while the host reboots', async () => {
    drill = TWO_HOSTS;
    const terminal = await atPrompt();
    await type(terminal, 'uname -r', '4.18.0');
    terminal.send('reboot\r');
    await terminal.shows('Connection to host128 closed');
    await terminal.kill();
    const again = start();
    await again.shows('Connection to host128 closed');
    again.press('F8');
    await again.shows(/\]# *$/m);
    await type(again, 'uptime', 'load average');
    await sameAsWithoutKill(again, 3);
  });

  test('in a nested docker exec', async () => {
    drill = TWO_HOSTS;
    const terminal = await atPrompt();
    await type(terminal, 'docker exec -it over-128 bash', /bash-4.4# *$/m);
    await type(terminal, 'ip -4 addr show eth0', /inet 10\.0\.0\.2[\s\S]*bash-4.4# *$/m);
    const again = await killedAndBack(terminal);
    await type(again, 'ping -c 1 10.0.0.2', 'packet loss');
    await type(again, 'exit', /\[root@xdhuxc ~\]# *$/m);
    await sameAsWithoutKill(again, 4);
  });

  test('right after a resize', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'ls /usr/bin /usr/sbin; echo $((40 + 2))', /^42\n.*\]# *$/m);
    terminal.resize(120, 40);
    await terminal.shows('Notebook');
    await terminal.kill();
    const again = start({ columns: 120, rows: 40 });
    await again.shows('Notebook');
    await type(again, 'ls /usr/bin /usr/sbin; echo $((40 + 3))', /43\n.*\]# *$/m);
    await sameAsWithoutKill(again, 2);
  });

  test('right after submit, and on the debrief', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'docker ps', 'nginx');
    terminal.press('F5');
    await terminal.shows('submit');
    terminal.press('Space', 'Tab', 'Space', 'Tab', 'Space', 'Enter');
    await terminal.shows('any other key goes back');
    terminal.press('Enter');
    await terminal.shows('Judging');
    await terminal.kill();
    const judged = start();
    await judged.shows('place');
    const progress = () => readFileSync(join(home, '.local/share/netdrill/progress.jsonl'), 'utf8');
    expect(progress().split('\n')).toHaveLength(2);
    const again = await killedAndBack(judged);
    expect(progress().split('\n')).toHaveLength(2);
    again.press('Escape');
    await again.shows('nginx');
    await sameAsWithoutKill(again, 1);
    expect(saved().submissions).toHaveLength(1);
  });

  test('between two heartbeats: at most a second of the clock is lost', async () => {
    const terminal = await atPrompt();
    await type(terminal, 'ping 192.168.91.20', 'icmp_seq=2');
    const clock = Number(/sim 00:00:(\d\d)/.exec(terminal.text())?.[1]);
    await terminal.kill();
    const { events } = saved();
    const first = events.find((event) => event.kind === 'open')?.at ?? 0;
    const last = events[events.length - 1]?.at ?? 0;
    expect(last - first).toBeGreaterThan(clock * 1_000_000 - ONE_SECOND);
  });
});
