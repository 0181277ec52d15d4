import { spawnSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashSecret } from '../../../src/edge/classroom/index.ts';
import { newKeyPair } from '../../../src/edge/classroom/host-key.ts';
import { ClassLab, pair } from './class-lab.ts';

const CODE = 'abcd-efgh-jkmn';
const lab = new ClassLab();
beforeAll(async () => {
  const code = await hashSecret(CODE);
  writeFileSync(
    lab.roster,
    `class: test\nlearners:\n  - { name: anna, code: '${code}' }\n  - { name: ben, keys: ['${pair.public}'] }\n  - { name: cleo, code: '${code}' }\n`,
  );
  await lab.start();
});
afterAll(() => lab.close());

/** Logs in by answering questions in order; which questions were asked. */
async function answer(name: string, answers: readonly string[]): Promise<string[]> {
  const asked: string[] = [];
  const left = [...answers];
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.on('keyboard-interactive', (_name, _why, _lang, prompts, finish) => {
      asked.push(...prompts.map(({ prompt }) => prompt.trim()));
      finish(prompts.map(() => left.shift() ?? ''));
    });
    client
      .once('ready', resolve)
      .once('error', reject)
      .once('close', () => reject(new Error('closed')));
    client.connect({
      host: '127.0.0.1',
      port: lab.port,
      username: name,
      tryKeyboard: true,
      authHandler: ['keyboard-interactive'],
    });
  });
  client.end();
  return asked;
}

const ASKED = {
  secret: 'Password, or your one-time code:',
  choose: 'Choose a password (8 characters or more), or paste a public key:',
  repeat: 'The same password again:',
};

test('a code is exchanged for a password, once', async () => {
  const asked = await answer('anna', [
    ` ${CODE.toUpperCase()} `,
    'short',
    'long enough',
    'other one',
    'long enough',
    'long enough',
  ]);
  const { secret, choose, repeat } = ASKED;
  expect(asked).toEqual([secret, choose, choose, repeat, choose, repeat]);
  expect(await answer('anna', ['long enough'])).toEqual([secret]);
  await expect(answer('anna', [CODE])).rejects.toThrow();
  await expect(answer('anna', ['wrong one'])).rejects.toThrow();
});

test('or for a key, which logs in from then on', async () => {
  const own = newKeyPair();
  expect(await answer('cleo', [CODE, 'ssh-ed25519 nonsense', own.public])).toEqual([
    ASKED.secret,
    ASKED.choose,
    ASKED.choose,
  ]);
  const visitor = await lab.visit('cleo', { privateKey: own.private });
  visitor.leave();
  await expect(lab.visit('ben', { privateKey: own.private })).rejects.toThrow();
  await expect(lab.visit('cleo')).rejects.toThrow();
});

test('somebody who is not there is asked and refused as everybody is', async () => {
  await expect(answer('nobody', [CODE])).rejects.toThrow();
  await expect(answer('ben', ['', '', ''])).rejects.toThrow();
  expect(lab.said).toContain('login of "nobody" from 127.0.0.1 refused');
});

test('a new code in the roster is worth something again', async () => {
  const again = 'wxyz-wxyz-wxyz';
  appendFileSync(lab.roster, `  - { name: dora, code: '${await hashSecret(again)}' }\n`);
  await expect.poll(() => lab.said, { timeout: 20_000 }).toContain('the roster was read again');
  expect(await answer('dora', [again, 'long enough', 'long enough'])).toHaveLength(3);
});

const ssh = spawnSync('ssh', ['-V']).error ? 'no ssh: install it (Debian: openssh-client)' : undefined;
const plink = spawnSync('plink', ['-V']).error ? 'no plink: install it (Debian: putty-tools)' : undefined;

test.skipIf(ssh)(`OpenSSH's client gets the commands by its key${ssh ? ` (${ssh})` : ''}`, () => {
  const file = `${lab.folder}/key`;
  writeFileSync(file, pair.private, { mode: 0o600 });
  const words = [
    '-p',
    String(lab.port),
    '-i',
    file,
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
  ];
  const list = spawnSync('ssh', [...words, '-o', 'BatchMode=yes', 'ben@127.0.0.1', 'list'], {
    encoding: 'utf8',
  });
  expect(list.stdout).toContain('host-port-taken\tThe page does not come (4)\n');
  const shell = spawnSync('ssh', [...words, '-T', 'ben@127.0.0.1'], { encoding: 'utf8' });
  expect(shell.stderr).toContain('This is a full-screen program');
  expect(shell.status).toBe(2);
});

test.skipIf(plink)(`PuTTY's client gets them by the password${plink ? ` (${plink})` : ''}`, () => {
  const key = /SHA256:\S+/.exec(lab.said)?.[0] ?? '';
  const words = ['-batch', '-P', String(lab.port), '-hostkey', key, '-pw', 'long enough'];
  const list = spawnSync('plink', [...words, 'anna@127.0.0.1', 'list'], { encoding: 'utf8' });
  expect(list.stdout).toContain('host-port-taken\tThe page does not come (4)\n');
});
