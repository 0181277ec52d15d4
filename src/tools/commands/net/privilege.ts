import type { Sys } from '../../../machine/os/index.ts';

/** Whether the caller has CAP_NET_ADMIN: root does, but not inside a container that nobody gave it (`docker run` without `--privileged`). */
export function mayConfigure({ process }: Sys): boolean {
  return process.uid === 0 && process.namespaces.confined !== true;
}
