import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, apiError } from './api.ts';
import { withEngine } from './memory.ts';

/**
 * What a container that a client stays with printed, from a line on: waits for more. Without more lines it ended, and its status
 * is there once its networks are left and, where that was asked for, it is removed.
 *
 * @param id the full id, since the container may be gone already.
 */
export function* followContainer(sys: Sys, id: string, from: number): Step<ApiAnswer> {
  const known = yield* withEngine(sys, ({ disk, memory }) =>
    memory.attached.has(id) ? { pid: disk.containers.get(id)?.pid ?? 0 } : undefined,
  );
  if (!known) return apiError(404, `No such container: ${id}`);
  const logs = yield* sys.readLog(id, from, known.pid);
  if (logs.length > 0) return { logs };
  while (true) {
    const status = yield* withEngine(sys, ({ memory }) => memory.attached.get(id));
    if (status !== undefined) {
      yield* withEngine(sys, ({ memory }) => memory.attached.delete(id));
      return { logs, status };
    }
    yield* sys.await(`container ${id}`);
  }
}
