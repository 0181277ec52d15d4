import type { NetworkNamespace, Node, PendingCall, Process, Task } from '../../model/state/index.ts';
import type { Simulation } from './simulation.ts';

/** A system call as a program yields it. */
export interface Call {
  readonly call: string;
  readonly args: readonly unknown[];
}

/** What a handler returns when the call has to wait. */
export class Blocked {
  readonly deadline: number | undefined;
  readonly state: unknown;
  constructor(deadline: number | undefined, state: unknown) {
    this.deadline = deadline;
    this.state = state;
  }
}

/** Waits; tried again when something becomes ready, ended at the deadline (virtual microseconds). */
export function block(deadline?: number, state?: unknown): Blocked {
  return new Blocked(deadline, state);
}

/** What a handler works with. `pending` is there when the call is tried again. */
export interface CallContext {
  readonly sim: Simulation;
  readonly node: Node;
  readonly process: Process;
  readonly task: Task;
  readonly netns: NetworkNamespace;
  readonly pending: PendingCall | undefined;
}

export type Handler = (context: CallContext, ...args: never[]) => unknown;
