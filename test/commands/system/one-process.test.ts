import { describe, expect, it } from 'vitest';
import { play, type } from '../traffic/seed-lab.ts';

/** Programs of host128 that are called `sleep`, or stand for one. */
function sleepers(command: string): string[] {
  const [, listed] = play(`on host128\n$ ${command} sleep 9 &\n$ ps -eo args | grep '[s]leep 9'\n`);
  return listed.stdout
    .split('\n')
    .filter(Boolean)
    .map((row) => row.replace(/\u001b\[[\d;]*[mK]/g, ''));
}

describe('a command that becomes another', () => {
  it.for(['env A=1', 'nsenter -t 1 -n', 'env -i PATH=/usr/bin'])('%s is one process', (command) => {
    expect(sleepers(command)).toEqual(['sleep 9']);
  });

  it('is two where the real one stays: sudo, and nsenter into a pid namespace', () => {
    expect(sleepers('sudo')).toEqual(['sudo sleep 9', 'sleep 9']);
    expect(sleepers('nsenter -t 1 -p -n')).toEqual(['nsenter -t 1 -p -n sleep 9', 'sleep 9']);
  });

  it('says what it could not become, and passes statuses on', () => {
    expect(type('host128', 'env nosuch')).toMatchObject({
      stderr: 'env: ‘nosuch’: No such file or directory\n',
      status: 127,
    });
    expect(type('host128', 'nsenter -t 1 -n nosuch')).toMatchObject({
      stderr: 'nsenter: failed to execute nosuch: No such file or directory\n',
      status: 1,
    });
    expect(type('host128', 'env sh -c "exit 9"').status).toBe(9);
  });
});

describe('endless input', () => {
  it('is read as far as it is wanted', () => {
    expect(type('host128', 'yes | head -c 5').stdout).toBe('y\ny\ny');
  });

  it('ends a tool that would hold all of it', () => {
    expect(type('host128', 'seq 1 10000000 | tail -n 1')).toMatchObject({
      stderr: 'tail: memory exhausted\n',
      status: 1,
    });
  });

  it('is not made of a number below one', () => {
    expect(type('host128', 'xargs -n -2 echo < /etc/hosts')).toMatchObject({
      stderr: expect.stringContaining('xargs: value -2 for -n option should be >= 1\n'),
      status: 1,
    });
  });
});

it('digests are those of coreutils', () => {
  const { stdout } = type(
    'host128',
    'printf abc | md5sum; printf abc | sha256sum; printf abc > f; md5sum f > l; md5sum -c l',
  );
  expect(stdout).toBe(
    '900150983cd24fb0d6963f7d28e17f72  -\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  -\nf: OK\n',
  );
});

describe('a pattern that is none', () => {
  it.for([
    ["pgrep '[[:l'", 'pgrep: Unmatched [, [^, [:, [., or [=\n', 2],
    ["expr a : '\\('", 'expr: Unmatched ( or \\(\n', 2],
    ["find /tmp -regex '\\('", "find: failed to compile regular expression '\\(': Unmatched ( or \\(\n", 1],
    ['uniq -f x /etc/hosts', 'uniq: x: invalid number of fields to skip\n', 1],
  ] as const)('%s', ([line, stderr, status]) => {
    expect(type('host128', line)).toMatchObject({ stderr, status });
  });
});
