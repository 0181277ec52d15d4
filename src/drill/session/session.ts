import { isFailure, isQuietUntil, type Terminal } from '../../model/state/index.ts';
import { signalGroup, type Simulation } from '../../machine/sim/index.ts';
import { findPlace, isLocked, type Place, type Scenario } from '../scenario/index.ts';
import { type CommandRecord, outputDigest, type SessionEvent } from './events.ts';
import { type OwnPacket, OwnPackets } from './own-packets.ts';
import { containerName, hasShell, isReading, newTerminal, startShell, takePrinted } from './terminals.ts';
import { machineReached } from './reached.ts';

interface OpenTerminal {
  id: string;
  place: string;
  /** Lengths of the terminal's streams when the running command began. */
  marks: { stdout: number; stderr: number };
  running?: CommandRecord;
  /** Its shell died with the machine or the container, and it was told so. */
  lost?: boolean;
  /** It is at a container, by `docker exec`; at a host by ssh. */
  inContainer: boolean;
}

/** How long a headless `$` waits for a command: virtual microseconds (rules.md, 8). */
export const COMMAND_LIMIT = 60_000_000;
/** How long an interrupted command may take to end: virtual microseconds. */
const CUT_TIME = 200_000;
/** System calls a command may make before it counts as endless. */
const STEP_LIMIT = 4_000_000;
/** System calls after which somebody else has a turn. */
const SOME_STEPS = 10_000;

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
  /** Present where somebody wants to know what became of the packets that commands sent. */
  private own: OwnPackets | undefined;
  private columns = 80;
  private rows = 24;

  constructor(sim: Simulation, scenario: Scenario) {
    this.sim = sim;
    this.scenario = scenario;
  }

  get now(): number {
    return this.sim.world.now;
  }

  /** From now on the packets that commands send are followed; what becomes of them is what they would do anyway. */
  followPackets(): void {
    this.own ??= new OwnPackets(this.sim, this.scenario);
  }

  /** Packets that commands sent, where they are followed: those of commands that ended. */
  get ownPackets(): readonly OwnPacket[] {
    return this.own?.packets ?? [];
  }

  /** Lets the world act until the condition fails or the moment is reached; true when it failed. */
  pass(condition: () => boolean, limit: number, maxSteps?: number): boolean {
    const { own, sim } = this;
    if (!own) return sim.runWhile(condition, limit, maxSteps);
    const watched = () => {
      own.look();
      return condition();
    };
    return own.during(() => sim.runWhile(watched, limit, maxSteps));
  }

  /** Lets everything happen that is due until a moment; what commands did meanwhile is not noted yet. */
  passUntil(time: number): void {
    this.pass(() => true, Math.max(time, this.now));
  }

  /** Some of what {@link passUntil} does: a few system calls' worth. Whether the moment is reached. */
  passSome(time: number): boolean {
    const moment = Math.max(time, this.now);
    this.pass(() => true, moment, SOME_STEPS);
    return isQuietUntil(this.sim.world, moment);
  }

  /**
   * Whatever is done, is done when everything happened that was due by now. Time may have been stopped between two things of one moment,
   * and who does it again from the log knows moments only.
   */
  private finishMoment(): void {
    if (!isQuietUntil(this.sim.world, this.now)) this.passUntil(this.now);
  }

  /** Lets programs act on what became ready. */
  private drain(): void {
    if (this.own) this.own.during(() => this.sim.drainReady());
    else this.sim.drainReady();
  }

  /** Size new terminals get, and the open ones take. */
  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.finishMoment();
    this.events.push({ kind: 'resize', at: this.now, columns, rows });
    this.columns = columns;
    this.rows = rows;
    for (const terminal of this.sim.world.terminals.values()) {
      Object.assign(terminal, { columns, rows });
      const node = this.sim.world.nodes.get(terminal.foreground.node);
      if (node) signalGroup(this.sim, node, terminal.foreground.group, 'SIGWINCH');
    }
  }

  /** Opens a terminal with a login shell at a place and runs it up to its first prompt. `as` names it, as a log did. */
  open(placeName: string, as?: string): string {
    const place = findPlace(this.sim.world, this.scenario, placeName);
    if (!place) throw new NoSuchPlace(`no place '${placeName}' to type at`);
    if (isLocked(this.scenario, place))
      throw new NoSuchPlace(`${place.node.name} is locked: nobody gave you access to it`);
    let id = as ?? placeName;
    for (let n = 2; this.terminals.has(id); n++) id = `${placeName}#${n}`;
    this.finishMoment();
    this.events.push({ kind: 'open', at: this.now, terminal: id, place: placeName });
    const terminal = newTerminal(id, this.columns, this.rows, place.node.name);
    this.sim.world.terminals.set(id, terminal);
    const inContainer = place.namespaces.pid !== '';
    this.terminals.set(id, { id, place: placeName, marks: { stdout: 0, stderr: 0 }, inContainer });
    this.startShell(place, id);
    this.settle(id);
    return id;
  }

  private startShell(place: Place, id: string): void {
    const { world } = this.sim;
    const terminal = world.terminals.get(id);
    const shell = startShell(this.sim, place, id);
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

  /**
   * Types a line and lets the world begin to act on it.
   *
   * @returns the record of the command it began: none for an empty line, and none yet where the shell is busy and takes it later.
   */
  submit(id: string, line: string): CommandRecord | undefined {
    const terminal = this.sim.world.terminals.get(id);
    const open = this.terminals.get(id);
    if (!terminal || !open) throw new NoSuchPlace(`no terminal '${id}'`);
    this.finishMoment();
    this.events.push({ kind: 'line', at: this.now, terminal: id, text: line });
    // A line typed ahead is echoed by the terminal at once, and by the shell again when its turn comes.
    if (!this.isIdle(id)) terminal.output += `${line}\n`;
    terminal.input += `${line}\n`;
    this.wake(id);
    const before = this.commands.length;
    this.drain();
    this.recordTaken(open, terminal);
    return this.commands[before];
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
    this.finishMoment();
    this.events.push({ kind: 'signal', at: this.now, terminal: id, signal });
    if (terminal.editing) {
      if (signal === 'SIGINT') terminal.interrupted = true;
      this.wake(id);
      this.drain();
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
    this.finishMoment();
    this.events.push({ kind: 'end-of-input', at: this.now, terminal: id });
    terminal.endOfFile = true;
    this.wake(id);
    this.drain();
  }

  /**
   * Lets time pass for a terminal's command: until it ends, reads from the terminal, or the limit; or until `late`. True when it ended
   * or it was late.
   */
  settle(id: string, limit = COMMAND_LIMIT, late = () => false): boolean {
    const ended = this.pass(
      () => !this.isIdle(id) && !isReading(this.sim.world, id) && !late(),
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
    this.finishMoment();
    this.events.push({ kind: 'keys', at: this.now, terminal: id, text });
    terminal.input += text;
    this.wake(id);
    this.drain();
  }

  /** Gives up on a command that still runs: interrupt, then kill. For worlds that must keep in step with another. */
  cut(record: CommandRecord): void {
    const { terminal: id } = record;
    const ended = () => {
      this.note();
      return record.ended !== undefined;
    };
    this.signal(id, 'SIGINT');
    if (!ended()) this.pass(() => !ended(), this.now + CUT_TIME, STEP_LIMIT);
    const terminal = this.sim.world.terminals.get(id);
    const node = terminal && this.sim.world.nodes.get(terminal.foreground.node);
    if (ended() || !terminal || !node) return;
    signalGroup(this.sim, node, terminal.foreground.group, 'SIGKILL');
    this.pass(() => !ended(), this.now + CUT_TIME, STEP_LIMIT);
  }

  /** Lets time pass, or less of it where it becomes `late`. */
  advance(microseconds: number, late = () => false): void {
    this.pass(() => !late(), this.now + microseconds);
    this.note();
  }

  /** Closes the records of commands that ended, begins those of lines typed ahead, and keeps the others' output up to date. */
  note(): void {
    for (const open of this.terminals.values()) {
      const terminal = this.sim.world.terminals.get(open.id);
      if (!terminal) continue;
      this.recordTaken(open, terminal);
      if (!open.running) continue;
      const done = this.isIdle(open.id) && !terminal.editing?.continued;
      this.show(open, open.running, terminal);
      if (!done) continue;
      this.close(open, open.running, this.now, terminal.editing?.status ?? 0);
      open.marks = takePrinted(terminal);
      this.own?.look();
    }
  }

  /** Lines that the shell took begin commands; one that was typed ahead ends the command before, where its prompt stood. */
  private recordTaken(open: OpenTerminal, terminal: Terminal): void {
    for (const taken of terminal.taken.splice(0)) {
      const { prompt } = taken;
      if (open.running && prompt.continued) {
        open.running.line += `\n${taken.text}`;
        continue;
      }
      if (open.running) {
        this.show(open, open.running, terminal, prompt);
        this.close(open, open.running, prompt.since, prompt.status);
      }
      if (taken.text.trim() === '') continue;
      open.running = {
        number: this.commands.length + 1,
        terminal: open.id,
        where:
          containerName(this.sim.world, prompt.node, taken.container) ??
          machineReached(this.sim.world, this.scenario, open.place, prompt.node),
        place: open.place,
        line: taken.text,
        started: taken.at,
        stdout: '',
        stderr: '',
      };
      open.marks = { stdout: taken.stdout, stderr: taken.stderr };
      this.commands.push(open.running);
    }
  }

  /** What a command printed: up to given lengths of the terminal's streams, or so far. */
  private show(
    open: OpenTerminal,
    record: CommandRecord,
    terminal: Terminal,
    upTo?: { stdout: number; stderr: number },
  ): void {
    record.stdout = terminal.stdout.slice(open.marks.stdout, upTo?.stdout);
    record.stderr = terminal.stderr.slice(open.marks.stderr, upTo?.stderr);
  }

  private close(open: OpenTerminal, record: CommandRecord, ended: number, status: number): void {
    record.ended = ended;
    record.status = status;
    this.events.push({
      kind: 'ended',
      at: this.now,
      terminal: open.id,
      number: record.number,
      digest: outputDigest(record),
    });
    this.own?.end(open.id, record.number);
    open.running = undefined;
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

  /** Says which shells died with their machine (as ssh does) or container, and opens them again where it runs once more. */
  reconnect(): void {
    const dead = [...this.terminals.values()].filter((open) => !hasShell(this.sim.world, open.id));
    const back = dead.filter(
      (open) => findPlace(this.sim.world, this.scenario, open.place)?.node.running === 'up',
    );
    const untold = dead.filter((open) => !open.lost);
    if (untold.length === 0 && back.length === 0) return;
    this.finishMoment();
    this.events.push({ kind: 'reconnect', at: this.now });
    for (const open of untold) {
      const terminal = this.sim.world.terminals.get(open.id);
      open.lost = true;
      if (!terminal) continue;
      if (terminal.output !== '' && !terminal.output.endsWith('\n')) terminal.output += '\n';
      terminal.output += open.inContainer
        ? `[${open.place} stopped, and its shell with it]\n`
        : `Connection to ${open.place} closed by remote host.\n`;
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
}
