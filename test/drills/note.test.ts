import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bundled, runIn, scriptOf, transcript } from './labs.ts';

interface Recorded {
  n: number;
  where: string;
  cmd: string;
  stdout: string;
}

const recorded = readFileSync('test/fixtures/real/note-2018/transcript.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);
const walk = scriptOf('seed-lab', 'seed-note.session');
const lab = bundled('seed-lab');

/** Values of the recording that a variation shows differently, by command; a line without its like is shown whole. */
function changed(script: string, options: Parameters<typeof runIn>[2] = {}, scenario = lab): string[] {
  const got = transcript(runIn(scenario, script, options));
  return recorded.flatMap(({ n, where, cmd, stdout }) => {
    const record = got.find((r) => r.where === where && r.line.startsWith(cmd));
    if (!record) return [`${n} not run`];
    const before = stdout.split('\n');
    const after = record.stdout.split('\n');
    if (before.length !== after.length) return [`${n} ${before.length} lines, now ${after.length}`];
    const values = before.flatMap((line, i) => {
      const a = line.split(/[\s",]+/);
      const b = after[i]!.split(/[\s",]+/);
      return a.length === b.length ? a.filter((value, k) => value !== b[k]) : [line];
    });
    return values.length > 0 ? [`${n} ${[...new Set(values)].join(' ')}`] : [];
  });
}

describe("the note's walk of 2018", () => {
  test('prints the fifteen recorded outputs octet for octet', () => {
    const got = transcript(runIn(lab, walk));
    expect(got.slice(0, 15).map(({ where, line, stdout }) => ({ where, cmd: line, stdout }))).toEqual(
      recorded.map(({ where, cmd, stdout }) => ({ where, cmd, stdout })),
    );
  });

  test('ends in the ping that fails, as busybox prints it', () => {
    const ping = transcript(runIn(lab, walk)).pop();
    expect(ping).toMatchObject({
      line: 'docker exec over-128 ping -c 4 10.0.0.3',
      stdout:
        'PING 10.0.0.3 (10.0.0.3): 56 data bytes\n\n--- 10.0.0.3 ping statistics ---\n' +
        '4 packets transmitted, 0 packets received, 100% packet loss\n',
      stderr: '',
      status: 1,
    });
  });
});

describe('what the walk prints is derived', () => {
  test('without pins: ids, names and addresses that are drawn', () => {
    expect(changed(walk, { unpinned: true })).toEqual([
      '1 0398dac3d6513160ee035c7499332d7dcba8d2fa9643c45488996f628bf8ab91',
      '2 b9149e6e409b b9824657dbd0 0398dac3d651 3b216a2f5426',
      '3 0398dac3d6513160ee035c7499332d7dcba8d2fa9643c45488996f628bf8ab91 2018-07-15T14:14:48.744993416+08:00',
      '4 2228e2935455 bddcee3b802a 0398dac3d651 e8a5f558ec10',
      '5 0398dac3d6513160ee035c7499332d7dcba8d2fa9643c45488996f628bf8ab91 2018-07-15T14:14:48.744993416+08:00',
      '6 adaa369ef21931f04625042949a2f757b9be94a9c67d611a2118e7fecf85f517',
      '7 adaa369ef219 609e50616c43',
      '8 02:42:54:4e:84:2b 02:42:a4:44:86:a9 fe80::42:a4ff:fe44:86a9/64 veth76cddb3@if10: c2:e5:c6:e7:dc:aa fe80::c0e5:c6ff:fee7:dcaa/64',
      '9 516157dec4d555cbdf96783e37a27fa32566b5bcaa375f99aee1a37f7d7e7d33',
      '10 516157dec4d5',
      '11 02:42:fa:be:c4:e2 fe80::42:faff:febe:c4e2/64 02:42:27:27:a8:1e fe80::42:27ff:fe27:a81e/64 veth06aa5aa@if23: ce:53:38:eb:84:ba fe80::cc53:38ff:feeb:84ba/64',
      '15 0.0.0.0:59600 :::31602',
    ]);
  });

  test('with another seed the pinned values stay', () => {
    expect(changed(walk, { seed: 77 })).toEqual([]);
  });

  test('without pins, another seed draws again and leaves the rest', () => {
    const one = transcript(runIn(lab, walk, { unpinned: true }));
    const two = transcript(runIn(lab, walk, { unpinned: true, seed: 77 }));
    expect(changed(walk, { unpinned: true, seed: 77 })).toEqual(changed(walk, { unpinned: true }));
    expect(one[0]!.stdout).not.toBe(two[0]!.stdout);
  });

  test('another network between the hosts', () => {
    const moved = JSON.parse(JSON.stringify(lab).replaceAll('192.168.91.', '10.20.30.')) as typeof lab;
    expect(changed(walk, {}, moved)).toEqual([
      '8 192.168.91.128/24 192.168.91.255',
      '11 192.168.91.130/24 192.168.91.255',
    ]);
  });

  test('another overlay subnet', () => {
    const script = walk.replace('--driver overlay net1', '--driver overlay --subnet 10.7.0.0/24 net1');
    expect(changed(script.replace('10.0.0.3', '10.7.0.3'))).toEqual([
      '1 not run',
      '3 10.0.0.0/24 10.0.0.1',
      '5 10.0.0.0/24 10.0.0.1',
      '12 02:42:0a:00:00:02 10.0.0.2/24 10.0.0.255',
      '13 02:42:0a:00:00:03 10.0.0.3/24 10.0.0.255',
      '14 10.0.0.0',
    ]);
  });

  test('over-130 first: it gets 10.0.0.2', () => {
    const first = walk.indexOf('$ docker run -d --name over-128');
    const second = walk.indexOf('on host130\n$ docker run');
    const after = walk.indexOf('on host128\n$ docker exec -it over-128');
    const script = [
      walk.slice(0, first),
      walk.slice(second, after),
      'on host128',
      walk.slice(first, second),
      walk.slice(after),
    ].join('\n');
    expect(changed(script)).toEqual([
      '8 1785sec',
      '11 1310sec',
      '12 02:42:0a:00:00:02 10.0.0.2/24',
      '13 02:42:0a:00:00:03 10.0.0.3/24',
    ]);
  });

  test('one more container before them', () => {
    const more = walk.replace(
      '$ docker run -d --name over-128',
      '$ docker run -d --name more --network net1 zookeeper:latest\nwait 3s\n$ docker run -d --name over-128',
    );
    expect(changed(more)).toEqual([
      '7 4 lines, now 5',
      '8 27 lines, now 31',
      '11 1310sec',
      '12 7: eth0@if8: 02:42:0a:00:00:02 10.0.0.2/24 10: eth1@if11: 02:42:ac:12:00:02 172.18.0.2/16',
      '13 02:42:0a:00:00:03 10.0.0.3/24',
    ]);
  });
});
