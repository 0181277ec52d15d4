import {
  findPlace,
  type Lab,
  type RunningCommand,
  runScript,
  type Scenario,
  startScript,
} from '../../../../drill/scenario/index.ts';
import { diskOf } from '../../../../machine/docker/index.ts';
import { startProcess } from '../../../../machine/sim/index.ts';
import { isFailure } from '../../../../model/state/index.ts';
import { EngineLab, leavesEnginesOff } from './lab.ts';
import type { EngineRecording, EngineRow } from './recording.ts';

/** How many commands ran beside each other where the recording ran several. */
const WORKERS = 4;
/** From the end of a command to the start of the next: four namespaces to enter, and for a container `docker exec`. */
const BETWEEN = 60_000;
/** What a command was given, and how long a watcher ran before the next command. */
const LIMIT = 45_000_000;
const BEFORE_FLOW = 700_000;
/** From the last command to the interrupt of the watchers, and how long they may take to say what they saw. */
const AFTER_FLOW = 600_000;
const PATIENCE = 12_000_000;
/** System calls a command may make. */
const STEPS = 1_000_000;

/** Runs a recording's steps on fresh engines; what the model answers, row by row. */
export function replayEngines(scenario: Scenario, recording: EngineRecording): EngineRow[] {
  const [first, ...rest] = recording.steps;
  if (!('exit' in first) || !first.cmd.startsWith('up'))
    throw new Error(`${recording.lab} does not begin with 'up'`);
  const engines = new EngineLab(scenario, first.cmd);
  const { lab } = engines;
  const { sim } = lab;
  const up = leavesEnginesOff(first.cmd) ? { stderr: '', exit: 0 } : engines.startAll();
  const rows: EngineRow[] = [{ ...first, stdout: '', ...up }];
  let watchers: [EngineRow, RunningCommand][] = [];
  for (const step of rest) {
    if ('pause' in step) sim.runUntil(sim.world.now + step.pause * 1_000_000);
    else if ('together' in step) rows.push(...together(lab, step.together, WORKERS));
    else if ('watched' in step) {
      rows.push(...endWatchers(lab, watchers));
      watchers = [];
    } else if ('watch' in step) {
      watchers.push([step, start(lab, step)]);
      sim.runUntil(sim.world.now + BEFORE_FLOW);
    } else if ('unrecorded' in step && PYTHON_SERVER.test(step.cmd)) startPythonServer(lab, step);
    else if ('unrecorded' in step && WIPED.test(step.cmd)) wipeState(lab, step.where);
    else if ('unrecorded' in step)
      together(lab, [{ ...step, phase: '', stdout: '', stderr: '', exit: 0 }], 1);
    else if (step.where === 'lab') rows.push({ ...step, stdout: '', ...engines.run(step.cmd) });
    else rows.push(...together(lab, [step], 1));
  }
  return rows;
}

const WIPED = /rm -rf \/var\/lib\/docker\/network \/var\/lib\/docker\/containers/;

/** What a dead engine knew of its containers and networks, and their processes: those directories are no files of the model. */
function wipeState(lab: Lab, where: string): void {
  const place = findPlace(lab.sim.world, lab.scenario, where);
  if (!place) throw new Error(`the lab has no place ${where}`);
  const disk = diskOf(lab.sim.world, place.node);
  for (const { pid } of disk.containers.values())
    if (pid > 0) runScript(lab.sim, place, `kill -9 ${pid}; sleep 1`);
  for (const state of [disk.containers, disk.networks, disk.leases]) state.clear();
}

const PYTHON_SERVER = /python3 -m http\.server (\d+)/;

/** A program of the host that takes a port: stands in for Python's server, whose pages are not modelled. */
function startPythonServer(lab: Lab, { where, cmd }: { where: string; cmd: string }): void {
  const place = findPlace(lab.sim.world, lab.scenario, where);
  if (!place) throw new Error(`the lab has no place ${where}`);
  const process = startProcess(lab.sim, place.node, {
    argv: ['internet-server', '0.0.0.0', PYTHON_SERVER.exec(cmd)?.[1] ?? '8000'],
    namespaces: place.namespaces,
    interactive: false,
    comm: 'python3',
  });
  if (!isFailure(process)) runScript(lab.sim, place, `sleep 1; echo ${process.pid} > /run/srv.pid`);
}

/** Runs commands, so many at a time. */
function together(lab: Lab, rows: readonly EngineRow[], workers: number): EngineRow[] {
  const { sim } = lab;
  const waiting = [...rows];
  const running = new Map<EngineRow, { command: RunningCommand; since: number }>();
  const done = new Map<EngineRow, EngineRow>();
  const finish = (row: EngineRow, command: RunningCommand) => {
    const { stdout, stderr, status } = command.finish();
    const { phase, where, cmd } = row;
    done.set(row, { phase, where, cmd, stdout, stderr, exit: status });
    running.delete(row);
  };
  while (waiting.length > 0 || running.size > 0) {
    while (running.size < workers && waiting.length > 0) {
      const [row] = waiting.splice(0, 1);
      sim.runUntil(sim.world.now + BETWEEN);
      running.set(row, { command: start(lab, row), since: sim.world.now });
    }
    const limit = Math.min(...[...running.values()].map(({ since }) => since + LIMIT));
    const ended = () => [...running].filter(([, { command }]) => command.poll());
    sim.runWhile(() => ended().length === 0, limit, STEPS);
    const over = ended();
    for (const [row, { command }] of over.length > 0 ? over : [...running].slice(0, 1)) finish(row, command);
  }
  return rows.flatMap((row) => done.get(row) ?? []);
}

/** Ends what watches with an interrupt; what ends by itself is waited for. */
function endWatchers(lab: Lab, watchers: readonly [EngineRow, RunningCommand][]): EngineRow[] {
  const { sim } = lab;
  sim.runUntil(sim.world.now + AFTER_FLOW);
  for (const [row, command] of watchers) if (!row.cmd.startsWith('timeout ')) command.signal('SIGINT');
  sim.runWhile(
    () => watchers.map(([, command]) => command.poll()).includes(false),
    sim.world.now + PATIENCE,
    STEPS,
  );
  return watchers.map(([{ phase, where, cmd }, command]) => {
    const { stdout, stderr, status } = command.finish();
    return { phase, where, cmd, stdout, stderr, exit: status };
  });
}

/** Enters the first overlay sandbox of a host, as the recording did. */
const OVERLAY =
  'f=$(ls -d /var/run/docker/netns/[0-9]*-* 2>/dev/null | head -1); [ -n "$f" ] || { echo "no overlay sandbox" >&2; exit 125; }; exec nsenter --net=$f bash -c "$1"';

/** Starts a command where the recording ran it: on a machine, in an overlay's namespace of a host, or by `docker exec`. */
function start(lab: Lab, { where, cmd }: { where: string; cmd: string }): RunningCommand {
  const at = (name: string) => {
    const place = findPlace(lab.sim.world, lab.scenario, name);
    if (!place) throw new Error(`the lab has no place ${name}`);
    return place;
  };
  if (lab.sim.world.nodes.has(where)) return startScript(lab.sim, at(where), cmd);
  const overlay = /^ovl(\d+)$/.exec(where);
  if (overlay) return startScript(lab.sim, at(`host${overlay[1]}`), OVERLAY, ['-', cmd]);
  const [name, host = name.endsWith('130') ? 'host130' : 'host128'] = where.split('@');
  return startScript(lab.sim, at(host), 'exec docker exec "$0" sh -c "$1"', [name, cmd]);
}
