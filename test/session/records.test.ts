import { expect, test } from 'vitest';
import { buildDrill } from '../../src/drill/scenario/index.ts';
import { replayEvents, Session } from '../../src/drill/session/index.ts';
import { bundled, parts } from '../drills/labs.ts';

function open(): Session {
  const scenario = bundled('seed-lab');
  const session = new Session(buildDrill(scenario, parts), scenario);
  session.open('host128');
  return session;
}

test('a line typed ahead is a command of its own, with its own output', () => {
  const session = open();
  const first = session.submit('host128', 'sleep 2; echo one');
  expect(session.submit('host128', 'echo two; false')).toBeUndefined();
  session.submit('host128', '');
  session.submit('host128', 'uname');
  session.advance(5_000_000);
  expect(session.commands).toMatchObject([
    { number: 1, line: 'sleep 2; echo one', stdout: 'one\n', status: 0 },
    { number: 2, line: 'echo two; false', stdout: 'two\n', status: 1 },
    { number: 3, line: 'uname', stdout: 'Linux\n', status: 0 },
  ]);
  const [one, two] = session.commands;
  expect(first).toBe(one);
  expect(one.ended! - one.started).toBeGreaterThanOrEqual(2_000_000);
  expect(two.started).toBeGreaterThanOrEqual(one.ended!);
});

test('lines typed ahead are input to a program that reads, and no commands', () => {
  const session = open();
  session.submit('host128', 'sleep 1; cat');
  session.submit('host128', 'words');
  session.advance(2_000_000);
  session.endInput('host128');
  session.advance(1_000_000);
  expect(session.commands).toMatchObject([{ line: 'sleep 1; cat', stdout: 'words\n', status: 0 }]);
});

test('the lines of a loop are one command', () => {
  const session = open();
  for (const line of ['for i in 1 2', 'do echo $i', 'done']) session.submit('host128', line);
  session.settle('host128');
  expect(session.commands).toMatchObject([{ line: 'for i in 1 2\ndo echo $i\ndone', stdout: '1\n2\n' }]);
});

test('a log in which lines were typed ahead shows the same when it is done again', () => {
  const session = open();
  session.submit('host128', 'ping -c 2 192.168.91.130');
  session.advance(300_000);
  session.submit('host128', 'ip -s link show ens33');
  session.advance(200_000);
  session.submit('host128', 'date');
  for (let tick = 0; tick < 20; tick++) session.advance(200_000);
  expect(session.commands.map(({ ended }) => ended !== undefined)).toEqual([true, true, true]);
  const again = new Session(buildDrill(session.scenario, parts), session.scenario);
  expect(replayEvents(again, session.events)).toBeUndefined();
  expect(again.commands).toEqual(session.commands);
});

test('what was printed is kept in the records, and by the terminal as far as one can scroll back', () => {
  const session = open();
  const [before, long] = [session.run('host128', 'echo before'), session.run('host128', 'seq 50000')];
  // It prints on behind the prompt, and into the command after it.
  session.run('host128', '{ sleep 1; echo late; sleep 2; echo later; } &');
  session.advance(2_000_000);
  session.submit('host128', 'sleep 2; echo last');
  session.advance(5_000_000);
  expect([before?.stdout, long?.stdout.length, long?.stdout.slice(-12)]).toEqual([
    'before\n',
    288_894,
    '49999\n50000\n',
  ]);
  expect(session.commands.at(-1)).toMatchObject({ stdout: 'later\nlast\n' });
  const { output = '', stdout, stderr } = session.terminal('host128') ?? {};
  expect(output.length).toBeLessThanOrEqual(131_072);
  expect(output).toContain('later');
  expect([stdout, stderr]).toEqual(['', '']);
});

test('of a shell that prints without end no more is kept, and the next command has its own', () => {
  const session = open();
  const loop = session.run('host128', 'for i in $(seq 90000); do echo {1..20}; done');
  expect(loop?.stdout.length).toBeGreaterThan(4_000_000);
  expect(loop?.stdout.length).toBeLessThan(4_200_000);
  expect(session.run('host128', 'echo on')).toMatchObject({ stdout: 'on\n', status: 0 });
});

test('what a damaged log asks for after years is left out, and said', () => {
  const session = open();
  session.submit('host128', 'uname');
  session.settle('host128');
  const years = 50 * 365 * 86_400_000_000;
  const late = session.events.map((event) => ({
    ...event,
    at: event.at + (event.kind === 'open' ? 0 : years),
  }));
  const again = new Session(buildDrill(session.scenario, parts), session.scenario);
  expect(replayEvents(again, late)).toBe(1);
  expect(again.commands).toEqual([]);
  expect(again.now).toBeLessThan(years);
});
