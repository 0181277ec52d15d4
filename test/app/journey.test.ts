import { describe, expect, test } from 'vitest';
import { drilled } from './drilled.ts';

const TESTS = (filter: string) => `
on host128
$& tcpdump -nn -i ens33 ${filter}
on over-128
$ ping -c 3 10.0.0.3
$ ping -c 1 192.168.91.130
on host128
$ docker exec over-128 ping -c 1 172.18.0.1
$ curl -s -m 2 http://192.168.91.130:81/
`;

describe('the journey of own packets', () => {
  test('names no place before the debrief but those where a capture told of the packet', async () => {
    for (const [filter, places] of [
      ['icmp', ['host128/ens33']],
      ['arp', []],
    ] as const) {
      const app = await drilled(TESTS(filter));
      const packets = app.runner.state.play?.packets ?? [];
      expect(packets.filter(({ whole }) => whole)).toEqual([]);
      const told = packets.flatMap(({ request, answer }) => [...request, ...answer]);
      const named = new Set(told.flatMap((line) => (line.tone === 'place' ? [line.text] : [])));
      expect([...named]).toEqual(places);
      expect(told.filter(({ tone }) => tone === 'drop' || tone === 'good')).toEqual([]);
      await app.close();
    }
  });

  test("follows the packets of the learner's programs, and no daemon's", async () => {
    const app = await drilled(TESTS('icmp'));
    const rows = app.runner.state.play?.packets.map((p) => [p.command, p.from, p.to, p.outcome]);
    expect(rows).toEqual([
      [2, 'over-128', '10.0.0.3', 'silent'],
      [2, 'over-128', '10.0.0.3', 'silent'],
      [2, 'over-128', '10.0.0.3', 'silent'],
      [3, 'over-128', '192.168.91.130', 'answered'],
      [4, 'over-128', '172.18.0.1', 'answered'],
      [5, 'host128', '192.168.91.130', 'refused'],
    ]);
    await app.press('Enter', 'C-g', 'x', 'y');
    const packets = app.runner.state.play?.packets ?? [];
    expect(packets.every(({ whole }) => whole)).toBe(true);
    expect(packets[0].request.some(({ tone }) => tone === 'drop')).toBe(true);
    await app.close();
  });

  test('is a key away from the hosts and from the debrief, and goes back there', async () => {
    const app = await drilled('on over-128\n$ ip neigh\n');
    await app.press('Enter', 'F9');
    expect(app.screen.text()).toContain('None of your commands has sent a packet yet');
    await app.press('F6');
    await app.send('ping -c 2 10.0.0.3\r');
    await app.press('C-c', 'C-g', 'j');
    expect(app.runner.state.screen).toBe('journey');
    await app.press('Escape');
    expect(app.runner.state.screen).toBe('workspace');
    await app.press('C-g', 'x', 'y', 'p');
    expect(app.runner.state.screen).toBe('journey');
    await app.press('Escape');
    expect(app.runner.state.screen).toBe('debrief');
    await app.close();
  });
});
