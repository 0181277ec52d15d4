import { describe, expect, it } from 'vitest';
import { buildDrill } from '../../../src/drill/scenario/index.ts';
import {
  type CommandRecord,
  parseScript,
  runSessionScript,
  Session,
} from '../../../src/drill/session/index.ts';
import { decodeSsh, encodeSsh } from '../../../src/machine/daemons/index.ts';
import { bundled, parts } from '../../drills/labs.ts';

const B = '192.168.91.130';

function play(script: string, id = 'overlay-lab'): CommandRecord[] {
  const scenario = bundled(id);
  const session = new Session(buildDrill(scenario, parts), scenario);
  runSessionScript(session, parseScript('ssh', `on host128\n${script}`));
  return session.commands;
}

describe('ssh HOST COMMAND', () => {
  it('has the streams and the status of the command', () => {
    const [both, status, piped] = play(
      `$ ssh ${B} 'hostname; echo err >&2; exit 7'\n$ echo $?\n$ seq 3 | ssh root@${B} wc -l\n`,
    );
    expect(both).toMatchObject({ stdout: 'xdhuxc.h130\n', stderr: 'err\n', status: 7 });
    expect(status.stdout).toBe('7\n');
    expect(piped.stdout).toBe('3\n');
  });

  it('finds no programs of /usr/sbin, as the PATH of the package has it', () => {
    expect(play(`$ ssh ${B} ip addr\n`)[0]).toMatchObject({
      stderr: expect.stringContaining('ip: command not found'),
      status: 127,
    });
  });
});

describe('ssh HOST', () => {
  it('is a shell on the other machine, whose commands are of that machine', () => {
    const [login, there, left, here] = play(`$ ssh ${B}\n$ ip -4 -o addr\n$ exit\n$ hostname\n`);
    expect(login.where).toBe('host128');
    expect(there).toMatchObject({ where: 'host130', stdout: expect.stringContaining(`inet ${B}/24`) });
    expect(left.stderr).toBe(`logout\nConnection to ${B} closed.\n`);
    expect(here).toMatchObject({ where: 'host128', stdout: 'xdhuxc.h128\n' });
  });

  it('comes back when the other machine goes down', () => {
    const records = play(`$ ssh ${B}\n$ reboot\nwait 30s\n$ hostname\n`);
    expect(records.at(-1)).toMatchObject({ where: 'host128', stdout: 'xdhuxc.h128\n' });
  });

  it('shows a terminal to a command with -t', () => {
    const [asked, plain] = play(`$ ssh -t ${B} tty\n$ ssh ${B} tty\n`);
    expect(asked.stdout).toMatch(/^\/dev\/pts\/\d+\n/);
    expect(plain).toMatchObject({ stdout: 'not a tty\n', status: 1 });
  });
});

describe('an ssh that does not come about', () => {
  it.for([
    ['ssh nosuch', 'ssh: Could not resolve hostname nosuch: Name or service not known\n'],
    [`ssh -p 81 ${B}`, `ssh: connect to host ${B} port 81: Connection refused\n`],
    ['ssh 192.168.91.77', 'ssh: connect to host 192.168.91.77 port 22: No route to host\n'],
    [`ssh bob@${B}`, 'Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\n'],
    [`ssh ${B} systemctl stop sshd; ssh ${B}`, `ssh: connect to host ${B} port 22: Connection refused\n`],
    [
      `iptables -A OUTPUT -p tcp --dport 22 -j DROP; ssh -o ConnectTimeout=5 ${B}`,
      `ssh: connect to host ${B} port 22: Connection timed out\n`,
    ],
    [
      `sed -i 's/^${B} .*/${B} ecdsa-sha2-nistp256 SHA256:other/' ~/.ssh/known_hosts; ssh ${B} true 2>&1 | tail -1 >&2; exit 255`,
      'Host key verification failed.\nlogout\n',
    ],
    [`: > ~/.ssh/known_hosts; ssh -o BatchMode=yes ${B}`, 'Host key verification failed.\n'],
  ] as const)('%s', ([line, stderr]) => {
    const [record] = play(`$ ${line}\n`);
    expect(record.stderr).toBe(
      stderr.replace('logout\n', record.stderr.endsWith('logout\n') ? 'logout\n' : ''),
    );
    expect(record.status ?? 255).toBe(255);
  });

  it('goes on waiting while packets are dropped', () => {
    const [record] = play(`$ iptables -A OUTPUT -p tcp --dport 22 -j DROP; ssh ${B}\n`);
    expect([record.stderr, record.status]).toEqual(['', undefined]);
  });

  it('asks about a key that is not known, and remembers it', () => {
    const scenario = bundled('overlay-lab');
    const session = new Session(buildDrill(scenario, parts), scenario);
    const id = session.open('host128');
    session.submit(id, `: > ~/.ssh/known_hosts; ssh ${B} hostname`);
    session.settle(id);
    expect(session.terminal(id)?.output).toMatch(
      /The authenticity of host '192\.168\.91\.130 \(192\.168\.91\.130\)' can't be established\.\nECDSA key fingerprint is SHA256:[\w+/]{43}\.\nAre you sure you want to continue connecting \(yes\/no\)\? $/,
    );
    session.submit(id, 'yes');
    session.settle(id);
    expect(session.commands[0]).toMatchObject({
      stdout: 'xdhuxc.h130\n',
      stderr: expect.stringContaining(
        `Warning: Permanently added '${B}' (ECDSA) to the list of known hosts.\n`,
      ),
    });
  });

  it('is refused by a machine that is locked', () => {
    const [record] = play(`$ ssh ${B} hostname\n`, 'overlay-one-side-locked');
    expect(record).toMatchObject({
      stderr: 'Permission denied (publickey,gssapi-keyex,gssapi-with-mic).\n',
      status: 255,
    });
  });
});

it('keeps a message whole, whatever its letters', () => {
  const message = { kind: 'data', stream: 1, text: 'é网\u0000\n' } as const;
  const wire = encodeSsh(message);
  expect(wire).not.toContain('data');
  expect(decodeSsh(wire + wire.slice(0, 9))).toEqual({ messages: [message], rest: wire.slice(0, 9) });
});
