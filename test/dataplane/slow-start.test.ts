import { expect, test } from 'vitest';
import { bundled, runIn } from '../drills/labs.ts';

/** What prices sends while over-128 asks for the list: sequence numbers of segments with data, in order. */
function sent(): string[] {
  const session = runIn(
    bundled('overlay-small-works-big-hangs'),
    `on prices
$& tcpdump -nni eth0 src port 80
on over-128
$ wget -T 5 -O /dev/null http://prices/prices.csv
on prices
^C
`,
  );
  return [...session.commands[0].stdout.matchAll(/seq (\d+:\d+)/g)].map(([, range]) => range);
}

// f07a-mtu-l2-blackhole: ten segments of 1398 octets go, then the first of them again and again.
test('a connection begins with ten segments, and repeats the first while none arrives', () => {
  const rows = sent();
  expect(rows.slice(0, 10)).toEqual(
    Array.from({ length: 10 }, (_, n) => `${1 + n * 1398}:${1399 + n * 1398}`),
  );
  expect(rows.length).toBeGreaterThan(13);
  expect(new Set(rows.slice(10))).toEqual(new Set(['1:1399']));
});

test('a large page comes where answers come back before the sender has returned: from a macvlan sibling', () => {
  const session = runIn(
    bundled('macvlan-lab'),
    `on dock1
$ docker exec web sh -c 'mkdir -p /usr/share/nginx/html; seq 1 400000 > /usr/share/nginx/html/numbers.txt'
$ curl -sS --max-time 5 -o /dev/null -w '%{size_download} %{content_type}' http://192.168.91.200/numbers.txt
$ ss -tn
`,
  );
  expect(session.commands[1].stdout).toBe('2688895 text/plain');
  expect(session.commands[2].stdout).not.toContain('192.168.91.200');
});
