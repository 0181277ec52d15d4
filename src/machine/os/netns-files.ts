import type { Node, World } from '../../model/state/index.ts';

/** Where `ip netns` mounts what it makes, and where Docker keeps its sandboxes. `/run` is the same directory as `/var/run`. */
const MADE_BY_IP = '/var/run/netns';
const MADE_BY_DOCKER = '/var/run/docker/netns';

/**
 * The files that keep network namespaces alive: names in a directory below /var/run, as the host's root file system sees them.
 * `undefined` when there is no such directory.
 */
export function netnsFiles(world: World, node: Node, path: string): string[] | undefined {
  const directory = path.replace(/^\/run(?=\/|$)/, '/var/run');
  if (!directory.startsWith('/var/run')) return undefined;
  const engine = node.disk.get('docker') as
    | { containers: ReadonlyMap<string, { netns: number; state: string }>; lingering?: readonly string[] }
    | undefined;
  const names = [...world.namespaces.values()]
    .filter((netns) => netns.node === node.name)
    .flatMap((netns) => netns.names);
  const made = names
    .filter((name) => name.startsWith(`${MADE_BY_IP}/`))
    .map((name) => name.slice(MADE_BY_IP.length + 1));
  switch (directory) {
    case '/var/run':
      return [...(engine ? ['docker'] : []), ...(made.length > 0 ? ['netns'] : [])];
    case '/var/run/docker':
      return engine?.lingering && ['netns'];
    case MADE_BY_DOCKER: {
      if (!engine?.lingering) return undefined;
      const containers = [...engine.containers.values()];
      // A container in the host's own namespace holds it by the name `default`.
      const host = containers.some(
        (container) => container.state === 'running' && container.netns === node.initNetns,
      );
      const held = names.filter((name) => !name.startsWith('/'));
      return [...new Set([...held, ...(host ? ['default'] : []), ...engine.lingering])];
    }
    case MADE_BY_IP:
      return made.length > 0 ? made : undefined;
    default:
      return undefined;
  }
}
