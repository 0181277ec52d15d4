import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, invalidFilter, isRecent, tableMinimum } from './client.ts';
import { wrongCount } from './help.ts';
import { flagProblem, printTemplate, printTemplateTable, templateProblem } from './containers.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { formatJson, networkDocument } from './format-inspect.ts';
import { createNetwork } from './network-create.ts';
import { hasLabel, labelText } from './labels.ts';
import { formatTable } from './table.ts';
import { listRow, renderTemplate } from './template.ts';

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
      return yield* createNetwork(sys, rest);
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
      return yield* prune(sys, rest);
    default: {
      const help = verb === '--help';
      const usage = isRecent(sys) ? USAGE.replace('Usage:\t', 'Usage:  ') : USAGE;
      yield* sys.write(help ? 1 : 2, usage);
      return help || verb === undefined ? 0 : 1;
    }
  }
}

function* list(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network ls'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network ls', parsed);
  const answer = yield* ask(sys, { op: 'network-list' });
  if (!answer || !('networks' in answer)) return yield* complain(sys, answer);
  const filters = parsed.all.filter((f) => f.name === '-f').map((f) => f.value);
  const unknown = filters.find((filter) => !/^(driver|id|label|name|scope|type|dangling)=/.test(filter));
  if (unknown !== undefined) return yield* invalidFilter(sys, unknown);
  const containers = yield* ask(sys, { op: 'container-list', all: true });
  const used = new Set(
    containers && 'containers' in containers
      ? containers.containers.flatMap((c) => c.endpoints.filter((e) => e.ip !== '').map((e) => e.networkId))
      : [],
  );
  const rows = answer.networks
    .filter((n) =>
      filters.every((filter) => {
        const [key, value] = [filter.split('=')[0], filter.split('=').slice(1).join('=')];
        if (key === 'driver') return n.driver === value;
        if (key === 'name') return n.name.includes(value);
        if (key === 'id') return n.id.startsWith(value);
        if (key === 'scope') return n.scope === value;
        const builtin = ['bridge', 'host', 'none'].includes(n.name);
        if (key === 'type') return builtin === (value === 'builtin');
        if (key === 'dangling') return !builtin && !used.has(n.id) === /^(1|true)$/.test(value);
        if (key === 'label') return hasLabel(n.labels, value);
        return true;
      }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((n) => ({
      ID: parsed.flags.has('--no-trunc') ? n.id : n.id.slice(0, 12),
      Name: n.name,
      Driver: n.driver,
      Scope: n.scope,
      CreatedAt: n.created.replace('T', ' ').replace('Z', ' +0000 UTC'),
      IPv6: String(n.enableIpv6),
      Internal: String(n.internal),
      Labels: labelText(n.labels),
      Label: (key: string) => n.labels[key] ?? '',
    }));
  if (parsed.flags.has('-q')) {
    for (const row of rows) yield* sys.write(1, `${row.ID}\n`);
    return 0;
  }
  const template = parsed.flags.get('--format');
  if (template?.startsWith('table')) return yield* printTemplateTable(sys, template, rows);
  if (template !== undefined) return yield* printTemplate(sys, template, rows.map(listRow));
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
    return yield* wrongCount(sys, 'network inspect', 'at least 1 argument');
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
        return yield* templateProblem(sys, error);
      }
    }
  for (const name of missing) yield* sys.write(2, `Error: No such network: ${name}\n`);
  return missing.length > 0 ? 1 : 0;
}

function* remove(sys: Sys, args: Arguments): Step<number> {
  if (args.length === 0 || args[0].startsWith('-')) {
    if (args[0]?.startsWith('-'))
      return yield* flagProblem(sys, 'docker network rm', { kind: 'unknown', flag: args[0] });
    return yield* wrongCount(sys, 'network rm', 'at least 1 argument');
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
    return yield* wrongCount(sys, 'network connect', 'exactly 2 arguments');
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
    return yield* wrongCount(sys, 'network disconnect', 'exactly 2 arguments');
  }
  const answer = yield* ask(sys, {
    op: 'network-disconnect',
    network: name,
    container,
    force: parsed.flags.has('-f'),
  });
  return !answer || 'error' in answer ? yield* complain(sys, answer) : 0;
}

/** `docker network prune`: networks that somebody made and nothing uses. */
function* prune(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network prune'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network prune', parsed);
  if (!parsed.flags.has('-f')) {
    yield* sys.write(
      1,
      'WARNING! This will remove all custom networks not used by at least one container.\nAre you sure you want to continue? [y/N] ',
    );
    const answer = yield* sys.read(0, { until: '\n' });
    if (typeof answer !== 'string' || !/^y(es)?$/i.test(answer.trim())) return 0;
  }
  const answer = yield* ask(sys, { op: 'network-prune' });
  if (!answer || !('names' in answer)) return yield* complain(sys, answer);
  if (answer.names.length > 0)
    yield* sys.write(1, `Deleted Networks:\n${answer.names.map((name) => `${name}\n`).join('')}\n`);
  return 0;
}
