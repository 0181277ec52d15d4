import { fail, type Failure } from '../../model/state/index.ts';
import { rebootNode } from './boot.ts';
import { block, type CallContext, type Handler } from './call.ts';

interface Deadline {
  deadline?: number;
}

/** A UNIX socket's client: ECONNREFUSED when nobody serves it, ECONNRESET when the server dies before answering. */
function request(c: CallContext, name: string, message: unknown, options: Deadline = {}): unknown {
  const service = c.node.services.get(name);
  if (c.pending) {
    const { pid, id } = c.pending.state as { pid: number; id: number };
    if (service?.pid !== pid) return fail('ECONNRESET');
    if (!service.answers.has(id)) return block();
    const answer = service.answers.get(id);
    service.answers.delete(id);
    return answer;
  }
  if (!service) return fail('ECONNREFUSED');
  const id = service.nextId++;
  service.queue.push({ id, message, from: c.process.pid });
  c.sim.world.ready.push({ kind: 'socket', node: c.node.name, id: name });
  return block(options.deadline, { pid: service.pid, id });
}

function serve(c: CallContext, name: string): unknown {
  let service = c.node.services.get(name);
  if (service?.pid !== c.process.pid) {
    if (service && c.node.processes.get(service.pid)?.state === 'running') return fail('EADDRINUSE');
    service = { pid: c.process.pid, queue: [], answers: new Map(), nextId: 1 };
    c.node.services.set(name, service);
  }
  const next = service.queue.shift();
  return next ? { id: next.id, message: next.message, from: { pid: next.from } } : block();
}

function reply(c: CallContext, name: string, id: number, answer: unknown): Failure | undefined {
  const service = c.node.services.get(name);
  if (service?.pid !== c.process.pid) return fail('EPIPE');
  service.answers.set(id, answer);
  c.sim.world.ready.push({ kind: 'socket', node: c.node.name, id: name });
  return undefined;
}

/** Handlers of calls between programs of one machine. */
export const SERVICE_CALLS: Readonly<Record<string, Handler>> = {
  request,
  serve,
  reply,
  reboot: (c: CallContext) => rebootNode(c.sim, c.node),
};
