import { expect, test } from 'vitest';
import { buildDrill } from '../../src/drill/scenario/index.ts';
import { Session } from '../../src/drill/session/index.ts';
import type { Simulation } from '../../src/machine/sim/index.ts';
import { bundled, parts } from '../drills/labs.ts';

/** Every line of every machine's journal, with its time: what the daemons did, and when. Nanoseconds only number the lines. */
const journals = (sim: Simulation) =>
  [...sim.world.nodes.values()].flatMap((node) =>
    node.journal.map(
      (entry) =>
        `${node.name} ${entry.at} ${entry.identifier} ${entry.message.replace(/(\.\d{6})\d*\+/, '$1+')}`,
    ),
  );

test('a world forked while its engine restarts goes on as the original does', () => {
  const lab = bundled('seed-lab');
  const sim = buildDrill(lab, parts);
  const session = new Session(sim, lab);
  const terminal = session.open('host128');
  session.submit(
    terminal,
    "sed -i 's#^ExecStart=.*#& --cluster-advertise=ens33:2376#' /usr/lib/systemd/system/docker.service; systemctl daemon-reload; systemctl restart docker",
  );
  const forks: Simulation[] = [];
  for (let i = 0; i < 25; i++) {
    session.advance(100_000);
    forks.push(sim.fork());
  }
  const end = sim.world.now + 90_000_000;
  sim.runUntil(end);
  const original = journals(sim);
  expect(original.filter((line) => line.includes('EventMemberJoin'))).not.toEqual([]);
  for (const fork of forks) {
    fork.runUntil(end);
    expect(journals(fork)).toEqual(original);
  }
});
