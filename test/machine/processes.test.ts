import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/drill/session/index.ts';
import { openSession, play, type } from '../commands/traffic/seed-lab.ts';

/** Command lines of what hangs on a terminal. */
function at(session: Session, terminal: string): string[] {
  return [...session.sim.world.nodes.values()].flatMap((node) =>
    [...node.processes.values()].filter((p) => p.terminal === terminal).map((p) => p.argv.join(' ')),
  );
}

describe('the end of a container ends every process in its pid namespace (pid_namespaces(7))', () => {
  it.each(['stop -t 1', 'kill', 'restart -t 1', 'rm -f'])('docker %s', (verb) => {
    const session = openSession();
    session.run('host128', 'docker run -d --name web zookeeper');
    const id = session.open('web');
    const nested = session.open('host128');
    session.submit(nested, 'docker exec -it web bash');
    session.settle(nested);
    session.submit(nested, 'ping 127.0.0.1');
    session.advance(1_000_000);
    expect(at(session, id)).toEqual(['bash']);
    expect(at(session, nested)).toEqual(['-bash', 'docker exec -it web bash', 'bash', 'ping 127.0.0.1']);
    session.run('host128', `docker ${verb} web`);
    expect(at(session, id)).toEqual([]);
    expect(at(session, nested)).toEqual(['-bash']);
    // Nobody waits for a line there any more, so nothing typed there counts as a command.
    expect(session.terminal(id)?.editing).toBeUndefined();
    expect(session.submit(id, 'echo hi')).toBeUndefined();
    expect(session.terminal(nested)?.editing?.prompt).toBe('[root@xdhuxc ~]# ');
    expect(session.terminal(nested)?.editing?.status).toBe(137);
  });

  it('takes the picture of a full-screen program with it', () => {
    const session = openSession();
    session.run('host128', 'docker run -d --name web zookeeper');
    const id = session.open('web');
    session.submit(id, 'vi /etc/hosts');
    session.settle(id);
    expect(session.terminal(id)).toMatchObject({ mode: 'raw' });
    session.run('host128', 'docker kill web');
    expect(session.terminal(id)).toMatchObject({ mode: 'line', screen: undefined });
  });
});

describe('signals', () => {
  it('a program started by a shell has its default back for those that the shell ignores', () => {
    const session = openSession();
    const id = session.open('host128');
    session.submit(id, 'sleep 50');
    session.advance(1_000_000);
    session.run('host128', 'pkill -TERM sleep');
    session.settle(id, 1_000_000);
    expect(session.terminal(id)?.editing?.status).toBe(143);
  });

  it('but those of trap stay ignored', () => {
    const [ignored] = play(`on host128\n$ trap '' TERM; sleep 3 & sleep 1; kill $!; sleep 5; jobs\n`);
    expect(ignored.stdout).toMatch(/^\[1\]\+ {2}Done +sleep 3\n$/);
  });

  it('a handled signal is not ignored', () => {
    expect(play(`on host128\n$ trap '' INT; ping -c 9 192.168.91.130\n^C\n`)[0].status).toBe(0);
  });

  // Statuses and words of coreutils' timeout, run on a real machine with the same lines.
  it.each([
    ['timeout 2 sleep 9', 124, ''],
    ['timeout 5 sleep 1', 0, ''],
    ['timeout 5 false', 1, ''],
    ['timeout -s KILL 1 sleep 9', 137, ''],
    ['timeout --preserve-status 1 sleep 9', 143, ''],
    ['timeout -k 1 1 bash -c \'trap "" TERM; sleep 9\'', 137, ''],
    ['timeout 1 nosuch', 127, 'timeout: failed to run command ‘nosuch’: No such file or directory\n'],
    [
      'timeout -s FOO 1 ls',
      125,
      "timeout: ‘FOO’: invalid signal\nTry 'timeout --help' for more information.\n",
    ],
  ])('%s', (line, status, stderr) => {
    expect(type('host128', line)).toMatchObject({ status, stdout: '', stderr });
  });

  it('timeout ends a ping, and passes an interrupt on', () => {
    expect(type('host128', 'timeout 2 ping 192.168.91.130').stdout.split('\n').length).toBe(4);
    const [interrupted] = play('on host128\n$& timeout 50 ping 192.168.91.130\nwait 2s\n^C\n');
    expect(interrupted).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('3 packets transmitted') as unknown,
    });
  });
});

