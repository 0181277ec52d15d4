import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, tableMinimum } from './client.ts';
import { flagProblem, printTemplate, printTemplateTable } from './containers.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { formatJson, networkDocument } from './format-inspect.ts';
import { formatTable } from './table.ts';
import { renderTemplate, TemplateError } from './template.ts';

const USAGE = `
Usage:	docker network COMMAND

Manage networks

Commands:
  connect     Connect a container to a network
  create      Create a network
  disconnect  Disconnect a container from a network
  inspect     Display detailed information on one or more networks
  ls          List networks
  prune       Remove all unused networks
  rm          Remove one or more networks

Run 'docker network COMMAND --help' for more information on a command.
`;

/** `docker network ...`. */
export function* network(sys: Sys, args: Arguments): Step<number> {
  const [verb, ...rest] = args;
  switch (verb) {
    case 'create':
      return yield* create(sys, rest);
    case 'ls':
    case 'list':
      return yield* list(sys, rest);
    case 'inspect':
      return yield* inspect(sys, rest);
    case 'rm':
    case 'remove':
      return yield* remove(sys, rest);
    case 'connect':
      return yield* connect(sys, rest);
    case 'disconnect':
      return yield* disconnect(sys, rest);
    case 'prune':
      return yield* notModelled(sys, 'docker network', 'prune');
    default:
      yield* sys.write(
        verb === undefined || verb === '--help' ? 1 : 2,
        verb === undefined || verb === '--help'
          ? USAGE
          : `docker: 'network ${verb}' is not a docker command.\nSee 'docker --help'\n`,
      );
      return verb === undefined || verb === '--help' ? 0 : 1;
  }
}

function* create(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network create'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network create', parsed);
  if (parsed.operands.length !== 1) {
    yield* sys.write(
      2,
      '"docker network create" requires exactly 1 argument.\nSee \'docker network create --help\'.\n\nUsage:  docker network create [OPTIONS] NETWORK\n\nCreate a network\n',
    );
    return 1;
  }
  const driver = parsed.flags.get('-d') ?? 'bridge';
  // The engine has these two; any other name is a plugin, and none is installed.
  if (driver === 'macvlan' || driver === 'ipvlan')
    return yield* notModelled(sys, 'docker network create', `-d ${driver}`);
  const map = (name: string) =>
    Object.fromEntries(
      parsed.all
        .filter((f) => f.name === name)
        .map((f) => [f.value.split('=')[0], f.value.split('=').slice(1).join('=')]),
    );
  const answer = yield* ask(sys, {
    op: 'network-create',
    name: parsed.operands[0],
    driver,
    subnet: parsed.flags.get('--subnet') ?? '',
    gateway: parsed.flags.get('--gateway') ?? '',
    ipRange: parsed.flags.get('--ip-range') ?? '',
    internal: parsed.flags.has('--internal'),
    attachable: parsed.flags.has('--attachable'),
    options: map('-o'),
    labels: map('--label'),
  });
  if (!answer || !('id' in answer)) return yield* complain(sys, answer);
  yield* sys.write(1, `${answer.id}\n`);
  return 0;
}

