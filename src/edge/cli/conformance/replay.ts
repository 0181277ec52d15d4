import {
  buildLab,
  findPlace,
  type Lab,
  type Place,
  type RunningCommand,
  runScript,
  type Scenario,
  startScript,
} from '../../../drill/scenario/index.ts';
import { worldParts } from '../worlds.ts';
import { injectFault } from './faults.ts';
import { EXTRA_PLACES } from './injection-scripts.ts';
import { CUT, type Phase, type Recording, type Row } from './recording.ts';

/** Seconds a capture runs, and how long it had been running when the flows began, as recorded. */
const CAPTURE_SECONDS = { trace1: 3.4, trace2: 3.9 };
const BEFORE_FLOW = 700_000;
/** How much later each further command of a recording started: its threads were started one by one. */
const STAGGER = 2_000;
/** From the end of a command to the start of the next, where they ran one at a time: three namespaces to enter. */
const BETWEEN = 40_000;
/** Probes started as fast as two processors could start sixty threads with a namespace each. */
const PROBE_STAGGER = 10_000;
/** What a recorded command was given. */
const LIMIT = 9_000_000;

/** Runs a recording's commands on a fresh lab with its fault, in its order; what the model answers, row by row. */
export function replay(recorded: Scenario, recording: Recording): Row[] {
  const scenario: Scenario = {
    ...recorded,
    roots: { ...recorded.roots, ...EXTRA_PLACES.roots },
    places: { ...recorded.places, ...EXTRA_PLACES.places },
  };
  const lab: Lab = { sim: buildLab(scenario, worldParts), scenario };
  injectFault(lab, recording.lab);
  const of = (phase: Phase) => recording.rows.filter((row) => row.phase === phase);
  return [
    ...inTurn(lab, of('pre')),
    ...duringFlow(lab, of('trace1'), CAPTURE_SECONDS.trace1),
    ...inTurn(lab, of('mid')),
    ...duringFlow(lab, of('trace2'), CAPTURE_SECONDS.trace2),
    ...inTurn(lab, of('seq'), BETWEEN),
    ...together(lab, of('probe')),
  ];
}

function inTurn(lab: Lab, rows: readonly Row[], between = 0): Row[] {
  return rows.map((row) => {
    const result = runScript(lab.sim, placeOf(lab, row), row.cmd, LIMIT);
    lab.sim.runUntil(lab.sim.world.now + between);
    return answer(row, result);
  });
}

/** Captures and monitors first, then the flows they watch. */
function duringFlow(lab: Lab, rows: readonly Row[], seconds: number): Row[] {
  const { sim } = lab;
  const begun = sim.world.now;
  const running = new Map<Row, RunningCommand>();
  const start = (row: Row, line: string) => running.set(row, startScript(sim, placeOf(lab, row), line));
  for (const row of rows.filter(watches)) {
    start(row, `timeout --preserve-status -s INT ${seconds} ${row.cmd}`);
    sim.runUntil(sim.world.now + STAGGER);
  }
  sim.runUntil(begun + BEFORE_FLOW);
  const waiting: { chain: Row[]; since?: number }[] = [];
  for (const [first, ...rest] of chains(rows.filter((row) => !watches(row)))) {
    start(first, first.cmd);
    sim.runUntil(sim.world.now + STAGGER);
    if (rest.length > 0) waiting.push({ chain: [first, ...rest] });
  }
  const goesOn = () => {
    let busy = false;
    for (const command of running.values()) if (!command.poll()) busy = true;
    for (const next of waiting) {
      const { chain } = next;
      if (chain.length < 2 || !running.get(chain[0])?.poll()) continue;
      busy = true;
      next.since ??= sim.world.now;
      if (sim.world.now < next.since + BETWEEN) continue;
      chain.shift();
      next.since = undefined;
      start(chain[0], chain[0].cmd);
    }
    return busy;
  };
  sim.runWhile(goesOn, begun + LIMIT, 1_000_000);
  return [...running].map(([row, command]) => answer(row, command.finish()));
}

function watches(row: Row): boolean {
  return /^(tcpdump|ip monitor|bridge monitor) /.test(row.cmd);
}

/** Flows beside each other, the containers' first; on web128 a ping comes before its download. */
function chains(rows: readonly Row[]): Row[][] {
  const of = (where: string) => rows.filter((row) => row.where === where);
  const web = of('web128').sort(
    (a, b) => Number(b.cmd.startsWith('ping')) - Number(a.cmd.startsWith('ping')),
  );
  const containers = of('over-128').map((row) => [row]);
  const others = rows.filter((row) => row.where !== 'over-128' && row.where !== 'web128').map((row) => [row]);
  return [...containers, ...(web.length > 0 ? [web] : []), ...others];
}

/**
 * All probes at once, as they were recorded: they share what they find out, so that whoever comes later to an address nobody
 * answers for is told sooner.
 */
function together(lab: Lab, rows: readonly Row[]): Row[] {
  const { sim } = lab;
  const begun = sim.world.now;
  const running = rows.map((row) => {
    const command = startScript(sim, placeOf(lab, row), row.cmd);
    sim.runUntil(sim.world.now + PROBE_STAGGER);
    return command;
  });
  sim.runWhile(() => running.map((command) => command.poll()).includes(false), begun + LIMIT, 1_000_000);
  return rows.map((row, at) => answer(row, running[at].finish()));
}

function answer(row: Row, result: { stdout: string; stderr: string; status: number; overran: boolean }): Row {
  const { phase, where, cmd } = row;
  return {
    phase,
    where,
    cmd,
    stdout: result.stdout,
    stderr: result.stderr,
    exit: result.overran ? CUT : result.status,
  };
}

function placeOf(lab: Lab, row: Row): Place {
  const place = findPlace(lab.sim.world, lab.scenario, row.where);
  if (!place) throw new Error(`the lab has no place ${row.where}`);
  return place;
}
