import {
  fail,
  forkWorld,
  namespaceOf,
  type Node,
  nextEvent,
  nodeOf,
  type PendingCall,
  type Process,
  schedule,
  type SimEvent,
  takeEvent,
  type Task,
  type World,
  SIGNAL_NUMBERS,
} from '../../model/state/index.ts';
import { handlePacketEvent } from '../../network/dataplane/index.ts';
import type { NetworkTables, Program, ProgramTable, Sys } from '../os/index.ts';
import { bootNode } from './boot.ts';
import { Blocked, type Call, type CallContext } from './call.ts';
import { HANDLERS } from './handlers.ts';
import { endProcess } from './process-life.ts';
import { programOf } from './programs.ts';
import { createSys, forgetSys } from './sys.ts';

/** System calls a task may make in one go before others get their turn. */
const SLICE = 20_000;

/** Marks that a routine asked to begin anew. */
export const AGAIN: unique symbol = Symbol('again');

/** Marks that another program took the process over. */
export const EXECUTED: unique symbol = Symbol('executed');

/** Calls that time or a notification ends: nothing that becomes ready does, and they are half of all that wait. */
const DEAF: ReadonlySet<string> = new Set(['sleep', 'await']);

/**
 * One running world: takes events in order, runs programs until they wait, answers their system calls. Everything that
 * outlives a call is in `world`; generators are rebuilt from their logs when they are missing.
 */
export class Simulation {
  readonly world: World;
  readonly programs: ProgramTable;
  readonly tables: NetworkTables;
  /** System calls made so far: the measure of a step budget. */
  steps = 0;
  /** What `now` says while a routine is brought back to where it was. */
  replayTime: number | undefined;
  private readonly generators = new Map<Task, Generator<unknown, unknown, unknown>>();
  private readonly bodies = new Map<Task, Program>();

  constructor(world: World, programs: ProgramTable, tables: NetworkTables) {
    this.world = world;
    this.programs = programs;
    this.tables = tables;
  }

  /** An independent copy. Interactive jobs stay behind. */
  fork(): Simulation {
    return new Simulation(forkWorld(this.world), this.programs, this.tables);
  }

  /** Runs everything due until a moment, and leaves the clock there. */
  runUntil(time: number): void {
    for (let next = nextEvent(this.world); next && next.at <= time; next = nextEvent(this.world)) this.step();
    if (this.world.now < time) this.world.now = time;
  }

  /** Runs until the condition holds or the moment is reached; true when it held. The clock stays at the last event. */
  runWhile(condition: () => boolean, limit: number, maxSteps = Number.POSITIVE_INFINITY): boolean {
    const stop = this.steps + maxSteps;
    while (condition()) {
      const next = nextEvent(this.world);
      if (!next || next.at > limit) {
        if (this.world.now < limit) this.world.now = limit;
        return !condition();
      }
      if (this.steps > stop) return false;
      this.step();
    }
    return true;
  }

  /** Takes one event. False when nothing is planned. */
  step(): boolean {
    const event = takeEvent(this.world);
    if (!event) return false;
    this.world.now = event.at;
    this.handle(event);
    this.drainReady();
    return true;
  }

  private handle(event: SimEvent): void {
    switch (event.kind) {
      case 'frame':
      case 'neighbor':
      case 'tcp':
      case 'igmp':
        handlePacketEvent(this.world, event);
        return;
      case 'run': {
        const found = this.taskOf(event.node, event.pid, event.task);
        if (found && !found.task.waiting && found.process.state === 'running')
          this.resume(found.node, found.process, found.task, undefined, true);
        return;
      }
      case 'wake': {
        const found = this.taskOf(event.node, event.pid, event.task);
        if (!found || found.task.waiting?.token !== event.token || found.process.state !== 'running') return;
        this.finishWait(found.node, found.process, found.task, deadlineResult(found.task.waiting));
        return;
      }
      case 'boot':
        bootNode(this, nodeOf(this.world, event.node));
        return;
    }
  }

  private taskOf(
    nodeName: string,
    pid: number,
    id: number,
  ): { node: Node; process: Process; task: Task } | undefined {
    const node = this.world.nodes.get(nodeName);
    const process = node?.processes.get(pid);
    const task = process?.tasks.find((t) => t.id === id);
    return node && process && task && !task.done ? { node, process, task } : undefined;
  }

