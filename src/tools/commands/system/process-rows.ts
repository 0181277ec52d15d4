import { groupIn, parentIn, pidIn, type Process, type World } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { wallClock } from './clock-text.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** Processes that the caller can see, by number: a container's see their own kind only. */
export function visibleProcesses(sys: Sys): Process[] {
  const own = sys.process.namespaces.pid;
  return [...sys.node.processes.values()]
    .filter((process) => pidIn(own, process) > 0)
    .sort((a, b) => a.pid - b.pid);
}

/** The number by which the caller knows a process, and those of its parent and its group. */
export function numbersOf(sys: Sys, process: Process): { pid: number; parent: number; group: number } {
  const own = sys.process.namespaces.pid;
  return {
    pid: pidIn(own, process),
    parent: parentIn(own, sys.node, process),
    group: groupIn(own, process),
  };
}

/** The command line, or the name in brackets of one that ended. */
export function commandLine(process: Process): string {
  if (process.state === 'zombie') return `[${process.comm}] <defunct>`;
  return process.argv.length === 0 ? `[${process.comm}]` : process.argv.join(' ');
}

/** `pts/N` of the terminal it hangs on, in the order terminals were opened on the machine; `?` without one. */
export function terminalName(world: World, process: Process): string {
  if (process.terminal === undefined) return '?';
  const own = world.terminals.get(process.terminal);
  const same = [...world.terminals.values()].filter((terminal) => terminal.foreground.node === process.node);
  const at = own ? same.indexOf(own) : -1;
  return at < 0 ? '?' : `pts/${at}`;
}

/** `S`, `Ss`, `R+`, `T`, `Z`: what ps knows of a process. */
export function stateText(sys: Sys, process: Process): string {
  const letter =
    process.state === 'zombie'
      ? 'Z'
      : process.state === 'stopped'
        ? 'T'
        : process === sys.process
          ? 'R'
          : 'S';
  const terminal = process.terminal === undefined ? undefined : sys.world.terminals.get(process.terminal);
  const leads = process.parent === 0 || process.pid === process.group ? 's' : '';
  return `${letter}${leads}${terminal?.foreground.group === process.group ? '+' : ''}`;
}

/** `14:15` today, `Jul14` before. */
export function startText(world: World, process: Process): string {
  const now = wallClock(world, world.now);
  const at = wallClock(world, process.started);
  const today = now.toISOString().slice(0, 10) === at.toISOString().slice(0, 10);
  return today
    ? `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
    : `${MONTHS[at.getUTCMonth()]}${two(at.getUTCDate())}`;
}

/** Seconds of CPU. */
export function cpuSeconds(process: Process): number {
  return Math.floor(process.cpuMicroseconds / 1_000_000);
}

/** `00:01:05` */
export function clockText(seconds: number): string {
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `1-02:03:04`, `02:03`: time since the start. */
export function elapsedText(world: World, process: Process): string {
  const seconds = Math.max(0, Math.floor((world.now - process.started) / 1_000_000));
  const days = Math.floor(seconds / 86_400);
  const rest = clockText(seconds % 86_400);
  return days > 0 ? `${days}-${rest}` : rest.startsWith('00:') ? rest.slice(3) : rest;
}

/** Per cent of the time since its start that it computed. */
export function cpuShare(world: World, process: Process): string {
  const lived = Math.max(1, world.now - process.started);
  return ((100 * process.cpuMicroseconds) / lived).toFixed(1);
}
