import { expect, it } from 'vitest';
import { counterNames } from '../../../src/machine/formats/index.ts';
import { Machine } from './machine.ts';
import { recordings } from './recordings.ts';

const rows = recordings('kernel-lab/healthy-network.jsonl');
const recorded = (cmd: string) => rows.find((row) => row.where === 'host128' && row.cmd === cmd)!.stdout;

/** A machine that counted what the recorded one had counted. */
function counted(): Machine {
  const m = new Machine();
  const { counters } = m.namespace('h128', true);
  for (const line of recorded('nstat -az').trim().split('\n').slice(1)) {
    const [name, value] = line.split(/\s+/);
    if (value !== '0') counters[name] = Number(value);
  }
  m.netns('h128').forwarding = true;
  return m;
}

it('lists every counter of the kernel, zeros included', () => {
  expect(counted().run('h128', 'nstat -az').stdout).toBe(recorded('nstat -az'));
});

it('words the counters as netstat does', () => {
  const m = counted();
  expect(m.run('h128', 'netstat -s').stdout).toBe(recorded('netstat -s'));
  expect(m.run('h128', 'netstat -su').stdout).toBe(recorded('netstat -su'));
});

it('shows only what changed since the last look', () => {
  const m = counted();
  expect(m.run('h128', 'nstat').stdout).toMatch(/^UdpInDatagrams {18}526 /m);
  m.netns('h128').counters.UdpInErrors = 3;
  expect(m.run('h128', 'nstat').stdout).toBe(
    '#kernel\nUdpInErrors                     3                  0.0\n',
  );
  expect(m.run('h128', 'nstat').stdout).toBe('#kernel\n');
});

it('picks counters by pattern and leaves out what an old kernel has not', () => {
  const m = counted();
  expect(
    m
      .run('h128', 'nstat -az UdpIn*')
      .stdout.trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/)[0]),
  ).toEqual(['UdpInDatagrams', 'UdpInErrors', 'UdpInCsumErrors']);
  expect(counterNames({}, false)).not.toContain('IpOutTransmits');
  expect(counterNames({}, true)).toContain('IpOutTransmits');
});
