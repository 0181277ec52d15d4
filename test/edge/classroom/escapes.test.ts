import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClassLab, pair, type Visitor } from './class-lab.ts';

/** What the server may have in all, whatever one learner does: MiB. */
const MEMORY_LIMIT = 2048;

const lab = new ClassLab();
let honest: Visitor;
beforeAll(async () => {
  lab.write(['anna', 'mallory']);
  await lab.start('--memory', String(MEMORY_LIMIT));
  honest = await (await (await lab.visit('anna')).sit()).play();
});
afterAll(async () => {
  // Whatever was tried: the other learner's session lives, and the server kept within its limit.
  expect(lab.mostMemory).toBeLessThan(MEMORY_LIMIT * 1024 ** 2);
  await lab.close();
});

let count = 0;
/** The other learner types a line, and it is carried out. */
async function honestWorks(): Promise<void> {
  const word = `honest${++count}`;
  honest.send(`clear; echo ${word}-$((1+1))\r`);
  await honest.until(new RegExp(`${word}-2`));
}

/** What is refused has an error. */
function refused(ask: (done: (error?: Error | null) => void) => void): Promise<string> {
  return new Promise((resolve, reject) =>
    ask((error) => (error ? resolve(error.message) : reject(new Error('it was not refused')))),
  );
}

describe('what is no app', () => {
  test.each([
    ['a program', 'cat /etc/passwd'],
    ['a shell', 'bash -i'],
    ['a line with the app in front', 'list; id'],
    ['a path', '../../bin/sh'],
    ['a name of JavaScript', 'constructor'],
    ['NUL', 'list\u0000id'],
  ])('exec of %s is refused', async (_, command) => {
    const visitor = await lab.visit('mallory');
    expect(await visitor.exec(command)).toMatchObject({ stdout: '', status: 127 });
    await visitor.until(() => visitor.closed);
  });

  test('the two commands answer, and only read', async () => {
    const visitor = await lab.visit('mallory');
    const { stdout, status } = await visitor.exec('list --json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual({
      drill: 'host-port-taken',
      title: 'The page does not come (4)',
    });
    const scores = await (await lab.visit('mallory')).exec('score --json');
    expect(scores).toEqual({ stdout: '[]\n', stderr: '', status: 0 });
  });

  test('sftp', async () => {
    const visitor = await lab.visit('mallory');
    expect(await refused((done) => visitor.client.sftp(done))).toMatch(/subsystem/i);
    visitor.leave();
  });

  test('any other subsystem', async () => {
    const visitor = await lab.visit('mallory');
    expect(await refused((done) => visitor.client.subsys('netconf', done))).toMatch(/subsystem/i);
    visitor.leave();
  });

  test('forwarding of ports, there and back, and of sockets', async () => {
    const visitor = await lab.visit('mallory');
    const { client } = visitor;
    expect(await refused((done) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', lab.port, done))).toMatch(
      /open failure/,
    );
    expect(await refused((done) => client.forwardIn('127.0.0.1', 0, done))).toMatch(/Unable to bind/);
    expect(
      await refused((done) => client.openssh_forwardOutStreamLocal('/var/run/docker.sock', done)),
    ).toMatch(/open failure|strict/);
    expect(await refused((done) => client.openssh_forwardInStreamLocal('/tmp/x', done))).toMatch(
      /Unable|strict/,
    );
    visitor.leave();
  });

  test('X11 and the agent', async () => {
    const visitor = await lab.visit('mallory');
    expect(await refused((done) => visitor.client.shell({}, { x11: true }, done))).toMatch(/X11/);
    const other = await lab.visit('mallory', { agentForward: true, agent: '/nonexistent' });
    expect(await refused((done) => other.client.exec('list', done))).toMatch(/agent/);
    visitor.leave();
    other.leave();
  });

  test('variables, but the language', async () => {
    const visitor = await lab.visit('mallory');
    const opened = new Promise<void>((resolve, reject) =>
      visitor.client.exec(
        'nothing',
        { env: { LD_PRELOAD: '/tmp/x.so', NODE_OPTIONS: '--inspect', LANG: 'zh_CN.UTF-8' } },
        (error, channel) => {
          if (error) reject(error);
          else
            channel.stderr.on('data', (text: Buffer) =>
              text.toString().includes('没有') ? resolve() : reject(new Error(text.toString())),
            );
        },
      ),
    );
    await opened;
    visitor.leave();
  });

  const ssh = spawnSync('ssh', ['-V']).error ? 'no ssh: install it (Debian: openssh-client)' : undefined;
  // RFC 4335, as OpenSSH's client sends it for ~B behind a line's end.
  test.skipIf(ssh)(`a break: nothing hears it, and the app goes on${ssh ? ` (${ssh})` : ''}`, async () => {
    const file = `${lab.folder}/key`;
    writeFileSync(file, pair.private, { mode: 0o600 });
    const options = [
      '-i',
      file,
      '-oBatchMode=yes',
      '-oStrictHostKeyChecking=no',
      '-oUserKnownHostsFile=/dev/null',
    ];
    const client = spawn('ssh', ['-tt', '-vvv', '-p', String(lab.port), ...options, 'mallory@127.0.0.1']);
    let [screen, told] = ['', ''];
    client.stdout.on('data', (octets: Buffer) => {
      screen += octets.toString();
    });
    client.stderr.on('data', (octets: Buffer) => {
      told += octets.toString();
    });
    const ended = new Promise((resolve) => client.once('exit', resolve));
    await expect.poll(() => screen, { timeout: 60_000 }).toContain('quit');
    client.stdin.write('~B');
    await expect.poll(() => told, { timeout: 60_000 }).toMatch(/request break/);
    await honestWorks();
    client.stdin.write('q');
    expect(await ended).toBe(0);
  });

  test('a second session on the same connection', async () => {
    const visitor = await (await lab.visit('mallory')).sit();
    expect(await refused((done) => visitor.client.exec('list', done))).toMatch(/open failure/);
    visitor.send('q');
    await visitor.until(() => visitor.closed);
  });
});

