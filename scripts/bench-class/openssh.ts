// As many logins at OpenSSH's server with bash, for comparison: what a login costs, and how long a key takes to its echo.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2, { type ClientChannel } from 'ssh2';
import { newKeyPair } from '../../src/edge/classroom/host-key.ts';

const SSHD = '/usr/sbin/sshd';
/** Keys that are timed at each login. */
const KEYS = 20;

export interface OpenSshFigures {
  /** Octets, each page counted for those who share it (Pss of proc(5)). */
  perLogin: number;
  /** Milliseconds from each key to its echo. */
  keys: number[];
}

/** Why they cannot be had here; undefined where they can. */
export const noOpenSsh = existsSync(SSHD) ? undefined : `no ${SSHD}: install openssh-server`;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** The processes below one, itself left out. */
function below(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => {
      try {
        return Number(readFileSync(`/proc/${other}/stat`, 'utf8').split(') ')[1].split(' ')[1]) === pid;
      } catch {
        return false;
      }
    });
  return children.flatMap((child) => [child, ...below(child)]);
}

function pss(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

async function login(port: number, key: string): Promise<{ client: ssh2.Client; channel: ClientChannel }> {
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', () => resolve(void client.setNoDelay(true))).once('error', reject);
    client.connect({ host: '127.0.0.1', port, username: userInfo().username, privateKey: key });
  });
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.shell({ cols: 120, rows: 40 }, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  return { client, channel };
}

/** Starts a server of its own on loopback, and takes the figures. */
export async function openSshFigures(
  folder: string,
  count: number,
  pair: { public: string; private: string },
): Promise<OpenSshFigures> {
  const port = await freePort();
  const hostKey = join(folder, 'sshd-key');
  const keys = join(folder, 'authorized_keys');
  writeFileSync(hostKey, newKeyPair().private, { mode: 0o600 });
  writeFileSync(keys, `${pair.public}\n`, { mode: 0o600 });
  mkdirSync('/run/sshd', { recursive: true });
  const options = [
    'PidFile=none',
    'UsePAM=no',
    'StrictModes=no',
    'MaxStartups=300',
    `AuthorizedKeysFile=${keys}`,
    // What the user's own profile does at a login is no part of it.
    `SetEnv=HOME=${folder}`,
  ];
  const server: ChildProcess = spawn(
    SSHD,
    ['-D', '-e', '-f', '/dev/null', '-p', String(port), '-h', hostKey, ...options.flatMap((o) => ['-o', o])],
    { stdio: 'ignore' },
  );
  try {
    for (let tries = 0; ; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      const first = await login(port, pair.private).catch((error: Error) => {
        if (tries > 20) throw error;
        return undefined;
      });
      first?.client.end();
      if (first) break;
    }
    const logins: Awaited<ReturnType<typeof login>>[] = [];
    for (let at = 0; at < count; at++) logins.push(await login(port, pair.private));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const perLogin = below(server.pid ?? 0).reduce((sum, pid) => sum + pss(pid), 0) / count;
    const samples: number[] = [];
    for (const { channel } of logins)
      for (let key = 0; key < KEYS; key++) {
        const sent = performance.now();
        await new Promise<void>((echoed) => {
          channel.once('data', () => echoed());
          channel.write('x');
        });
        samples.push(performance.now() - sent);
      }
    for (const { client } of logins) client.end();
    return { perLogin, keys: samples };
  } finally {
    server.kill('SIGTERM');
  }
}
