import { isFailure, type OpenFile, type Process, type SignalName } from '../../model/state/index.ts';
import { signalGroup, type Simulation, startProcess } from '../../machine/sim/index.ts';
import type { Place } from './places.ts';

/** How long a script may run, in virtual microseconds, before it counts as hanging. */
const LIMIT = 600_000_000;
/** System calls a script may make. */
const STEP_LIMIT = 3_000_000;

export interface ScriptResult {
  status: number;
  /** stdout and stderr, as they came. */
  output: string;
  stdout: string;
  stderr: string;
  /** The time or step limit ended it. */
  overran: boolean;
}

/** Runs a shell script to its end at a place of the world, without a terminal; time passes as long as it takes. */
export function runScript(sim: Simulation, place: Place, script: string, limit = LIMIT): ScriptResult {
  return runArgv(sim, place, ['bash', '-c', script], limit);
}

/** Runs one command of several words by the shell's search path; a single word may be a whole command line. */
export function runCommand(sim: Simulation, place: Place, words: readonly string[]): ScriptResult {
  if (words.length === 1) return runScript(sim, place, words[0]);
  return runArgv(sim, place, ['bash', '-c', '"$0" "$@"', ...words], LIMIT);
}

/** A command that runs beside others: its output is taken as it comes. */
export interface RunningCommand {
  /** Sends a signal to all its processes. */
  signal(name: SignalName): void;
  /** Takes what was written since; true once the command has ended. */
  poll(): boolean;
  /** What it printed so far; ends it when it still runs. */
  finish(): ScriptResult;
}

function runArgv(sim: Simulation, place: Place, argv: string[], limit: number): ScriptResult {
  const running = startArgv(sim, place, argv);
  sim.runWhile(() => !running.poll(), sim.world.now + limit, STEP_LIMIT);
  return running.finish();
}

/** Starts a command line at a place without waiting for it; the caller lets time pass and polls. */
export function startScript(
  sim: Simulation,
  place: Place,
  script: string,
  words: readonly string[] = [],
): RunningCommand {
  return startArgv(sim, place, ['bash', '-c', script, ...words]);
}

function startArgv(sim: Simulation, place: Place, argv: string[]): RunningCommand {
  const { world } = sim;
  const out = openCapture(place);
  const err = openCapture(place);
  const process = startProcess(sim, place.node, {
    argv,
    namespaces: place.namespaces,
    interactive: true,
    env: {
      HOME: '/root',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      USER: 'root',
      TERM: 'dumb',
    },
    cwd: '/root',
    parent: 0,
    files: new Map<number, OpenFile>([
      [0, { kind: 'null' }],
      [1, { kind: 'pipe-write', pipe: out }],
      [2, { kind: 'pipe-write', pipe: err }],
    ]),
  });
  if (isFailure(process)) throw new Error(`no shell at ${place.name}: ${process.errno}`);
  let stdout = '';
  let stderr = '';
  let output = '';
  const takeFrom = (id: number) => {
    const pipe = place.node.pipes.get(id);
    const text = pipe?.buffer ?? '';
    if (pipe) pipe.buffer = '';
    if (text !== '') world.ready.push({ kind: 'pipe', node: place.node.name, id });
    return text;
  };
  const drain = () => {
    const a = takeFrom(out);
    const b = takeFrom(err);
    stdout += a;
    stderr += b;
    output += a + b;
  };
  return {
    signal: (name) => signalGroup(sim, place.node, process.group, name),
    poll() {
      drain();
      return process.state === 'zombie';
    },
    finish() {
      drain();
      const ended = process.state === 'zombie';
      if (!ended) killGroup(sim, place, process);
      place.node.pipes.delete(out);
      place.node.pipes.delete(err);
      return { status: ended ? (process.status ?? 0) : 124, output, stdout, stderr, overran: !ended };
    },
  };
}

/** A pipe whose reading end is the caller. */
function openCapture(place: Place): number {
  const id = place.node.nextPipe++;
  place.node.pipes.set(id, { id, buffer: '', readers: 1, writers: 0 });
  return id;
}

function killGroup(sim: Simulation, place: Place, leader: Process): void {
  for (const process of [...place.node.processes.values()])
    if (process.group === leader.group) {
      process.state = 'zombie';
      sim.forget(process);
      place.node.processes.delete(process.pid);
    }
}
