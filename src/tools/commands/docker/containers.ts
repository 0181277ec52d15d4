import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, isRecent, tableMinimum } from './client.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { humanDuration } from './duration.ts';
import { commandCell, portsCell, statusCell } from './format-ps.ts';
import { parseRun } from './run-flags.ts';
import { formatTable } from './table.ts';
import { renderTemplate, TemplateError } from './template.ts';

export function* create(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseRun(args);
  if ('message' in parsed) {
    if (parsed.unmodelled) return yield* notModelled(sys, 'docker create', parsed.unmodelled);
    yield* sys.write(2, `${parsed.message}\nSee 'docker create --help'.\n`);
    return 125;
  }
  const created = yield* ask(sys, { op: 'container-create', request: parsed.request });
  if (!created || 'error' in created) return yield* complain(sys, created);
  yield* sys.write(1, `${'id' in created ? created.id : ''}\n`);
  return 0;
}

export function* ps(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.ps }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker ps', parsed);
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
  let containers = answer.containers.filter((c) =>
    filters.every((filter) => {
      const [key, value] = [filter.split('=')[0], filter.split('=').slice(1).join('=')];
      if (key === 'name') return c.name.includes(value);
      if (key === 'id') return c.id.startsWith(value);
      if (key === 'status') return c.state === value;
      if (key === 'network')
        return c.endpoints.some((e) => e.networkName === value || e.networkId.startsWith(value));
      return true;
    }),
  );
  if (last > 0) containers = containers.slice(0, last);
  const full = parsed.flags.has('--no-trunc');
  const id = (text: string) => (full ? text : text.slice(0, 12));
  if (parsed.flags.has('-q')) {
    for (const c of containers) yield* sys.write(1, `${id(c.id)}\n`);
    return 0;
  }
  const rows = containers.map((c) => {
    const image = known.find((i) => i.reference === c.image);
    return {
      ID: id(c.id),
      Image: c.request.image,
      Command: commandCell(c, image, full),
      CreatedAt: String(c.created),
      RunningFor: `${humanDuration(sys.now() - c.created)} ago`,
      Status: statusCell(sys.world, c),
      Ports: portsCell(c, image, isRecent(sys)),
      Names: c.name,
      State: c.state,
      Networks: c.endpoints.map((e) => e.networkName).join(','),
    };
  });
  const template = parsed.flags.get('--format');
  if (template !== undefined && !template.startsWith('table'))
    return yield* printTemplate(sys, template, rows);
  const table = [
    ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'],
    ...rows.map((r) => [r.ID, r.Image, r.Command, r.RunningFor, r.Status, r.Ports, r.Names]),
  ];
  if (template !== undefined) return yield* printTemplateTable(sys, template, rows);
  yield* sys.write(1, formatTable(table, tableMinimum(sys)));
  return 0;
}

const HEADERS: Readonly<Record<string, string>> = {
  ID: 'CONTAINER ID',
  Image: 'IMAGE',
  Command: 'COMMAND',
  RunningFor: 'CREATED',
  Status: 'STATUS',
  Ports: 'PORTS',
  Names: 'NAMES',
  Networks: 'NETWORKS',
  State: 'STATE',
  Name: 'NAME',
  Driver: 'DRIVER',
  Scope: 'SCOPE',
};

/** `table {{.Names}}\t{{.Status}}`. */
export function* printTemplateTable(sys: Sys, template: string, rows: readonly object[]): Step<number> {
  const columns = template.replace(/^table\s*/, '').split(/\\t|\t/);
  const header = columns.map((c) =>
    c.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => HEADERS[name] ?? name.toUpperCase()),
  );
  try {
    const table = [header, ...rows.map((row) => columns.map((c) => renderTemplate(c, row)))];
    yield* sys.write(1, formatTable(table, tableMinimum(sys)));
    return 0;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    yield* sys.write(2, `Template parsing error: ${error.message}\n`);
    return 64;
  }
}

export function* printTemplate(sys: Sys, template: string, rows: readonly object[]): Step<number> {
  try {
    for (const row of rows) yield* sys.write(1, `${renderTemplate(template, row)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    yield* sys.write(2, `Template parsing error: ${error.message}\n`);
    return 64;
  }
}

export function* flagProblem(
  sys: Sys,
  command: string,
  problem: { kind: 'unknown' | 'missing' | 'unmodelled'; flag: string },
): Step<number> {
  if (problem.kind === 'unmodelled') return yield* notModelled(sys, command, problem.flag);
  const what =
    problem.kind === 'missing'
      ? `flag needs an argument: ${problem.flag.startsWith('--') ? problem.flag : `'${problem.flag.slice(1)}' in ${problem.flag}`}`
      : problem.flag.startsWith('--')
        ? `unknown flag: ${problem.flag}`
        : `unknown shorthand flag: '${problem.flag.slice(1)}' in ${problem.flag}`;
  yield* sys.write(2, `${what}\nSee '${command} --help'.\n`);
  return 125;
}

export function* exec(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.exec }, args, { stopAtOperand: true });
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker exec', parsed);
  const [name, ...command] = parsed.operands;
  if (name === undefined || command.length === 0) {
    yield* sys.write(
      2,
      '"docker exec" requires at least 2 arguments.\nSee \'docker exec --help\'.\n\nUsage:  docker exec [OPTIONS] CONTAINER COMMAND [ARG...]\n\nRun a command in a running container\n',
    );
    return 1;
  }
  const interactive = [...parsed.flags.keys()].some((f) => f === '-i' || f === '-t');
  if (parsed.flags.has('-t') && !sys.isTerminal(0)) {
    yield* sys.write(2, 'the input device is not a TTY\n');
    return 1;
  }
  const answer = yield* ask(sys, { op: 'exec-prepare', name });
  if (!answer || !('container' in answer)) return yield* complain(sys, answer);
  const { container } = answer;
  const env: Record<string, string> = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOSTNAME: answer.hostname,
    HOME: '/root',
    TERM: 'xterm',
  };
  for (const { name: flag, value } of parsed.all)
    if (flag === '-e') env[value.split('=')[0]] = value.split('=').slice(1).join('=');
  const foreground = interactive && sys.isTerminal(0);
  const own = (yield* sys.current()).group;
  const pid = yield* sys.spawn({
    argv: command,
    env,
    cwd: parsed.flags.get('-w') ?? '/',
    group: foreground ? 0 : undefined,
    foreground,
    namespaces: { net: container.netns, root: container.id, uts: container.id, pid: container.id },
  });
  if (isFailure(pid)) return yield* execFailed(sys, command[0], pid.errno);
  const ended = yield* sys.wait(pid);
  if (foreground) yield* sys.setForeground(own);
  return isFailure(ended) ? 137 : ended.status;
}

/** The runtime's words go to standard output (recorded on 20.10; 18.06 puts the path into its own sentence). */
function* execFailed(sys: Sys, program: string, errno: string): Step<number> {
  const reason =
    errno === 'EACCES'
      ? 'permission denied'
      : program.includes('/')
        ? 'no such file or directory'
        : 'executable file not found in $PATH';
  const text = isRecent(sys)
    ? `OCI runtime exec failed: exec failed: unable to start container process: exec: "${program}": ${program.includes('/') ? `stat ${program}: ` : ''}${reason}: unknown\n`
    : `OCI runtime exec failed: exec failed: container_linux.go:348: starting container process caused "exec: \\"${program}\\": ${program.includes('/') ? `stat ${program}: ` : ''}${reason}": unknown\n`;
  yield* sys.write(1, text);
  return 126;
}
