import type { World } from '../../../model/state/index.ts';
import type { Container, DockerImage } from '../../../machine/docker/index.ts';
import { humanDuration } from './duration.ts';

/** The COMMAND cell: Go-quoted, cut to 20 characters with one ellipsis. */
export function commandCell(container: Container, image: DockerImage | undefined, full: boolean): string {
  const { request } = container;
  // The engine puts what has a blank in it into quotes, but for the program itself (daemon/list.go).
  const words = [
    ...(request.entrypoint ?? image?.entrypoint ?? []),
    ...(request.command.length > 0 ? request.command : (image?.command ?? [])),
  ]
    .map((word, at) => (at > 0 && word.includes(' ') ? `'${word}'` : word))
    .join(' ');
  const runes = [...words];
  return JSON.stringify(full || runes.length <= 20 ? words : `${runes.slice(0, 19).join('')}…`);
}

/** The STATUS cell. */
export function statusCell(world: World, container: Container): string {
  const since = (time: number) => humanDuration(world.now - time);
  switch (container.state) {
    case 'running':
      return `Up ${since(container.started)}`;
    case 'paused':
      return `Up ${since(container.started)} (Paused)`;
    case 'restarting':
      return `Restarting (${container.exitCode}) ${since(container.finished)} ago`;
    case 'created':
      return 'Created';
    case 'dead':
      return 'Dead';
    case 'exited':
      return `Exited (${container.exitCode}) ${since(container.finished)} ago`;
  }
}

interface ShownPort {
  number: number;
  protocol: string;
  /** Published: on which address and port of the host. */
  hostIp?: string;
  hostPort?: number;
}

/**
 * The PORTS cell (docker/cli, formatter.DisplayablePorts): open ports, neighbouring ones as a range, those that keep their number on the
 * host among them by its address; then the mappings. 20.10 shows the IPv6 binding too.
 */
export function portsCell(container: Container, image: DockerImage | undefined): string {
  const up = container.state === 'running' || container.state === 'paused';
  const published = up ? container.published : container.stalePorts;
  if (!published || !container.reportsPorts) return '';
  const asked = [...(image?.exposed ?? []), ...container.request.expose];
  const open = [...new Set(asked)].filter((port) => !published.some((p) => p.port === port));
  const ports = [
    ...open.map((port): ShownPort => portOf(port)),
    ...published.flatMap(({ port, hostIp, hostPort, v6 }): ShownPort[] => [
      { ...portOf(port), hostIp, hostPort },
      ...(v6 ? [{ ...portOf(port), hostIp: '::', hostPort }] : []),
    ]),
  ].sort(
    (a, b) =>
      a.number - b.number ||
      compareText(a.hostIp ?? '', b.hostIp ?? '') ||
      (a.hostPort ?? 0) - (b.hostPort ?? 0) ||
      compareText(a.protocol, b.protocol),
  );
  const groups = new Map<string, { first: number; last: number }>();
  const parts: string[] = [];
  const mappings: string[] = [];
  for (const { number, protocol, hostIp, hostPort } of ports) {
    if (hostIp !== undefined && hostPort !== number) {
      mappings.push(`${hostIp}:${hostPort}->${number}/${protocol}`);
      continue;
    }
    const key = hostIp === undefined ? protocol : `${hostIp}/${protocol}`;
    const group = groups.get(key);
    if (group?.last === number - 1) group.last = number;
    else {
      if (group) parts.push(groupText(key, group));
      groups.set(key, { first: number, last: number });
    }
  }
  for (const [key, group] of groups) parts.push(groupText(key, group));
  return [...parts, ...mappings].join(', ');
}

function portOf(port: string): { number: number; protocol: string } {
  const [number, protocol = 'tcp'] = port.split('/');
  return { number: Number(number), protocol };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `2888-2889/tcp`, or `0.0.0.0:9999->9999/udp` for a group that keeps its numbers on the host. */
function groupText(key: string, { first, last }: { first: number; last: number }): string {
  const range = first === last ? String(first) : `${first}-${last}`;
  const at = key.lastIndexOf('/');
  return at < 0 ? `${range}/${key}` : `${key.slice(0, at)}:${range}->${range}/${key.slice(at + 1)}`;
}
