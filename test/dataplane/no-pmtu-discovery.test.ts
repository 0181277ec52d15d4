import { expect, test } from 'vitest';
import { bundled, runIn } from '../drills/labs.ts';

test.each([
  [0, 'DF'],
  [1, 'none'],
])('with ip_no_pmtu_disc=%i sockets send packets with flags [%s]', (value, flags) => {
  const { commands } = runIn(
    bundled('macvlan-lab'),
    `on client
$ sysctl -w net.ipv4.ip_no_pmtu_disc=${value}
$& timeout 4 tcpdump -vn -i eth0 port 9999
$ nc -w 1 192.168.91.10 9999; echo x | nc -u -w 1 192.168.91.10 9999
wait 5s
`,
  );
  const [set, capture] = commands;
  expect(set.stdout).toBe(`net.ipv4.ip_no_pmtu_disc = ${value}\n`);
  const sent = [
    ...capture.stdout.matchAll(
      /flags \[(\w+)\], proto (TCP|UDP).*\n +192\.168\.91\.\d+\.\d+ > 192\.168\.91\.10\.9999/g,
    ),
  ];
  expect(sent.map((row) => `${row[2]} ${row[1]}`)).toEqual([`TCP ${flags}`, `UDP ${flags}`]);
});