  /** Plans a task to run now. */
  makeRunnable(process: Process, task: Task, delay = 0): void {
    schedule(this.world, delay, { kind: 'run', node: process.node, pid: process.pid, task: task.id });
  }

  /** Gives an interactive task its body; it cannot be rebuilt. */
  setBody(task: Task, body: Program): void {
    this.bodies.set(task, body);
  }

  /**
   * Another program takes the process over: what its main task did so far is forgotten, and its other tasks end. Without a body it
   * is a daemon, which survives a fork.
   */
  replaceBody(process: Process, task: Task, body: Program | undefined): void {
    for (const other of process.tasks) {
      this.generators.delete(other);
      if (other !== task) other.done = true;
    }
    process.tasks = [task];
    task.waiting = undefined;
    if (body) this.bodies.set(task, body);
    else {
      this.bodies.delete(task);
      Object.assign(task, { routine: { name: 'main', argument: undefined }, log: [], times: [] });
      process.interactive = false;
    }
    forgetSys(process);
  }

  /** Looks at everything that became ready, until nothing more does. */
  drainReady(): void {
    const { world } = this;
    for (let guard = 0; world.ready.length > 0; guard++) {
      if (guard > 100_000) throw new Error('readiness does not settle');
      const items = world.ready;
      world.ready = [];
      for (const item of items) {
        const node = world.nodes.get(item.node);
        if (!node) continue;
        if (item.kind === 'socket' && typeof item.id === 'number' && item.netns !== undefined) {
          const owner = world.namespaces.get(item.netns)?.sockets.get(item.id)?.owner;
          const process = owner && node.processes.get(owner.pid);
          if (process) this.retryTasks(node, process);
        } else for (const process of [...node.processes.values()]) this.retryTasks(node, process);
      }
    }
  }

  private retryTasks(node: Node, process: Process): void {
    if (process.state !== 'running') return;
    for (const task of [...process.tasks]) {
      const pending = task.waiting;
      if (!pending || task.done || DEAF.has(pending.call)) continue;
      const handler = HANDLERS[pending.call];
      const outcome = handler(this.context(node, process, task), ...(pending.args as never[]));
      if (outcome instanceof Blocked) continue;
      // The call may have ended the process itself.
      if (task.waiting === pending) this.finishWait(node, process, task, outcome);
    }
  }

  /** Ends a wait with a result and lets the task run on. */
  finishWait(node: Node, process: Process, task: Task, result: unknown): void {
    task.waiting = undefined;
    noteResult(task, result, this.world.now);
    this.resume(node, process, task, result, false);
  }

  private context(node: Node, process: Process, task: Task): CallContext {
    return {
      sim: this,
      node,
      process,
      task,
      netns: namespaceOf(this.world, process.namespaces.net),
      pending: task.waiting,
    };
  }

  /** The task's generator, and the last result it still has to be given when it had to be rebuilt. */
  private generatorOf(
    node: Node,
    process: Process,
    task: Task,
  ): { generator: Generator<unknown, unknown, unknown>; rebuilt: boolean } | undefined {
    const existing = this.generators.get(task);
    if (existing) return { generator: existing, rebuilt: false };
    const sys = createSys(this, node, process);
    const generator = this.begin(sys, process, task);
    if (!generator) return undefined;
    this.generators.set(task, generator);
    return { generator, rebuilt: true };
  }

  private begin(sys: Sys, process: Process, task: Task): Generator<unknown, unknown, unknown> | undefined {
    const body = this.bodies.get(task);
    if (body) return body(sys);
    const node = this.world.nodes.get(process.node);
    const entry = node && programOf(this.programs, node, process);
    if (task.log === undefined) return entry?.program?.(sys);
    return entry?.routines?.[task.routine.name]?.(sys, task.routine.argument as never);
  }

