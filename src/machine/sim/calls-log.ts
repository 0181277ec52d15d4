import type { Node } from '../../model/state/index.ts';
import { type LogLine, writeJournal } from '../os/index.ts';
import { block, type CallContext, type Handler } from './call.ts';

/** Lines kept of a container's log. */
const KEPT = 2000;

/** Container logs live on the node's disk. */
function containerLogs(node: Node): Map<string, LogLine[]> {
  let logs = node.disk.get('container-logs') as Map<string, LogLine[]> | undefined;
  if (!logs) {
    logs = new Map();
    node.disk.set('container-logs', logs);
  }
  return logs;
}

/** What a container's process wrote; a line that lacked its line feed goes on. */
function appendContainerLog(c: CallContext, text: string, stream: LogLine['stream']): void {
  const logs = containerLogs(c.node);
  const lines = [...(logs.get(c.process.namespaces.pid) ?? [])];
  const pieces = text.split('\n');
  const rest = pieces.pop() ?? '';
  const add = (line: string, partial: boolean) => {
    const last = lines.at(-1);
    const goesOn = last?.partial === true && last.stream === stream;
    if (goesOn) lines.pop();
    const before = goesOn ? last : undefined;
    lines.push(
      Object.freeze({
        number: before?.number ?? (last?.number ?? -1) + 1,
        at: before?.at ?? c.sim.world.now,
        stream,
        line: (before?.line ?? '') + line,
        partial,
      }),
    );
  };
  for (const line of pieces) add(line, false);
  if (rest !== '') add(rest, true);
  logs.set(c.process.namespaces.pid, lines.slice(-KEPT));
  c.sim.world.ready.push({ kind: 'log', node: c.node.name, id: c.process.namespaces.pid });
}

/** A message of the calling process: to its container's log, or to the journal. */
function log(c: CallContext, message: string, priority?: number): void {
  if (c.process.namespaces.pid !== '') {
    appendContainerLog(c, `${message}\n`, 'stderr');
    return;
  }
  writeJournal(c.sim.world, c.node, {
    identifier: c.process.comm,
    pid: c.process.pid,
    unit: c.process.unit,
    message,
    priority,
  });
}

/** What a process writes to a descriptor that ends in a log; gives the number of lines. */
export function writeLog(c: CallContext, text: string, stream: LogLine['stream'] = 'stdout'): number {
  if (c.process.namespaces.pid !== '') appendContainerLog(c, text, stream);
  else log(c, text.replace(/\n$/, ''));
  return text.split('\n').length - 1;
}

function readLog(c: CallContext, container: string, from: number, writer: number): unknown {
  const alive = c.node.processes.get(writer)?.state;
  const ended = alive === undefined || alive === 'zombie';
  const lines = (containerLogs(c.node).get(container) ?? []).filter(
    (line) => line.number >= from && (ended || !line.partial),
  );
  return lines.length > 0 || ended ? lines : block();
}

/** Handlers of calls about logs. */
export const LOG_CALLS: Readonly<Record<string, Handler>> = { log, readLog };
