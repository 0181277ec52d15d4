import { type Step, wordTable } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { containerNamespaces } from '../../../machine/docker/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, complainOf, isRecent, tableMinimum } from './client.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { wrongCount } from './help.ts';
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

const HEADERS: Readonly<Record<string, string>> = wordTable({
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
});

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
    return yield* templateProblem(sys, error);
  }
}

export function* printTemplate(sys: Sys, template: string, rows: readonly object[]): Step<number> {
  try {
    for (const row of rows) yield* sys.write(1, `${renderTemplate(template, row)}\n`);
    return 0;
  } catch (error) {
    return yield* templateProblem(sys, error);
  }
}

/** The client's words for a template that cannot be carried out, and its exit status. */
export function* templateProblem(sys: Sys, error: unknown): Step<number> {
  if (!(error instanceof TemplateError)) throw error;
  yield* sys.write(2, `${isRecent(sys) ? 'template' : 'Template'} parsing error: ${error.message}\n`);
  return isRecent(sys) ? 1 : 64;
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
  if (name === undefined || command.length === 0)
    return yield* wrongCount(sys, 'exec', 'at least 2 arguments');
  const interactive = [...parsed.flags.keys()].some((f) => f === '-i' || f === '-t');
  if (parsed.flags.has('-t') && !sys.isTerminal(0)) {
    yield* sys.write(2, 'the input device is not a TTY\n');
    return 1;
  }
  const answer = yield* ask(sys, { op: 'exec-prepare', name });
  if (!answer || !('container' in answer)) return yield* complainOf(sys, answer);
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
    namespaces: parsed.flags.has('--privileged')
      ? { ...containerNamespaces(container), confined: undefined }
      : containerNamespaces(container),
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