describe('command lines', () => {
  const words = (line: string) => type('host128', line).stdout.trimEnd().split('\n');

  it('of a pipeline are those of its programs, each its own process', () => {
    expect(words('ps -e -o args | /bin/grep -e dockerd')).toEqual([
      '/usr/bin/dockerd --cluster-store=etcd://192.168.91.128:2379',
      '/bin/grep -e dockerd',
    ]);
    expect(words('ps -o pid,ppid,args | tail -2 | sed "s/^ *//"')).toEqual([
      expect.stringMatching(/^\d+ +\d+ tail -2$/),
      expect.stringMatching(/^\d+ +\d+ sed s\/\^ \*\/\/$/),
    ]);
  });

  it('are the words that were typed', () => {
    expect(words('/bin/sleep 9 & sleep 8 & ps -e -o args | grep sleep | head -2')).toEqual([
      '/bin/sleep 9',
      'sleep 8',
    ]);
  });

  it('of a copy of the shell are those of the shell', () => {
    expect(words('(sleep 1; ps -o args; :) | tail -3')).toEqual(['tail -3', '-bash', 'ps -o args']);
  });

  it('a program that takes over a shell keeps its number', () => {
    expect(words(`bash -c 'echo $$; exec bash -c "echo \\$\\$"'`)).toSatisfy(
      ([first, second]: string[]) => first === second,
    );
  });
});

describe('pid 1 of a container gets no signal it has no handler for (pid_namespaces(7))', () => {
  const state = '$ docker inspect -f "{{.State.Status}} {{.State.ExitCode}}" web\n';

  it.each([
    ['busybox sleep 1000', '-t 3 ', 3, 137],
    ['busybox sleep 1000', '', 10, 137],
    ['-it busybox', '', 10, 137],
    ['busybox ping 127.0.0.1', '', 10, 137],
    ['busybox sh -c \'trap "exit 7" TERM; while :; do sleep 1; done\'', '', 0, 7],
    ['zookeeper', '', 0, 143],
  ])('docker run -d %s is stopped %safter %i s with status %i', (command, flags, seconds, status) => {
    const [, stopped, then] = play(
      `on host130\n$ docker run -d --name web ${command}\n$ time docker stop ${flags}web\n${state}`,
    );
    expect(stopped.stdout).toBe('web\n');
    const [, minutes, rest] = /real\s+(\d+)m([\d.]+)s/.exec(stopped.stderr) ?? [];
    expect(Math.floor(Number(minutes) * 60 + Number(rest))).toBe(seconds);
    expect(then.stdout).toBe(`exited ${status}\n`);
  });

  it('not from inside, and SIGKILL from outside only', () => {
    const records = play(
      `on host130\n$ docker run -d --name web busybox sleep 1000\n$ docker exec web kill 1\n$ docker exec web kill -9 1\n$ docker kill -s INT web\n${state}$ docker kill web\n${state}$ kill -9 1\n$ systemctl is-active docker\n`,
    );
    expect(records.filter((_, at) => at >= 4).map((record) => record.stdout)).toEqual([
      'running 0\n',
      'web\n',
      'exited 137\n',
      '',
      'active\n',
    ]);
  });

  it('the engine says that it uses force', () => {
    const records = play(
      'on host130\n$ docker run -d --name web busybox sleep 1000\n$ docker stop -t 1 web\n$ journalctl -u docker --no-pager -o cat | tail -5\n',
    );
    expect(records[2].stdout).toMatch(
      /Container [0-9a-f]{64} failed to exit within 1 seconds of signal 15 - using the force/,
    );
  });
});

describe('who waits for a child to end does not hear that it stopped (wait(2) without WUNTRACED)', () => {
  it('a daemon of systemd stays active while it is stopped, and goes on', () => {
    const records = play(
      'on host128\n$ pid=$(systemctl show -p MainPID docker | cut -d= -f2); kill -STOP $pid; sleep 1\n$ systemctl is-active docker; kill -CONT $pid; sleep 1\n$ docker ps -q | wc -l; systemctl is-active docker\n',
    );
    expect(records.slice(1).map(({ stdout }) => stdout.trim().split(/\s+/).at(-1))).toEqual([
      'active',
      'active',
    ]);
  });

  it('a container that was paused runs on, and ends with the status of its program', () => {
    const records = play(
      [
        'on host130',
        "$ docker run -d --name held busybox sh -c 'sleep 5; exit 7'",
        '$ docker pause held; sleep 1',
        "$ docker inspect -f '{{.State.Status}}' held; docker unpause held",
        "$ sleep 20; docker inspect -f '{{.State.Status}} {{.State.ExitCode}}' held",
        '',
      ].join('\n'),
    );
    expect(records[2].stdout).toBe('paused\nheld\n');
    expect(records[3].stdout).toBe('exited 7\n');
  });
});
