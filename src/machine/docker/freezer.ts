import type { Step } from '../../lib/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiAnswer, apiError } from './api.ts';
import { lookupContainer } from './container-lookup.ts';
import { withEngine } from './memory.ts';

/** `docker pause` and `docker unpause`: freezes a container's processes, or lets them go on. */
export function* freezeContainer(sys: Sys, name: string, freeze: boolean): Step<ApiAnswer> {
  const found = yield* withEngine(sys, (engine) => lookupContainer(engine, name));
  if ('error' in found) return found;
  if (freeze && found.state === 'paused') return apiError(409, `Container ${name} is already paused`);
  if (freeze && found.state !== 'running') return apiError(409, `Container ${found.id} is not running`);
  if (!freeze && found.state !== 'paused') return apiError(409, `Container ${found.id} is not paused`);
  const pids = yield* withEngine(sys, ({ node, disk }) => {
    const container = disk.containers.get(found.id);
    if (container) container.state = freeze ? 'paused' : 'running';
    return [...node.processes.values()]
      .filter(({ namespaces, state }) => namespaces.pid === found.id && state !== 'zombie')
      .map(({ pid }) => pid);
  });
  for (const pid of pids) yield* sys.kill(pid, freeze ? 'SIGSTOP' : 'SIGCONT');
  return { done: true };
}

/** `docker rename`. Names in networks follow it. */
export function* renameContainer(sys: Sys, name: string, wanted: string): Step<ApiAnswer> {
  return yield* withEngine(sys, (engine): ApiAnswer => {
    const found = lookupContainer(engine, name);
    if ('error' in found) return found;
    if (found.name === wanted)
      return apiError(400, 'Renaming a container with the same name as its current name');
    const other = [...engine.disk.containers.values()].find((c) => c.name === wanted);
    if (other)
      return apiError(
        409,
        `Error when allocating new name: Conflict. The container name "/${wanted}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      );
    found.name = wanted;
    return { done: true };
  });
}

/** `docker top`: the container's processes, as numbered on the host. */
export function* topContainer(sys: Sys, name: string): Step<ApiAnswer> {
  return yield* withEngine(sys, (engine): ApiAnswer => {
    const found = lookupContainer(engine, name);
    if ('error' in found) return found;
    if (found.state !== 'running' && found.state !== 'paused')
      return apiError(409, `Container ${found.id} is not running`);
    const own = [...engine.node.processes.values()].filter(
      ({ namespaces, state }) => namespaces.pid === found.id && state !== 'zombie',
    );
    return {
      processes: own.map(({ uid, pid, parent, started, terminal, cpuMicroseconds, argv }) => ({
        uid,
        pid,
        parent,
        started,
        terminal: terminal === undefined ? '?' : `pts/${terminal}`,
        cpu: cpuMicroseconds,
        command: argv.join(' '),
      })),
    };
  });
}
