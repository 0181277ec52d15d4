import { expect, test } from 'vitest';
import { openSession, type } from '../commands/traffic/seed-lab.ts';

test('a container counts its processes from 1, and the machine by its own numbers', () => {
  const session = openSession();
  const run = (place: string, line: string) => session.run(place, line)?.stdout ?? '';
  run('host130', 'docker run -d --name web busybox sleep 1000');
  const outside = run('host130', "docker inspect -f '{{.State.Pid}}' web").trim();
  expect(Number(outside)).toBeGreaterThan(1000);
  expect(run('host130', `cat /proc/${outside}/comm`)).toBe('sleep\n');
  expect(run('host130', `ps -o pid= -p ${outside}`).trim()).toBe(outside);

  expect(run('host130', 'docker exec web ps')).toBe(
    'PID   USER     TIME   COMMAND\n    1 root       0:00 sleep 1000\n    2 root       0:00 ps\n',
  );
  expect(run('host130', "docker exec web sh -c 'echo $$ $PPID; cat /proc/self/comm /proc/1/comm'")).toBe(
    '3 0\ncat\nsleep\n',
  );
  // Numbers of the machine mean nothing in there.
  expect(session.run('host130', `docker exec web sh -c 'kill -0 ${outside}'`)?.status).not.toBe(0);
  expect(session.run('host130', "docker exec web sh -c 'kill -0 1'")?.status).toBe(0);
  expect(run('host130', "docker exec web sh -c 'ls /proc' | grep -x '[0-9]*' | sort -n | head -n 1")).toBe(
    '1\n',
  );
});

test('jobs, waiting and signals go by the numbers that the shell in the container sees', () => {
  const session = openSession();
  session.run('host130', 'docker run -d --name web busybox sleep 1000');
  const line =
    "docker exec web sh -c 'sleep 50 & echo $!; sleep 60 & kill $!; wait $!; echo $?; kill %1; pgrep sleep'";
  const record = session.run('host130', line);
  expect(record?.stdout).toMatch(/^3\n143\n1\n/);
  const host = session.run('host130', "ps -ef | grep -c '[s]leep 50'")?.stdout;
  expect(host).toBe('0\n');
});

test('a container started again counts anew', () => {
  expect(
    type(
      'host130',
      'docker run -d --name web busybox sleep 1000 > /dev/null; docker exec web true; docker exec web true; docker restart -t 0 web; docker exec web ps',
    ).stdout,
  ).toBe('web\nPID   USER     TIME   COMMAND\n    1 root       0:00 sleep 1000\n    2 root       0:00 ps\n');
});

test('pid 1 hears only what it catches: docker stop of a sleep takes its ten seconds', () => {
  const session = openSession();
  const run = (line: string) => session.run('host130', line);
  const seconds = (line: string) => {
    const record = run(line);
    return Math.round(((record?.ended ?? 0) - (record?.started ?? 0)) / 1_000_000);
  };
  run('docker run -d --name deaf busybox sleep 1000; docker run -d --name java zookeeper');
  expect(run("docker exec deaf sh -c 'kill 1; kill -9 1'")?.status).toBe(0);
  expect(run("docker inspect -f '{{.State.Running}}' deaf")?.stdout).toBe('true\n');
  expect(seconds('docker stop deaf')).toBe(10);
  expect(seconds('docker stop java')).toBe(0);
  expect(run("docker inspect -f '{{.State.ExitCode}}' deaf java")?.stdout).toBe('137\n143\n');
  run('docker start deaf');
  expect(run('docker kill -s TERM deaf')?.status).toBe(0);
  expect(run("docker inspect -f '{{.State.Running}}' deaf")?.stdout).toBe('true\n');
  expect(seconds('docker stop -t 1 deaf')).toBe(1);
});

test('a stand-in shows the command line of what it stands for, and of whom', () => {
  const session = openSession();
  const run = (line: string) => session.run('host130', line)?.stdout ?? '';
  run('docker run -d --name zk zookeeper; docker run -d --name shell zookeeper sleep 1000');
  expect(run("ps -eo user,args | grep '[Q]uorumPeerMain'")).toMatch(
    /^1000 +\/usr\/lib\/jvm\/java-1\.8-openjdk\/jre\/bin\/java .*:\/conf: .* \/conf\/zoo\.cfg\n$/,
  );
  expect(run("docker exec zk sh -c 'cat /proc/1/comm; netstat -ltn | grep -c :2181'")).toBe('java\n1\n');
  // A command of one's own is no stand-in.
  expect(run('docker exec shell ps')).toContain('    1 root       0:00 sleep 1000\n');
  expect(run('docker restart -t 1 zk && pgrep -x java | wc -l')).toBe('zk\n1\n');
});
