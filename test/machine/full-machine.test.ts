import { expect, it } from 'vitest';
import { openSession } from '../commands/traffic/seed-lab.ts';

it('a machine full of processes refuses more, bash tries again for a while, and Ctrl-C and time still work', () => {
  const session = openSession();
  const id = session.open('host128');
  session.submit(id, ':(){ :|:& };:');
  session.submit(id, 'x=$( :(){ :|:& };: )');
  session.advance(60_000_000);
  const node = session.sim.world.nodes.get('host128');
  const shells = [...(node?.processes.values() ?? [])].filter(({ argv }) => argv[0] === '-bash');
  expect(shells.length).toBeGreaterThan(200);
  expect(node?.processes.size).toBeLessThanOrEqual(266);
  const { output = '' } = session.terminal(id) ?? {};
  expect(output).toContain('-bash: fork: retry: Resource temporarily unavailable');
  expect(output).toContain('-bash: fork: Resource temporarily unavailable');
  // The engine's and systemd's own processes are not the person's.
  expect(session.run('host130', 'hostname')?.status).toBe(0);
});

it('who writes more than a terminal keeps is killed, and the shell goes on', () => {
  const session = openSession();
  const id = session.open('host128');
  session.submit(id, 'seq -w 1e9; echo status $?');
  for (let second = 0; second < 600 && !session.isIdle(id); second++) session.advance(1_000_000);
  expect(session.isIdle(id)).toBe(true);
  const { stdout = '' } = session.commands.at(-1) ?? {};
  expect(stdout.length).toBeGreaterThan(1_000_000);
  expect(stdout.slice(-40)).toContain('status 137\n');
});
