import { mountedName, NETNS_DIRECTORY } from '../../../machine/formats/index.ts';
import { netnsFiles, rootOf, type Sys } from '../../../machine/os/index.ts';
import type { NetworkNamespace } from '../../../model/state/index.ts';

const DOCKER_DIRECTORY = '/var/run/docker/netns/';

/** `/run` is `/var/run`. */
function normal(path: string): string {
  return path.replace(/^\/run\//, '/var/run/');
}

/**
 * Whether somebody made /var/run/netns a link to Docker's directory, the usual trick to let `ip netns` see its sandboxes.
 */
function dockerLinked(sys: Pick<Sys, 'node' | 'process'>): boolean {
  const { upper } = rootOf(sys.node, sys.process.namespaces.root);
  const link = upper.get('/var/run/netns') ?? upper.get('/run/netns');
  return link?.type === 'symlink' && normal(link.content).replace(/\/?$/, '/') === DOCKER_DIRECTORY;
}

/** Whether a process sees the host's /var/run/netns: a root file system of its own has none of its mounts. */
export function seesMounts(sys: Pick<Sys, 'node' | 'process'>): boolean {
  return sys.process.namespaces.root === sys.node.hostRoot;
}

/** Names `ip netns` lists, newest first: what it made itself, and Docker's sandboxes where they are linked. */
export function netnsNames(
  sys: Pick<Sys, 'world' | 'node' | 'process'>,
): { name: string; netns: NetworkNamespace }[] {
  if (!seesMounts(sys)) return [];
  const linked = dockerLinked(sys);
  const found: { name: string; netns: NetworkNamespace }[] = [];
  const host = sys.world.namespaces.get(sys.node.initNetns);
  if (linked && host && netnsFiles(sys.world, sys.node, DOCKER_DIRECTORY.slice(0, -1))?.includes('default'))
    found.push({ name: 'default', netns: host });
  for (const netns of sys.world.namespaces.values()) {
    if (netns.node !== sys.node.name) continue;
    const mounted = mountedName(netns);
    if (mounted !== undefined) found.push({ name: mounted, netns });
    if (linked) for (const name of netns.names) if (!name.startsWith('/')) found.push({ name, netns });
  }
  return found.reverse();
}

/** The namespace behind a file: a mount of `ip netns` or of Docker, or /proc/PID/ns/net. */
export function netnsOfFile(sys: Sys, path: string): NetworkNamespace | undefined {
  const proc = /^\/proc\/(\d+|self)\/ns\/net$/.exec(path);
  if (proc) {
    const process = proc[1] === 'self' ? sys.process : sys.node.processes.get(Number(proc[1]));
    return process && sys.world.namespaces.get(process.namespaces.net);
  }
  const real = normal(path);
  if (real.startsWith(NETNS_DIRECTORY)) {
    const name = real.slice(NETNS_DIRECTORY.length);
    return netnsNames(sys).find((entry) => entry.name === name)?.netns;
  }
  if (!real.startsWith(DOCKER_DIRECTORY)) return undefined;
  const name = real.slice(DOCKER_DIRECTORY.length);
  // `docker run --net=host` has the file `default`.
  if (name === 'default') return sys.world.namespaces.get(sys.node.initNetns);
  for (const netns of sys.world.namespaces.values())
    if (netns.node === sys.node.name && netns.names.includes(name)) return netns;
  return undefined;
}
