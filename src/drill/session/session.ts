import { isFailure, type OpenFile, type Terminal } from '../../model/state/index.ts';
import { signalGroup, type Simulation, startProcess } from '../../machine/sim/index.ts';
import { findPlace, type Place, type Scenario } from '../scenario/index.ts';
import { type CommandRecord, outputDigest, type SessionEvent } from './events.ts';

interface OpenTerminal {
  id: string;
  place: string;
  /** Lengths of the terminal's streams when the running command began. */
  marks: { stdout: number; stderr: number };
  running?: CommandRecord;
  /** Its shell died with the machine or the container, and it was told so. */
  lost?: boolean;
}

/** How long a headless `$` waits for a command: virtual microseconds (rules.md, 8). */
export const COMMAND_LIMIT = 60_000_000;
/** System calls a command may make before it counts as endless. */
const STEP_LIMIT = 4_000_000;

/** Thrown for a place that does not exist or cannot be entered; the message says which exist. */
export class NoSuchPlace extends Error {}

/**
 * One world with its terminals: lines go in, output comes out, commands are numbered. Everything that happens is driven from
 * outside by lines, signals and time, so a session can be repeated from its log.
 */
export class Session {
  readonly sim: Simulation;
  readonly scenario: Scenario;
  readonly commands: CommandRecord[] = [];
  readonly events: SessionEvent[] = [];
  private readonly terminals = new Map<string, OpenTerminal>();
  private columns = 80;
  private rows = 24;

  constructor(sim: Simulation, scenario: Scenario) {
    this.sim = sim;
    this.scenario = scenario;
  }

  get now(): number {
    return this.sim.world.now;
  }

