import {
  buildLab,
  findPlace,
  type Lab,
  type Place,
  runScript,
  type Scenario,
  startScript,
} from '../../../drill/scenario/index.ts';
import { worldParts } from '../worlds.ts';
import { injectFault } from './faults.ts';
import { CUT, type Phase, type Recording, type Row } from './recording.ts';

/** Seconds a capture runs, and how long it had been running when the one flow began, as recorded. */
const CAPTURE_SECONDS = 3.4;
const BEFORE_FLOW = 700_000;
/** How much later each further command of a recording started: its threads were started one by one. */
const STAGGER = 2_000;
/** Probes started as fast as two processors could start sixty threads with a namespace each. */
const PROBE_STAGGER = 10_000;
/** Other traffic ran between the one flow and the probes: addresses that were being resolved had been given up. */
const BEFORE_PROBES = 10_000_000;
/** What a recorded command was given. */
const LIMIT = 9_000_000;

/** Runs a recording's commands on a fresh lab with its fault, in its order; what the model answers, row by row. */
export function replay(scenario: Scenario, recording: Recording): Row[] {
  const lab: Lab = { sim: buildLab(scenario, worldParts), scenario };
  injectFault(lab, recording.lab);
  const of = (phase: Phase) => recording.rows.filter((row) => row.phase === phase);
  return [
    ...inTurn(lab, of('pre')),
    ...duringFlow(lab, of('trace1')),
    ...inTurn(lab, of('mid')),
    ...together(lab, of('probe')),
  ];
}

function inTurn(lab: Lab, rows: readonly Row[]): Row[] {
  return rows.map((row) => answer(row, runScript(lab.sim, placeOf(lab, row), row.cmd, LIMIT)));
}

/** Captures and monitors first, then the flow they watch. */
function duringFlow(lab: Lab, rows: readonly Row[]): Row[] {
  const { sim } = lab;
  const watches = (row: Row) => /^(tcpdump|ip monitor|bridge monitor) /.test(row.cmd);
  const start = (row: Row, line: string) => {
    const running = startScript(sim, placeOf(lab, row), line);
    sim.runUntil(sim.world.now + STAGGER);
    return running;
  };
  const begun = sim.world.now;
  const watched = rows
    .filter(watches)
    .map((row) => start(row, `timeout --preserve-status -s INT ${CAPTURE_SECONDS} ${row.cmd}`));
  sim.runUntil(begun + BEFORE_FLOW);
  const flows = rows.filter((row) => !watches(row)).map((row) => start(row, row.cmd));
  const all = [...watched, ...flows];
  sim.runWhile(() => all.map((command) => command.poll()).includes(false), begun + LIMIT, 1_000_000);
  const ordered = [...rows.filter(watches), ...rows.filter((row) => !watches(row))];
  return ordered.map((row, at) => answer(row, all[at].finish()));
}

/**
 * All probes at once, as they were recorded: they share what they find out, so that whoever comes later to an address nobody
 * answers for is told sooner.
 */
function together(lab: Lab, rows: readonly Row[]): Row[] {
  const { sim } = lab;
  sim.runUntil(sim.world.now + BEFORE_PROBES);
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