function* list(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network ls'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network ls', parsed);
  const answer = yield* ask(sys, { op: 'network-list' });
  if (!answer || !('networks' in answer)) return yield* complain(sys, answer);
  const filters = parsed.all.filter((f) => f.name === '-f').map((f) => f.value);
  const rows = answer.networks
    .filter((n) =>
      filters.every((filter) => {
        const [key, value] = [filter.split('=')[0], filter.split('=').slice(1).join('=')];
        if (key === 'driver') return n.driver === value;
        if (key === 'name') return n.name.includes(value);
        if (key === 'id') return n.id.startsWith(value);
        if (key === 'scope') return n.scope === value;
        return true;
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((n) => ({
      ID: parsed.flags.has('--no-trunc') ? n.id : n.id.slice(0, 12),
      Name: n.name,
      Driver: n.driver,
      Scope: n.scope,
    }));
  if (parsed.flags.has('-q')) {
    for (const row of rows) yield* sys.write(1, `${row.ID}\n`);
    return 0;
  }
  const template = parsed.flags.get('--format');
  if (template?.startsWith('table')) return yield* printTemplateTable(sys, template, rows);
  if (template !== undefined) return yield* printTemplate(sys, template, rows);
  yield* sys.write(
    1,
    formatTable(
      [['NETWORK ID', 'NAME', 'DRIVER', 'SCOPE'], ...rows.map((r) => [r.ID, r.Name, r.Driver, r.Scope])],
      tableMinimum(sys),
    ),
  );
  return 0;
}

/** `docker network inspect`; `docker inspect` comes here with names it does not know as containers. */
function* inspect(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network inspect'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network inspect', parsed);
  if (parsed.operands.length === 0) {
    yield* sys.write(
      2,
      '"docker network inspect" requires at least 1 argument.\nSee \'docker network inspect --help\'.\n',
    );
    return 1;
  }
  const documents: object[] = [];
  const missing: string[] = [];
  for (const name of parsed.operands) {
    const answer = yield* ask(sys, { op: 'network-inspect', name });
    if (!answer) {
      yield* sys.write(1, '[]\n');
      return yield* complain(sys, answer);
    }
    if ('network' in answer) documents.push(networkDocument(answer.network, answer.members));
    else missing.push(name);
  }
  const template = parsed.flags.get('-f');
  if (template === undefined) yield* sys.write(1, formatJson(documents));
  else
    for (const document of documents) {
      try {
        yield* sys.write(1, `${renderTemplate(template, document)}\n`);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        yield* sys.write(2, `Template parsing error: ${error.message}\n`);
        return 64;
      }
    }
  for (const name of missing) yield* sys.write(2, `Error: No such network: ${name}\n`);
  return missing.length > 0 ? 1 : 0;
}

function* remove(sys: Sys, args: Arguments): Step<number> {
  if (args.length === 0 || args[0].startsWith('-')) {
    if (args[0]?.startsWith('-'))
      return yield* flagProblem(sys, 'docker network rm', { kind: 'unknown', flag: args[0] });
    yield* sys.write(
      2,
      '"docker network rm" requires at least 1 argument.\nSee \'docker network rm --help\'.\n',
    );
    return 1;
  }
  let status = 0;
  for (const name of args) {
    const answer = yield* ask(sys, { op: 'network-remove', name });
    if (!answer) return yield* complain(sys, answer);
    if ('error' in answer) {
      status = 1;
      yield* sys.write(
        2,
        answer.status === 404
          ? `Error: No such network: ${name}\n`
          : `Error response from daemon: ${answer.message}\n`,
      );
    } else yield* sys.write(1, `${name}\n`);
  }
  return status;
}

function* connect(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network connect'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network connect', parsed);
  const [name, container] = parsed.operands;
  if (container === undefined) {
    yield* sys.write(
      2,
      '"docker network connect" requires exactly 2 arguments.\nSee \'docker network connect --help\'.\n',
    );
    return 1;
  }
  const answer = yield* ask(sys, {
    op: 'network-connect',
    network: name,
    container,
    ip: parsed.flags.get('--ip') ?? '',
    aliases: parsed.all.filter((f) => f.name === '--alias').map((f) => f.value),
  });
  return !answer || 'error' in answer ? yield* complain(sys, answer) : 0;
}

function* disconnect(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network disconnect'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network disconnect', parsed);
  const [name, container] = parsed.operands;
  if (container === undefined) {
    yield* sys.write(
      2,
      '"docker network disconnect" requires exactly 2 arguments.\nSee \'docker network disconnect --help\'.\n',
    );
    return 1;
  }
  const answer = yield* ask(sys, {
    op: 'network-disconnect',
    network: name,
    container,
    force: parsed.flags.has('-f'),
  });
  return !answer || 'error' in answer ? yield* complain(sys, answer) : 0;
}
