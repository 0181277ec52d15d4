import { describe, expect, test } from 'vitest';
import { parseScript, runSessionScript } from '../../src/drill/session/index.ts';
import { bundled, drillOf, runIn } from './labs.ts';

/** What the other design does: the containers give up addresses of their own and hide behind the card's. */
const PUBLISHED = `
on dock1
$ docker rm -f web batch
$ docker network create site
$ ip addr add 192.168.91.200/24 dev ens33
$ docker run -d --name web --network site -p 192.168.91.200:80:80 nginx:latest
$ docker run -d --name batch --network site alpine:latest sleep 1000000
`;
const SHIM = `
on dock1
$ ip link add shim link ens33 type macvlan mode bridge
$ ip addr add 192.168.91.223/32 dev shim
$ ip link set shim up
$ ip route add 192.168.91.192/27 dev shim
`;

/** The marks for repair and no harm after what was done. */
function afterDoing(id: string, script: string) {
  const drill = drillOf(id);
  runSessionScript(drill.session, parseScript('repair.session', script));
  const { repair, harm } = drill.submit(undefined).marks;
  return [repair, harm];
}

describe('macvlan drills', () => {
  test.each([
    ['macvlan-own-host', 'a device of its own', SHIM, [20, 10]],
    ['macvlan-own-host', 'a device without the route', SHIM.replace(/\$ ip route.*\n/, ''), [0, 0]],
    ['macvlan-own-host', 'published instead', PUBLISHED, [20, 10]],
    ['macvlan-behind-vswitch', 'published instead', PUBLISHED, [20, 10]],
    ['macvlan-behind-vswitch', 'a promiscuous card', 'on dock1\n$ ip link set ens33 promisc on\n', [0, 0]],
    [
      'macvlan-behind-vswitch',
      'the address borrowed',
      'on dock1\n$ ip link set ens33 address 02:42:c0:a8:5b:c8\n',
      [0, 0],
    ],
  ])('%s: %s', { timeout: 60_000 }, (id, _, script, marks) => {
    expect(afterDoing(id, script)).toEqual(marks);
  });

  test('behind the switch port the card counts as sent what never arrives', { timeout: 60_000 }, () => {
    const session = runIn(
      bundled('macvlan-behind-vswitch'),
      `on dock1
$ ip -s link show ens33
on client
$& tcpdump -nne -i eth0 arp and ether src 02:42:c0:a8:5b:c8
on web
$ ping -c 2 -W 1 192.168.91.20
on dock1
$ ping -c 1 192.168.91.20
$ ip -s link show ens33
on client
^C
`,
    );
    const counted = (at: number) =>
      /TX: bytes.*\n\s+\d+\s+(\d+)\s+(\d+)\s+(\d+)/.exec(session.commands[at].stdout)!;
    expect(Number(counted(4)[1])).toBeGreaterThan(Number(counted(0)[1]));
    expect(counted(4).slice(2)).toEqual(['0', '0']);
    expect(session.commands[2].status).toBe(1);
    expect(session.commands[3].status).toBe(0);
    expect(session.commands[1].stdout).not.toContain('who-has');
  });
});
