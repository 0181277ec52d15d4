import { describe, expect, it } from 'vitest';
import { play, type } from './seed-lab.ts';

describe("busybox's ping refuses what it lacks, as Debian's 1.35 run with the same words does", () => {
  it.each([
    ['-M do 127.0.0.1', 'M'],
    ['-f 127.0.0.1', 'f'],
    ['-R 127.0.0.1', 'R'],
    ['-D -c 1 127.0.0.1', 'D'],
    ['-O 127.0.0.1', 'O'],
    ['-b 127.0.0.1', 'b'],
    ['-Q 1 127.0.0.1', 'Q'],
  ])('ping %s', (words, letter) => {
    const { stdout, stderr, status } = type('host130', `docker run --rm busybox ping ${words}`);
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(stderr.split('\n').slice(0, 4)).toEqual([
      `ping: invalid option -- '${letter}'`,
      'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.',
      '',
      'Usage: ping [OPTIONS] HOST',
    ]);
    expect(stderr.endsWith('\t-p HEXBYTE\tPayload pattern\n')).toBe(true);
  });

  it('and takes the others', () => {
    expect(type('host130', 'docker run --rm busybox ping -n -v -4 -c 1 -W 1 127.0.0.1').status).toBe(0);
    expect(type('host130', 'ping -M do -c 1 192.168.91.128').status).toBe(0);
  });
});

describe('a shell names itself in its complaints', () => {
  it('as it was started', () => {
    const records = play(
      'on host130\n$ docker run -d --name web zookeeper\n$ nosuch\n$ docker exec -it web bash\n$ nosuch\n$ cd /nosuch\n$ exit\n$ docker exec -it web /bin/sh\n$ nosuch\n',
    );
    expect(records.map((record) => record.stderr).filter((text) => text.includes('nosuch'))).toEqual([
      '-bash: nosuch: command not found\n',
      'bash: nosuch: command not found\n',
      'bash: cd: /nosuch: No such file or directory\n',
      'sh: nosuch: command not found\n',
    ]);
  });
});
