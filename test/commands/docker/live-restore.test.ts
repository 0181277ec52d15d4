import { describe, expect, test } from 'vitest';
import { bundled, runIn } from '../../drills/labs.ts';

/** The output of each command, by its line. */
function play(lab: string, script: string): Map<string, string> {
  return new Map(
    runIn(bundled(lab), script).commands.map(({ line, stdout, stderr }) => [line, stdout + stderr]),
  );
}

describe('live-restore', () => {
  const out = play(
    'overlay-lab',
    `on host128
$ echo '{"live-restore": true}' > /etc/docker/daemon.json; kill -HUP $(pidof dockerd); sleep 1; docker info | sed -n /Live/p
$ docker inspect -f '{{.State.StartedAt}} {{.State.Pid}}' over-128
$ systemctl stop docker; sleep 1; docker ps
on over-130
$ ping -c 2 10.0.0.2 | sed -n /received/p
on host128
$ systemctl start docker; sleep 40
$ docker inspect -f '{{.State.StartedAt}} {{.State.Pid}}' over-128; :
$ docker exec over-128 hostname
$ ls /var/run/docker/netns | tr '\\n' ' '
on over-130
$ ping -c 2 over-128 | sed -n /received/p
on host128
$ docker run -d --name late --network net1 zookeeper:latest >/dev/null; docker inspect -f '{{.NetworkSettings.Networks.net1.IPAddress}}' late
$ docker stop -t 1 over-128; docker ps -a --filter name=over-128 --format '{{.Status}}'
$ docker start over-128
on over-130
$ ping -c 3 over-128 | tail -2 | sed -n /received/p
`,
  );

  test('containers of an overlay run and answer while their engine is down', () => {
    expect(
      out.get(
        'echo \'{"live-restore": true}\' > /etc/docker/daemon.json; kill -HUP $(pidof dockerd); sleep 1; docker info | sed -n /Live/p',
      ),
    ).toBe('Live Restore Enabled: true\n');
    expect(out.get('systemctl stop docker; sleep 1; docker ps')).toContain('Cannot connect');
    expect(out.get('ping -c 2 10.0.0.2 | sed -n /received/p')).toContain('2 packets received');
  });

  test('the next engine takes them over: the same life, the same sandbox, names and exec', () => {
    const format = "docker inspect -f '{{.State.StartedAt}} {{.State.Pid}}' over-128";
    expect(out.get(`${format}; :`)).toBe(out.get(format));
    expect(out.get('docker exec over-128 hostname')).toMatch(/^[0-9a-f]{12}\n$/);
    expect(out.get("ls /var/run/docker/netns | tr '\\n' ' '")).toMatch(/ 1-[0-9a-f]{10} /);
    expect(out.get('ping -c 2 over-128 | sed -n /received/p')).toContain('2 packets received');
  });

  test('and it can stop and start them, and give nobody else their address', () => {
    const late = [...out].find(([line]) => line.startsWith('docker run'))?.[1];
    expect(late).toMatch(/^10\.0\.0\.[4-9]\n$/);
    expect([...out].find(([line]) => line.startsWith('docker stop'))?.[1]).toMatch(
      /^over-128\nExited \(143\)/,
    );
    expect(out.get('ping -c 3 over-128 | tail -2 | sed -n /received/p')).toContain('3 packets received');
  });
});

test('without it what a killed engine left, paused or not, is stopped before anything else', () => {
  const out = play(
    'bridge-lab',
    `on dock1
$ docker pause batch; kill -9 $(pidof dockerd); sleep 25; docker ps -a --format '{{.Names}} {{.Status}}'
`,
  );
  expect([...out.values()][0]).toMatch(/^batch\nbatch Exited \(\d+\) /);
  expect([...out.values()][0]).not.toMatch(/Paused|Up /);
});

test('published ports of a bridge are open again under the next engine, and proxies die with theirs', () => {
  const out = play(
    'bridge-lab',
    `on dock1
$ systemctl stop docker; docker ps
$ systemctl start docker; sleep 5; docker start web; docker port web
$ echo '{"live-restore": true}' > /etc/docker/daemon.json; systemctl reload docker; pgrep -c docker-proxy; :
$ kill -9 $(pidof dockerd); ps -e -o comm | sed -n '/docker-proxy/p'; curl -s -o /dev/null -w '%{http_code}\\n' http://localhost:8080/
on client
$ curl -s -o /dev/null -w '%{http_code}\\n' http://192.168.91.10:8080/
on dock1
$ sleep 20; docker ps --format '{{.Names}} {{.Ports}}'; iptables -t nat -S DOCKER | sed -n /DNAT/p
$ curl -s -o /dev/null -w '%{http_code}\\n' http://localhost:8080/
`,
  );
  const starting = (text: string) =>
    [...out].filter(([line]) => line.startsWith(text)).map(([, shown]) => shown);
  // While no proxy is there the host itself gets nothing; whoever comes from outside is translated.
  expect(starting('kill -9')[0]).toBe('000\n');
  expect(starting('sleep 20')[0]).toMatch(
    /web .*8080->80\/tcp\n.*-A DOCKER ! -i docker0 .*--dport 8080 -j DNAT/s,
  );
  expect(starting('curl')).toEqual(['200\n', '200\n']);
});
