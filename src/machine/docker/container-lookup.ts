import type { ProcessNamespaces } from '../../model/state/index.ts';
import { type ApiError, apiError } from './api.ts';
import type { Engine } from './memory.ts';
import type { Container } from './types.ts';

/** What a process inside a running container sees, and may. */
export function containerNamespaces({ id, netns, request }: Container): ProcessNamespaces {
  const free = request.privileged || request.capAdd.some((name) => /^(CAP_)?(NET_ADMIN|ALL)$/i.test(name));
  return { net: netns, root: id, uts: id, pid: id, confined: free ? undefined : true };
}

/** Finds a container by full id, name, then unique id prefix. */
export function lookupContainer(engine: Engine, name: string): Container | ApiError {
  const all = [...engine.disk.containers.values()];
  const wanted = name.replace(/^\//, '');
  const exact = all.find((c) => c.id === wanted) ?? all.find((c) => c.name === wanted);
  if (exact) return exact;
  const partial = wanted === '' ? [] : all.filter((c) => c.id.startsWith(wanted));
  if (partial.length > 1) return apiError(400, `Multiple IDs found with provided prefix: ${name}`);
  return partial[0] ?? apiError(404, `No such container: ${name}`);
}
