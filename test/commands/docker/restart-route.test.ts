import { expect, test } from 'vitest';
import { bundled, runIn } from '../../drills/labs.ts';

const outputs = (script: string) => runIn(bundled('names-lab'), script).commands.map(({ stdout }) => stdout);

test('a container that is started again has its way out again', () => {
  const [before, , after, answer] = outputs(
    'on dock1\n$ docker exec web ip route\n$ docker restart -t 1 web\n$ docker exec web ip route\n$ docker exec web ping -c 1 203.0.113.10\n',
  );
  expect(before).toContain('default via 172.17.0.1 dev eth0');
  expect(after).toBe(before);
  expect(answer).toContain('1 received');
});

test('a container that joins its first network with names is served by the embedded DNS, and its gateway moves when the old one is left', () => {
  const [, before, , after, name, , route, out] = outputs(
    [
      'on dock1',
      '$ docker run -d --name late alpine:latest sleep 1000',
      '$ docker exec late cat /etc/resolv.conf',
      '$ docker network connect shop late',
      '$ docker exec late cat /etc/resolv.conf',
      '$ docker exec late wget -qO- http://api/',
      '$ docker network disconnect bridge late',
      '$ docker exec late ip route',
      '$ docker exec late ping -c 1 203.0.113.10',
      '',
    ].join('\n'),
  );
  expect(before).toBe('nameserver 192.168.91.2\n');
  expect(after).toBe('nameserver 127.0.0.11\noptions ndots:0\n');
  expect(name).toBe('Welcome to nginx!\n');
  expect(route).toContain('default via 172.18.0.1 dev eth1');
  expect(out).toContain('1 packets received');
});

test('nginx listens where its configuration says', () => {
  const [, , listening, refused] = outputs(
    [
      'on dock1',
      "$ docker exec web sed -i 's/listen .*;/listen 127.0.0.1:8081;/' /etc/nginx/conf.d/default.conf",
      '$ docker restart -t 1 web',
      '$ docker exec web ss -lnt',
      '$ docker exec batch wget -qO- http://172.17.0.2/',
      '',
    ].join('\n'),
  );
  expect(listening).toContain('127.0.0.1:8081');
  expect(refused).toBe('');
});