  private resume(node: Node, process: Process, task: Task, result: unknown, first: boolean): void {
    const found = this.generatorOf(node, process, task);
    if (!found) {
      endProcess(this, node, process, 127);
      return;
    }
    const { generator, rebuilt } = found;
    let input = result;
    let started = !first && !rebuilt;
    if (rebuilt && task.log && task.log.length > 0) {
      // Replay: the answers are known, nothing is carried out. The last one is the answer just received.
      // It must see the times it saw then: a deadline counted from `now` is the same one.
      const times = task.times ?? [];
      this.replayTime = times[0];
      generator.next();
      for (let i = 0; i < task.log.length - 1; i++) {
        this.replayTime = times[i + 1];
        generator.next(task.log[i]);
      }
      this.replayTime = undefined;
      input = task.log[task.log.length - 1];
      started = true;
    }
    if (!started && task.log?.length === 0) task.times = [this.world.now];
    for (let count = 0; ; count++) {
      let step: IteratorResult<unknown, unknown>;
      try {
        step = started ? generator.next(input) : generator.next();
      } catch (error) {
        // A program that outgrows what a text or a stack can hold has outgrown its machine: the kernel kills such a one.
        if (!(error instanceof RangeError && OUTGROWN.test(error.message)) || task.log) throw error;
        endProcess(this, node, process, 128 + SIGNAL_NUMBERS.SIGKILL, 'SIGKILL');
        return;
      }
      started = true;
      if (step.done) {
        this.finishTask(node, process, task, step.value);
        return;
      }
      this.steps++;
      const call = step.value as Call;
      const handler = HANDLERS[call.call];
      if (!handler) throw new Error(`unknown system call ${call.call}`);
      const outcome = handler(this.context(node, process, task), ...(call.args as never[]));
      if (process.state === 'zombie' || task.done) return;
      if (outcome === EXECUTED) return;
      if (outcome === AGAIN) {
        this.generators.delete(task);
        task.log = [];
        task.times = [];
        this.makeRunnable(process, task);
        return;
      }
      if (outcome instanceof Blocked) {
        this.wait(process, task, call, outcome);
        return;
      }
      noteResult(task, outcome, this.world.now);
      input = outcome;
      // A process that stopped itself goes on behind that call, once it may.
      const stopped = (process.state as Process['state']) === 'stopped';
      if (count >= SLICE || stopped) {
        // Nobody computes for free: a long run without waiting costs a millisecond and lets others go on.
        task.log?.pop();
        task.times?.pop();
        this.wait(
          process,
          task,
          { call: 'slice', args: [] },
          new Blocked(this.world.now + (stopped ? 0 : 1000), input),
        );
        return;
      }
    }
  }

  private wait(process: Process, task: Task, call: Call, blocked: Blocked): void {
    const token = this.world.sequence++;
    task.waiting = {
      call: call.call,
      args: [...call.args],
      deadline: blocked.deadline,
      token,
      state: blocked.state,
    };
    if (blocked.deadline !== undefined)
      schedule(this.world, blocked.deadline - this.world.now, {
        kind: 'wake',
        node: process.node,
        pid: process.pid,
        task: task.id,
        token,
      });
  }

  private finishTask(node: Node, process: Process, task: Task, value: unknown): void {
    task.done = true;
    this.generators.delete(task);
    process.tasks = process.tasks.filter((t) => t !== task);
    if (task.id === 0) endProcess(this, node, process, typeof value === 'number' ? value : 0);
  }

  /** Forgets the generators of a process that ended. */
  forget(process: Process): void {
    for (const task of process.tasks) {
      task.done = true;
      this.generators.delete(task);
      this.bodies.delete(task);
    }
  }

  /** Interrupts the main task's wait, when it waits in a call a signal can end. */
  interrupt(node: Node, process: Process): void {
    const task = process.tasks.find((t) => t.id === 0);
    if (!task?.waiting || task.waiting.call === 'charge' || process.state !== 'running') return;
    this.finishWait(node, process, task, fail('EINTR'));
  }

  /** Continues a stopped process: whatever became due meanwhile happens now. */
  continueTasks(node: Node, process: Process): void {
    for (const task of [...process.tasks]) {
      const pending = task.waiting;
      if (!pending) this.makeRunnable(process, task);
      else if (pending.deadline !== undefined && pending.deadline <= this.world.now)
        this.finishWait(node, process, task, deadlineResult(pending));
    }
    this.retryTasks(node, process);
  }
}

/** How the engine words that a text, a list, a number or a stack is too large for it. */
const OUTGROWN = /^Invalid (string|array) length|^Maximum (call stack|BigInt) size exceeded/;

/** What a wait returns when its time is up. */
function deadlineResult(pending: PendingCall): unknown {
  if (pending.call === 'sleep') return 'elapsed';
  if (pending.call === 'charge') return undefined;
  if (pending.call === 'slice' || pending.call === 'write') return pending.state;
  return fail('EAGAIN');
}

/** A result a routine received, and when. */
function noteResult(task: Task, result: unknown, now: number): void {
  task.log?.push(result);
  if (task.log) (task.times ??= []).push(now);
}
