import { drawHex, type Node, type Process, type World } from '../../model/state/index.ts';
import type { Sys } from '../os/index.ts';
import type { DockerDisk, EngineMemory } from './types.ts';

/** Everything an action on the world needs to find: the engine's node, its disk and its memory. */
export interface Engine {
  world: World;
  node: Node;
  process: Process;
  disk: DockerDisk;
  memory: EngineMemory;
}

/** Runs an action once, with the engine's state at hand. Its result must be plain data. */
export function withEngine<T>(sys: Sys, action: (engine: Engine) => T): ReturnType<typeof sys.change<T>> {
  const nodeName = sys.node.name;
  const pid = sys.process.pid;
  return sys.change((world) => {
    const node = world.nodes.get(nodeName);
    const process = node?.processes.get(pid);
    if (!node || !process) throw new Error(`dockerd of ${nodeName} is gone`);
    return action({ world, node, process, disk: diskOf(world, node), memory: process.data as EngineMemory });
  });
}

/** Whether this is the engine of 20.10, not that of 18.06. */
export function isRecent({ memory }: Engine): boolean {
  return memory.version.startsWith('20.');
}

/** /var/lib/docker of a node, made on first use. */
export function diskOf(world: World, node: Node): DockerDisk {
  let disk = node.disk.get('docker') as DockerDisk | undefined;
  if (!disk) {
    disk = {
      id: engineId(world, node),
      images: [],
      containers: new Map(),
      networks: new Map(),
      leases: new Map(),
    };
    node.disk.set('docker', disk);
  }
  return disk;
}

/** Twelve groups of four base-32 letters, as the engine prints its key's fingerprint. */
function engineId(world: World, node: Node): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const digits = drawHex(world, 'engine-id', node.name, 96);
  const letters = Array.from(
    { length: 48 },
    (_, i) => alphabet[Number.parseInt(digits.slice(i * 2, i * 2 + 2), 16) % 32],
  );
  return Array.from({ length: 12 }, (_, i) => letters.slice(i * 4, i * 4 + 4).join('')).join(':');
}

/** RFC 3339 with nanoseconds and the world's zone, as Go's time.RFC3339Nano prints it (trailing zeros are dropped). */
export function timestamp(world: World, at: number, nanoseconds?: number): string {
  return fixedTimestamp(world, at, nanoseconds).replace(/\.?0+(?=Z$|[+-]\d\d:\d\d$)/, '');
}

/** The same with nine digits behind the point whatever they are; `nanoseconds` of the second where microseconds are too coarse. */
export function fixedTimestamp(world: World, at: number, nanoseconds?: number): string {
  const total = world.epoch + at;
  const local = new Date(Math.floor(total / 1000) + world.utcOffset * 60_000).toISOString();
  const nanos = nanoseconds ?? (((total % 1_000_000) + 1_000_000) % 1_000_000) * 1000;
  return `${local.slice(0, 19)}.${String(Math.floor(nanos)).padStart(9, '0')}${zone(world.utcOffset)}`;
}

function zone(offset: number): string {
  if (offset === 0) return 'Z';
  const sign = offset < 0 ? '-' : '+';
  const minutes = Math.abs(offset);
  return `${sign}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