describe('names', () => {
  test.each([
    ['escape sequences', '\u001b]0;owned\u0007\u001b[2J'],
    ['a way up', '../../etc'],
    ['NUL', 'anna\u0000'],
    ['nothing', ''],
    ['somebody else, differently written', 'Anna'],
    ['what every object has', '__proto__'],
    ['a megabyte', 'a'.repeat(1_000_000)],
  ])('%s: nobody logs in by it, and the log shows it harmless', async (_, name) => {
    await expect(lab.visit(name)).rejects.toThrow();
    expect(lab.said).not.toContain('\u001b');
    await honestWorks();
  });
});

describe('a learner who does his worst keeps nobody else from working', () => {
  let bad: Visitor;
  const begin = async (size?: { cols: number; rows: number }) => {
    bad = await (await lab.visit('mallory')).sit(size);
    await bad.until(/q quit|too small|太小|typing on|on another screen/);
  };
  const inDrill = async () => {
    await begin();
    await bad.play();
  };
  const leave = async () => {
    bad.leave();
    await bad.until(() => bad.closed);
  };

  test.each([
    [0, 0],
    [1, 1],
    [4_294_967_295, 4_294_967_295],
    [100_000, 2],
  ])('a terminal of %s x %s', async (cols, rows) => {
    bad = await (await lab.visit('mallory')).sit({ cols, rows });
    await honestWorks();
    await leave();
  });

  test('a flood of sizes', async () => {
    await begin();
    for (let at = 0; at < 20_000; at++) bad.channel?.setWindow(20 + (at % 200), 60 + (at % 400), 0, 0);
    await honestWorks();
    bad.channel?.setWindow(40, 120, 0, 0);
    await leave();
  });

  test("the host's files", async () => {
    await inDrill();
    bad.send(
      'clear; ls /root/../../..; cat /proc/1/environ /work /etc/shadow; ls /work; echo over-$((1+1))\r',
    );
    await bad.until(/over-2/);
    expect(bad.text()).not.toMatch(/NODE|netdrill/);
    expect(bad.text()).toMatch(/\/work: No such file/);
    await leave();
  });

  test.each([
    ['a loop without end', 'while :; do :; done'],
    ['a thousand loops', 'for i in $(seq 1000); do while :; do :; done & done'],
    ['a bomb', ':(){ :|:& };:'],
    ['memory', 'a=xxxxxxxx; while :; do a=$a$a; done'],
    ['ten thousand lines', 'seq 10000'],
    ['output without end', 'yes'],
    ['a large sort', 'seq 300000 | sort -R | tail -1'],
  ])('%s', async (_, line) => {
    await inDrill();
    bad.send(`${line}\r`);
    await honestWorks();
    bad.send('\u0003');
    await honestWorks();
    bad.send('\u0007r');
    await bad.until(/other key goes back/);
    bad.send('y');
    await honestWorks();
    await leave();
  });

  test('a paste of a hundred megabytes', async () => {
    await inDrill();
    const block = 'x'.repeat(1_000_000);
    bad.send('\u001b[200~');
    for (let sent = 0; sent < 100 && !bad.closed; sent++) {
      if (bad.channel?.write(block) === false)
        await new Promise((drained) => bad.channel?.once('drain', drained).once('close', drained));
      if (sent % 20 === 0) await honestWorks();
    }
    bad.send('\u001b[201~');
    await honestWorks();
    await leave();
  });

  test('keys of ten megabytes that are no paste', async () => {
    await inDrill();
    bad.send('y'.repeat(10_000_000));
    await honestWorks();
    await leave();
    await honestWorks();
  });

  test('a client that stops reading', async () => {
    await inDrill();
    const { _sock: socket } = bad.client as unknown as { _sock: { pause(): void; destroy(): void } };
    bad.send('yes\r');
    socket.pause();
    for (let at = 0; at < 200; at++) bad.channel?.setWindow(20 + (at % 60), 60 + (at % 100), 0, 0);
    for (let at = 0; at < 5; at++) await honestWorks();
    socket.destroy();
    await honestWorks();
  });
});

test('two thousand connections that say nothing', async () => {
  const sockets = Array.from({ length: 2000 }, () => connect(lab.port, '127.0.0.1').on('error', () => {}));
  await honestWorks();
  // Somebody else can still come in.
  const other = await (await lab.visit('anna')).sit();
  await other.until(/on another screen/);
  other.leave();
  for (const socket of sockets) socket.destroy();
});
