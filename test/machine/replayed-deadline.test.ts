import { expect, test } from 'vitest';
import type { ProgramTable, Sys } from '../../src/machine/os/index.ts';
import { startProcess } from '../../src/machine/sim/index.ts';
import { buildDrill } from '../../src/drill/scenario/index.ts';
import { bundled, parts } from '../drills/labs.ts';

const SECOND = 1_000_000;

/** A daemon that waits twice for one deadline, counted from its start. */
const patience = {
  name: 'patience',
  routines: {
    *main(sys: Sys) {
      const end = sys.now() + 10 * SECOND;
      yield* sys.sleep(3 * SECOND);
      yield* sys.sleep(end - sys.now());
      yield* sys.log('the deadline came');
      return 0;
    },
  },
};

const programs: ProgramTable = {
  find: (name, profile) => (name === 'patience' ? patience : parts.programs.find(name, profile)),
  names: (profile, directory) => parts.programs.names(profile, directory),
};

test('a deadline counted before a fork is the same after it', () => {
  const sim = buildDrill(bundled('seed-lab'), { ...parts, programs });
  const node = sim.world.nodes.get('host128')!;
  const namespaces = { net: node.initNetns, root: node.hostRoot, uts: 'host', pid: '' };
  const started = startProcess(sim, node, { argv: ['patience'], namespaces, interactive: false });
  expect(started).toMatchObject({ comm: 'patience' });
  const begin = sim.world.now;
  sim.runUntil(begin + SECOND);
  const fork = sim.fork();
  for (const world of [sim, fork]) {
    const pid = (started as { pid: number }).pid;
    const alive = () => world.world.nodes.get('host128')?.processes.get(pid)?.state === 'running';
    world.runUntil(begin + 9 * SECOND);
    expect(alive()).toBe(true);
    world.runUntil(begin + 10.5 * SECOND);
    expect(alive()).toBe(false);
  }
});
