import { Drill, DrillWorlds, rivalWorlds } from '../../src/drill/diagnosis/index.ts';
import { findPlace, type Scenario } from '../../src/drill/scenario/index.ts';
import { Session } from '../../src/drill/session/index.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';
import { createProgramTable, networkTables } from '../../src/tools/commands/index.ts';
import { median } from './report.ts';

const parts = { programs: createProgramTable(), tables: networkTables };
const DRILL = 'overlay-no-advertise';
/** Rival worlds that answer one ping (each under two noise seeds). */
const RIVALS = 60;

const { entries } = await readPacks(undefined);

function scenarioOf(id: string): Scenario {
  const entry = entries.find(({ scenario }) => scenario.id === id);
  if (!entry) throw new Error(`no scenario ${id}`);
  return entry.scenario;
}

function timed(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** A plain piece of work in the same run, which a machine's speed can be told from: sorting 100,000 numbers, in milliseconds. */
export function yardstick(): number {
  return median(
    Array.from({ length: 15 }, () => {
      const numbers = Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 100_003);
      return timed(() => numbers.sort((a, b) => a - b));
    }),
  );
}

/** Milliseconds: a drill with its worlds built, and one fork of the world played. */
export function benchWorld() {
  const scenario = scenarioOf(DRILL);
  const built = median(Array.from({ length: 7 }, () => timed(() => new DrillWorlds(scenario, parts))));
  const { session } = new Drill(new DrillWorlds(scenario, parts));
  const forks = Array.from({ length: 200 }, () => timed(() => session.sim.fork()));
  return { built, fork: median(forks) };
}

/** Echo round trips per second of real time between two containers of a healthy overlay. */
export function benchRoundTrips(): number {
  const scenario = scenarioOf('overlay-lab');
  const { session } = new Drill(new DrillWorlds(scenario, parts));
  session.run('over-128', 'ping -c 5 10.0.0.3');
  const count = 500;
  const time = timed(() => {
    for (let i = 0; i < 10; i++) session.run('over-128', `ping -c ${count / 10} 10.0.0.3`);
  });
  return count / (time / 1000);
}

/**
 * CPU milliseconds that `ping -c 4` costs in 60 rival worlds after the learner ran it: the distinct rivals first, then the same ones
 * with other histories, each world under two noise seeds.
 */
export function benchRivals() {
  const worlds: Session[] = [];
  const scenario = scenarioOf(DRILL);
  let distinct = 0;
  for (let seed = 0; worlds.length < 2 * RIVALS; seed++) {
    const { base } = new DrillWorlds(scenario, { ...parts, seed: seed === 0 ? undefined : seed });
    for (const rival of rivalWorlds(base)) {
      if (!rival) continue;
      const pair = rival.worlds;
      if (worlds.length === 2 * RIVALS) break;
      // Where the container does not run, nobody types: that world has no answer to give.
      if (!findPlace(pair[0].sim.world, scenario, 'over-128')) continue;
      for (const lab of pair) {
        const session = new Session(lab.sim.fork(), lab.scenario);
        session.open('over-128');
        worlds.push(session);
      }
      if (seed === 0) distinct++;
    }
  }
  const before = process.cpuUsage();
  for (const session of worlds) session.run('over-128', 'ping -c 4 10.0.0.3');
  const spent = process.cpuUsage(before);
  return { cpu: (spent.user + spent.system) / 1000, distinct, worlds: worlds.length };
}

/** Heap of one session with all its rivals, in megabytes; needs --expose-gc. */
export function benchMemory(): number {
  const collect = globalThis.gc;
  if (!collect) throw new Error('start with --expose-gc');
  const heap = () => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const scenario = scenarioOf(DRILL);
  const kept: Drill[] = [];
  const open = () => {
    const drill = new Drill(new DrillWorlds(scenario, parts));
    for (const _ of drill.prepareRivals());
    drill.session.run('over-128', 'ping -c 4 10.0.0.3');
    drill.ledger.catchUpAtOnce();
    kept.push(drill);
  };
  open();
  const before = heap();
  for (let i = 0; i < 3; i++) open();
  return (heap() - before) / 3;
}
