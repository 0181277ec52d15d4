import type { World } from '../../../model/state/index.ts';
import type { Container, DockerImage } from '../../../machine/docker/index.ts';
import { humanDuration } from './duration.ts';

/** The COMMAND cell: Go-quoted, cut to 20 characters with one ellipsis. */
export function commandCell(container: Container, image: DockerImage | undefined, full: boolean): string {
  const { request } = container;
  const words = [
    ...(request.entrypoint ?? image?.entrypoint ?? []),
    ...(request.command.length > 0 ? request.command : (image?.command ?? [])),
  ].join(' ');
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

/** The PORTS cell: by container port; neighbouring ports of one kind as a range; 20.10 shows the IPv6 binding too. */
export function portsCell(container: Container, image: DockerImage | undefined, recent: boolean): string {
  if (container.state !== 'running' || container.request.network === 'host') return '';
  const parts: string[] = [];
  const published = [...container.published].sort(
    (a, b) => Number.parseInt(a.port, 10) - Number.parseInt(b.port, 10),
  );
  const open = (image?.exposed ?? []).filter((port) => !published.some((p) => p.port === port));
  let at = 0;
  const numbers = open
    .map((port) => ({ number: Number.parseInt(port, 10), protocol: port.split('/')[1] }))
    .sort((a, b) => a.number - b.number);
  while (at < numbers.length) {
    let end = at;
    while (
      end + 1 < numbers.length &&
      numbers[end + 1].number === numbers[end].number + 1 &&
      numbers[end + 1].protocol === numbers[at].protocol
    )
      end++;
    const range = end === at ? String(numbers[at].number) : `${numbers[at].number}-${numbers[end].number}`;
    parts.push(`${range}/${numbers[at].protocol}`);
    at = end + 1;
  }
  for (const p of published) {
    parts.push(`${p.hostIp}:${p.hostPort}->${p.port}`);
    if (recent && p.hostIp === '0.0.0.0') parts.push(`:::${p.hostPort}->${p.port}`);
  }
  return parts.join(', ');
}
