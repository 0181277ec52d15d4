import type { Step } from '../../../lib/index.ts';
import { type Container, type DockerImage, fixedTimestamp, withTag } from '../../../machine/docker/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, invalidFilter, isRecent, tableMinimum } from './client.ts';
import { wrongCount } from './help.ts';
import { flagProblem, printTemplate, printTemplateTable } from './containers.ts';
import { humanDuration, humanSize } from './duration.ts';
import { commandCell, portsCell, statusCell } from './format-ps.ts';
import { hasLabel, labelText } from './labels.ts';
import { listRow } from './template.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { formatTable } from './table.ts';

const PS_FILTER =
  /^(ancestor|before|exited|expose|health|id|is-task|isolation|label|name|network|publish|since|status|volume)=/;
const STATES = /=(created|restarting|running|removing|paused|exited|dead)$/;

export function* ps(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.ps }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker ps', parsed);
  if (parsed.operands.length > 0) return yield* wrongCount(sys, 'ps', 'accepts no arguments');
  const last = parsed.flags.has('-l') ? 1 : Number(parsed.flags.get('-n') ?? 0);
  const answer = yield* ask(sys, {
    op: 'container-list',
    all:
      parsed.flags.has('-a') ||
      last > 0 ||
      parsed.all.some((f) => f.name === '-f' && f.value.startsWith('status=')),
  });
  const images = yield* ask(sys, { op: 'image-list' });
  if (!answer || !('containers' in answer)) return yield* complain(sys, answer);
  const known = images && 'images' in images ? images.images : [];
  const filters = parsed.all.filter((f) => f.name === '-f').map((f) => f.value);
  const unknown = filters.find((filter) => !PS_FILTER.test(filter));
  if (unknown !== undefined) return yield* invalidFilter(sys, unknown);
  const status = filters.find((filter) => filter.startsWith('status=') && !STATES.test(filter));
  if (status !== undefined) {
    yield* sys.write(2, `Error response from daemon: Invalid filter '${status}'\n`);
    return 1;
  }
  let containers = answer.containers.filter((c) =>
    filters.every((filter) => passes(c, filter, known, answer.containers)),
  );
  if (last > 0) containers = containers.slice(0, last);
  const full = parsed.flags.has('--no-trunc');
  const id = (text: string) => (full ? text : text.slice(0, 12));
  if (parsed.flags.has('-q')) {
    for (const c of containers) yield* sys.write(1, `${id(c.id)}\n`);
    return 0;
  }
  const template = parsed.flags.get('--format');
  // Sizes are looked up only where somebody wants to see them.
  const sized = parsed.flags.has('-s') || /\.Size\b/.test(template ?? '');
  const rows = containers.map((c) => rowOf(sys, c, known, { full, sized }));
  if (template !== undefined && !template.startsWith('table'))
    return yield* printTemplate(sys, template, rows.map(listRow));
  const table = [
    ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES', ...(sized ? ['SIZE'] : [])],
    ...rows.map((r) => [
      r.ID,
      r.Image,
      r.Command,
      r.RunningFor,
      r.Status,
      r.Ports,
      r.Names,
      ...(sized ? [r.Size] : []),
    ]),
  ];
  if (template !== undefined) return yield* printTemplateTable(sys, template, rows);
  yield* sys.write(1, formatTable(table, tableMinimum(sys)));
  return 0;
}

/** The fields of a row, for the table and for templates. */
function rowOf(
  sys: Sys,
  container: Container,
  images: readonly DockerImage[],
  { full, sized }: { full: boolean; sized: boolean },
) {
  const image = images.find((i) => i.reference === container.image);
  const { labels, binds } = container.request;
  const written = [...(sys.node.roots.get(container.id)?.upper.values() ?? [])].reduce(
    (sum, file) => sum + (file?.content.length ?? 0),
    0,
  );
  return {
    ID: full ? container.id : container.id.slice(0, 12),
    Image: container.request.image,
    Command: commandCell(container, image, full),
    CreatedAt: `${fixedTimestamp(sys.world, container.created).slice(0, 19).replace('T', ' ')} ${zoneOf(sys)}`,
    RunningFor: `${humanDuration(sys.now() - container.created)} ago`,
    Status: statusCell(sys.world, container),
    Ports: portsCell(container, image),
    Names: container.name,
    Networks: container.endpoints.map((e) => e.networkName).join(','),
    Labels: labelText(labels),
    Label: (key: string) => labels[key] ?? '',
    LocalVolumes: '0',
    Mounts: binds.map((bind) => bind.split(':')[0]).join(','),
    Size: sized ? `${humanSize(written)} (virtual ${humanSize(written + (image?.size ?? 0))})` : '0B',
    ...(isRecent(sys) ? { State: container.state } : {}),
  };
}

/** `+0000 UTC`, `+0800 CST`: how Go prints the host's zone. */
function zoneOf({ world }: Sys): string {
  const { utcOffset } = world;
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = Math.abs(utcOffset);
  const name = utcOffset === 0 ? 'UTC' : utcOffset === 480 ? 'CST' : '';
  return `${utcOffset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)} ${name}`.trim();
}

/** Whether a container fits one filter (daemon/list.go). */
function passes(
  container: Container,
  filter: string,
  images: readonly DockerImage[],
  all: readonly Container[],
): boolean {
  const [key, ...rest] = filter.split('=');
  const value = rest.join('=');
  const image = images.find((i) => i.reference === container.image);
  switch (key) {
    case 'name':
      return container.name.includes(value.replace(/^\//, ''));
    case 'id':
      return container.id.startsWith(value);
    case 'status':
      return container.state === value;
    case 'network':
      return container.endpoints.some((e) => e.networkName === value || e.networkId.startsWith(value));
    case 'label':
      return hasLabel(container.request.labels, value);
    case 'ancestor':
      return container.image === withTag(value) || container.imageId.startsWith(value);
    case 'exited':
      return container.state === 'exited' && container.exitCode === Number(value);
    case 'publish':
      return container.published.some((p) => String(p.hostPort) === value.split('/')[0]);
    case 'expose':
      return [...(image?.exposed ?? []), ...container.request.expose].some(
        (port) => port === value || port === `${value}/tcp`,
      );
    case 'before':
    case 'since': {
      const other = all.find((c) => c.name === value || c.id.startsWith(value));
      if (!other) return false;
      return key === 'before' ? container.created < other.created : container.created > other.created;
    }
    default:
      // Volumes, health checks and isolation are not modelled: no container has any.
      return false;
  }
}