  /** Size new terminals get, and the open ones take. */
  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.events.push({ kind: 'resize', at: this.now, columns, rows });
    this.columns = columns;
    this.rows = rows;
    for (const { id } of this.terminals.values()) {
      const terminal = this.sim.world.terminals.get(id);
      if (terminal) Object.assign(terminal, { columns, rows });
    }
  }

  /** Opens a terminal with a login shell at a place and runs it up to its first prompt. */
  open(placeName: string): string {
    const place = findPlace(this.sim.world, this.scenario, placeName);
    if (!place) throw new NoSuchPlace(`no place '${placeName}' to type at`);
    let id = placeName;
    for (let n = 2; this.terminals.has(id); n++) id = `${placeName}#${n}`;
    this.events.push({ kind: 'open', at: this.now, terminal: id, place: placeName });
    const terminal: Terminal = {
      id,
      columns: this.columns,
      rows: this.rows,
      input: '',
      endOfFile: false,
      output: '',
      stdout: '',
      stderr: '',
      foreground: { node: place.node.name, group: 0 },
      mode: 'line',
      interrupted: false,
    };
    this.sim.world.terminals.set(id, terminal);
    this.terminals.set(id, { id, place: placeName, marks: { stdout: 0, stderr: 0 } });
    this.startShell(place, id);
    this.settle(id);
    return id;
  }

  private startShell(place: Place, id: string): void {
    const { world } = this.sim;
    const terminal = world.terminals.get(id);
    const shell = startProcess(this.sim, place.node, {
      argv: ['-bash'],
      namespaces: place.namespaces,
      interactive: true,
      terminal: id,
      parent: 0,
      cwd: place.namespaces.pid === '' ? '/root' : '/',
      env: {
        HOME: '/root',
        USER: 'root',
        LOGNAME: 'root',
        SHELL: '/bin/bash',
        TERM: 'xterm',
        LANG: 'en_US.UTF-8',
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      },
      comm: 'bash',
      files: new Map<number, OpenFile>([
        [0, { kind: 'terminal', terminal: id }],
        [1, { kind: 'terminal', terminal: id }],
        [2, { kind: 'terminal', terminal: id, stderr: true }],
      ]),
    });
    if (isFailure(shell)) throw new NoSuchPlace(`no shell at '${place.name}': ${shell.errno}`);
    if (terminal) terminal.foreground = { node: place.node.name, group: shell.group };
  }

  /** The terminal a line for this place goes to: the first that waits for one, or a new one. */
  terminalFor(place: string): string {
    for (const terminal of this.terminals.values())
      if (terminal.place === place && this.isIdle(terminal.id)) return terminal.id;
    return this.open(place);
  }

  /** Whether a terminal shows a prompt and waits for a line. */
  isIdle(id: string): boolean {
    const terminal = this.sim.world.terminals.get(id);
    return terminal?.editing !== undefined && !terminal.input.includes('\n') && !terminal.interrupted;
  }

  terminal(id: string): Terminal | undefined {
    return this.sim.world.terminals.get(id);
  }

  terminalIds(): string[] {
    return [...this.terminals.keys()];
  }

  /** Where a line typed now would run: the place, or the container of a nested shell. */
  whereOf(id: string): string {
    const open = this.terminals.get(id);
    const editing = this.sim.world.terminals.get(id)?.editing;
    const node = editing && this.sim.world.nodes.get(editing.node);
    const process = editing && node?.processes.get(editing.pid);
    const container = process?.namespaces.pid;
    if (container && node) {
      const disk = node.disk.get('docker') as { containers: Map<string, { name: string }> } | undefined;
      return disk?.containers.get(container)?.name ?? open?.place ?? id;
    }
    return open?.place ?? id;
  }

  /** Types a line and lets the world begin to act on it. The record is numbered unless the line is empty. */
  submit(id: string, line: string): CommandRecord | undefined {
    const terminal = this.sim.world.terminals.get(id);
    const open = this.terminals.get(id);
    if (!terminal || !open) throw new NoSuchPlace(`no terminal '${id}'`);
    this.events.push({ kind: 'line', at: this.now, terminal: id, text: line });
    const reads = terminal.editing !== undefined;
    const where = this.whereOf(id);
    terminal.input += `${line}\n`;
    this.wake(id);
    if (!reads || line.trim() === '' || open.running) return undefined;
    const record: CommandRecord = {
      number: this.commands.length + 1,
      terminal: id,
      where,
      place: open.place,
      line,
      started: this.now,
      stdout: '',
      stderr: '',
    };
    this.commands.push(record);
    open.running = record;
    open.marks = { stdout: terminal.stdout.length, stderr: terminal.stderr.length };
    this.sim.drainReady();
    return record;
  }

  private wake(id: string): void {
    const terminal = this.sim.world.terminals.get(id);
    if (terminal) this.sim.world.ready.push({ kind: 'terminal', node: terminal.foreground.node, id });
  }

  /** Ctrl-C: ends the line being edited, or interrupts the foreground. */
  interrupt(id: string): void {
    this.signal(id, 'SIGINT');
  }

  signal(id: string, signal: 'SIGINT' | 'SIGQUIT' | 'SIGTSTP'): void {
    const terminal = this.sim.world.terminals.get(id);
    const node = terminal && this.sim.world.nodes.get(terminal.foreground.node);
    if (!terminal || !node) return;
    this.events.push({ kind: 'signal', at: this.now, terminal: id, signal });
    if (terminal.editing) {
      if (signal === 'SIGINT') terminal.interrupted = true;
      this.wake(id);
      this.sim.drainReady();
      return;
    }
    terminal.output += signal === 'SIGINT' ? '^C' : signal === 'SIGQUIT' ? '^\\' : '^Z';
    signalGroup(this.sim, node, terminal.foreground.group, signal);
    this.settle(id, 0);
  }

  /** Ctrl-D. */
  endInput(id: string): void {
    const terminal = this.sim.world.terminals.get(id);
    if (!terminal) return;
    this.events.push({ kind: 'end-of-input', at: this.now, terminal: id });
    terminal.endOfFile = true;
    this.wake(id);
    this.sim.drainReady();
  }

  /** Lets time pass for a terminal's command: until it ends, reads from the terminal, or the limit. True when it ended. */
  settle(id: string, limit = COMMAND_LIMIT): boolean {
    const ended = this.sim.runWhile(
      () => !this.isIdle(id) && !this.isReading(id),
      this.now + limit,
      STEP_LIMIT,
    );
    this.note();
    return ended;
  }

  /** Keys for a full-screen program. */
  press(id: string, text: string): void {
    const terminal = this.sim.world.terminals.get(id);
    if (!terminal) return;
    this.events.push({ kind: 'keys', at: this.now, terminal: id, text });
    terminal.input += text;
    this.wake(id);
    this.sim.drainReady();
  }

  /** Gives up on a command that still runs: interrupt, then kill. For worlds that must keep in step with another. */
  cut(id: string): void {
    this.signal(id, 'SIGINT');
    if (!this.isIdle(id)) this.settle(id, 200_000);
    const terminal = this.sim.world.terminals.get(id);
    const node = terminal && this.sim.world.nodes.get(terminal.foreground.node);
    if (this.isIdle(id) || !terminal || !node) return;
    signalGroup(this.sim, node, terminal.foreground.group, 'SIGKILL');
    this.settle(id, 200_000);
  }

  /** Whether the foreground program waits for input of the terminal. */
  private isReading(id: string): boolean {
    const terminal = this.sim.world.terminals.get(id);
    const node = terminal && this.sim.world.nodes.get(terminal.foreground.node);
    if (!terminal || !node || terminal.editing) return false;
    for (const process of node.processes.values()) {
      if (process.group !== terminal.foreground.group || process.terminal !== id) continue;
      for (const task of process.tasks) {
        if (task.waiting?.call !== 'read') continue;
        const file = process.files.get(task.waiting.args[0] as number);
        if (file?.kind === 'terminal') return terminal.input === '';
      }
    }
    return false;
  }

  /** Lets time pass. */
  advance(microseconds: number): void {
    this.sim.runUntil(this.now + microseconds);
    this.note();
  }

  /** Closes the records of commands that ended, and keeps the others' output up to date. */
  note(): void {
    for (const open of this.terminals.values()) {
      const record = open.running;
      const terminal = this.sim.world.terminals.get(open.id);
      if (!record || !terminal) continue;
      record.stdout = terminal.stdout.slice(open.marks.stdout);
      record.stderr = terminal.stderr.slice(open.marks.stderr);
      if (!this.isIdle(open.id)) continue;
      record.ended = this.now;
      record.status = terminal.editing?.status ?? 0;
      this.events.push({
        kind: 'ended',
        at: this.now,
        terminal: open.id,
        number: record.number,
        digest: outputDigest(record),
      });
      open.running = undefined;
    }
  }

  /** Runs one line to its end, as a script's `$` does. */
  run(place: string, line: string): CommandRecord | undefined {
    const id = this.terminalFor(place);
    const record = this.submit(id, line);
    this.settle(id);
    return record;
  }

  /** The newest terminal of a place whose command still runs. */
  busyTerminal(place: string): string | undefined {
    return [...this.terminals.values()].filter((t) => t.place === place && !this.isIdle(t.id)).pop()?.id;
  }

  /** Says which shells died with their machine, as ssh does, and opens them again where it runs once more. */
  reconnect(): void {
    const dead = [...this.terminals.values()].filter((open) => !this.hasShell(open.id));
    const back = dead.filter(
      (open) => findPlace(this.sim.world, this.scenario, open.place)?.node.running === 'up',
    );
    const untold = dead.filter((open) => !open.lost);
    if (untold.length === 0 && back.length === 0) return;
    this.events.push({ kind: 'reconnect', at: this.now });
    for (const open of untold) {
      const terminal = this.sim.world.terminals.get(open.id);
      open.lost = true;
      if (!terminal) continue;
      terminal.output += `Connection to ${open.place} closed by remote host.\n`;
      terminal.editing = undefined;
      terminal.input = '';
    }
    for (const open of back) {
      const place = findPlace(this.sim.world, this.scenario, open.place);
      if (!place) continue;
      open.lost = false;
      this.startShell(place, open.id);
      this.settle(open.id, 1_000_000);
    }
  }

  private hasShell(id: string): boolean {
    for (const node of this.sim.world.nodes.values())
      for (const process of node.processes.values())
        if (process.terminal === id && process.state !== 'zombie') return true;
    return false;
  }

  /** What happened before the last command was typed: undo begins anew and does this again. */
  eventsBeforeLastCommand(): SessionEvent[] {
    const last = this.commands[this.commands.length - 1];
    const at = last
      ? this.events.findIndex(
          (e) =>
            e.kind === 'line' &&
            e.at === last.started &&
            e.terminal === last.terminal &&
            e.text === last.line,
        )
      : -1;
    return this.events.slice(0, at < 0 ? this.events.length : at);
  }
}
