import { describe, expect, it } from 'vitest';
import { openSession, play, type } from '../traffic/seed-lab.ts';

const show = (record: { stdout: string; stderr: string; status?: number }) => [
  record.stdout,
  record.stderr,
  record.status,
];

describe('docker run, attached', () => {
  // Statuses of docker-lab s10-errors and s11-formats ('sh -c "echo out; echo err >&2; exit 3"' and 'false').
  it.each([
    ['docker run --rm busybox echo hi', 'hi\n', '', 0],
    ["docker run --name dead busybox sh -c 'echo out; echo err >&2; exit 3'", 'out\n', 'err\n', 3],
    ["docker run --rm busybox sh -c 'printf a; sleep 1; printf b'", 'ab', '', 0],
    ['docker run --rm busybox false', '', '', 1],
    ['docker run --rm zookeeper echo hi', 'hi\n', '', 0],
    [
      'docker run --rm zookeeper nosuch',
      '',
      '/docker-entrypoint.sh: line 37: exec: nosuch: not found\n',
      127,
    ],
    ['docker run --rm busybox yes | head -2', 'y\ny\n', '', 0],
    ['ls | docker run --rm -it busybox cat', '', 'the input device is not a TTY\n', 1],
    [
      'docker run --rm --restart always busybox true',
      '',
      "docker: Conflicting options: --restart and --rm.\nSee 'docker run --help'.\n",
      125,
    ],
    ['docker run --rm --restart no busybox true', '', '', 0],
    [
      'docker run -d --restart often busybox true',
      '',
      "docker: Error response from daemon: invalid restart policy 'often'.\nSee 'docker run --help'.\n",
      125,
    ],
    [
      'docker run --rm -i busybox cat',
      '',
      "netdrill: docker run: '-i without -t' is not modelled here\n",
      125,
    ],
  ])('%s', (line, stdout, stderr, status) => {
    expect(show(type('host130', line))).toEqual([stdout, stderr, status]);
  });

  it('prints as it comes, passes an interrupt on, and is gone afterwards', () => {
    const session = openSession();
    const id = session.open('host130');
    const record = session.submit(id, 'docker run --rm --name web busybox ping 192.168.91.130');
    session.advance(4_000_000);
    expect(record?.stdout).toMatch(/^PING .*\n64 bytes .* seq=0 .*\n64 bytes .* seq=1 /);
    session.interrupt(id);
    session.settle(id);
    expect(record).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('packets transmitted') as unknown,
    });
    expect(session.run('host130', 'docker ps -aq')?.stdout).toBe('');
  });

  it('with a terminal it is the shell one talks to', () => {
    const records = play(
      'on host130\n$ docker run -it --rm --name web busybox sh\n$ hostname; exit 4\n$ echo $?\n$ docker ps -aq\n$ tty\n',
    );
    expect(records.map((record) => record.where)).toEqual([
      'host130',
      'web',
      'host130',
      'host130',
      'host130',
    ]);
    expect(records[1]).toMatchObject({
      stdout: expect.stringMatching(/^[0-9a-f]{12}\n$/) as unknown,
      status: 4,
    });
    expect(records.slice(2).map(show)).toEqual([
      ['4\n', '', 0],
      ['', '', 0],
      ['/dev/pts/0\n', '', 0],
    ]);
  });

  it('a stopped one gives the prompt back with its status', () => {
    const session = openSession();
    const id = session.open('host130');
    const record = session.submit(id, 'docker run --name web busybox ping 192.168.91.130');
    session.advance(3_000_000);
    session.run('host130', 'docker kill web');
    session.settle(id, 1_000_000);
    expect(record?.status).toBe(137);
  });
});

describe('docker run -d', () => {
  it('an endless producer does not make the world stand still', () => {
    const session = openSession();
    session.run('host130', 'docker run -d --name web busybox yes');
    const before = session.sim.steps;
    session.advance(2_000_000);
    expect(session.sim.steps - before).toBeLessThan(5000);
    expect(session.run('host130', 'docker logs --tail 1 web')?.stdout).toBe('y\n');
  });

  it('keeps a shell whose input stays open, and not one without', () => {
    const records = play(
      'on host130\n$ docker run -itd --name open busybox\n$ docker run -d --name closed busybox\n$ wait\nwait 5s\n$ docker ps --format {{.Names}}\n',
    );
    expect(records.at(-1)?.stdout).toBe('open\n');
  });

  it('a container that could not be started and was to be removed is gone', () => {
    const records = play('on host130\n$ docker run --rm busybox nosuch\n$ docker ps -aq\n');
    expect(records[0].status).toBe(127);
    expect(records[1].stdout).toBe('');
  });
});

it('docker logs keeps the two streams apart', () => {
  const records = play(
    "on host130\n$ docker run -d --name web busybox sh -c 'echo out; echo err >&2; printf more'\nwait 2s\n$ docker logs web\n",
  );
  // docker-lab s11-formats: `docker logs dead`.
  expect(show(records[1])).toEqual(['out\nmore', 'err\n', 0]);
});
