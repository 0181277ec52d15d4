import type { Step } from '../../../lib/index.ts';
import type { ApiRequest } from '../../../machine/docker/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { timestamp } from '../../../machine/docker/index.ts';
import { type Arguments, ask, complain, complainOf } from './client.ts';
import { type DockerForm, wrongCount } from './help.ts';
import { flagProblem } from './containers.ts';
import { DOCKER_FLAGS } from './flags.ts';

/** Carries an operation out on each container named; prints the names that went well. */
function* each(
  sys: Sys,
  command: DockerForm,
  names: readonly string[],
  request: (name: string) => ApiRequest,
  summary?: string,
): Step<number> {
  if (names.length === 0) return yield* wrongCount(sys, command, 'at least 1 argument');
  const failed: string[] = [];
  for (const name of names) {
    const answer = yield* ask(sys, request(name));
    if (!answer) return yield* complain(sys, answer);
    if ('error' in answer) {
      const who = command === 'rm' && answer.status === 404 ? 'Error' : 'Error response from daemon';
      yield* sys.write(2, `${who}: ${answer.message}\n`);
      failed.push(name);
    } else yield* sys.write(1, `${name}\n`);
  }
  if (failed.length === 0) return 0;
  if (summary) yield* sys.write(2, `Error: ${summary}: ${failed.join(', ')}\n`);
  return 1;
}

export function* start(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.start }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker start', parsed);
  return yield* each(
    sys,
    'start',
    parsed.operands,
    (name) => ({ op: 'container-start', name }),
    'failed to start containers',
  );
}

export function* stop(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.stop }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker stop', parsed);
  const timeout = Number(parsed.flags.get('-t') ?? 10);
  return yield* each(sys, 'stop', parsed.operands, (name) => ({ op: 'container-stop', name, timeout }));
}

export function* restart(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.restart }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker restart', parsed);
  const timeout = Number(parsed.flags.get('-t') ?? 10);
  return yield* each(sys, 'restart', parsed.operands, (name) => ({ op: 'container-restart', name, timeout }));
}

export function* kill(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.kill }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker kill', parsed);
  const given = (parsed.flags.get('-s') ?? 'KILL').toUpperCase();
  const signal = given.startsWith('SIG') ? given : `SIG${given}`;
  return yield* each(sys, 'kill', parsed.operands, (name) => ({ op: 'container-kill', name, signal }));
}

export function* rm(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.rm }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker rm', parsed);
  const force = parsed.flags.has('-f');
  return yield* each(sys, 'rm', parsed.operands, (name) => ({ op: 'container-remove', name, force }));
}

export function* logs(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.logs }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker logs', parsed);
  const name = parsed.operands[0];
  if (name === undefined) {
    return yield* wrongCount(sys, 'logs', 'exactly 1 argument');
  }
  const answer = yield* ask(sys, { op: 'container-logs', name });
  if (!answer || !('logs' in answer)) return yield* complainOf(sys, answer);
  const tail = parsed.flags.get('--tail');
  const rows = tail === undefined || tail === 'all' ? answer.logs : answer.logs.slice(-Number(tail));
  for (const row of rows) {
    const stamp = parsed.flags.has('-t') ? `${timestamp(sys.world, row.at)} ` : '';
    yield* sys.write(row.stream === 'stdout' ? 1 : 2, `${stamp}${row.line}${row.partial ? '' : '\n'}`);
  }
  return 0;
}

export function* port(sys: Sys, args: Arguments): Step<number> {
  const [name, wanted] = args;
  if (name === undefined) return yield* wrongCount(sys, 'port', 'at least 1 and at most 2 arguments');
  const answer = yield* ask(sys, { op: 'container-inspect', name });
  if (!answer || !('container' in answer)) return yield* complainOf(sys, answer);
  const rows = answer.container.published.filter(
    (p) => wanted === undefined || p.port === wanted || p.port === `${wanted}/tcp`,
  );
  if (wanted !== undefined && rows.length === 0) {
    yield* sys.write(
      2,
      `Error: No public port '${wanted.includes('/') ? wanted : `${wanted}/tcp`}' published for ${name}\n`,
    );
    return 1;
  }
  for (const row of rows) {
    const left = wanted === undefined ? `${row.port} -> ` : '';
    yield* sys.write(1, `${left}${row.hostIp}:${row.hostPort}\n`);
    if (row.v6) yield* sys.write(1, `${left}:::${row.hostPort}\n`);
  }
  return 0;
}

export function* pause(sys: Sys, names: Arguments): Step<number> {
  return yield* each(sys, 'pause', names, (name) => ({ op: 'container-freeze', name, freeze: true }));
}

export function* unpause(sys: Sys, names: Arguments): Step<number> {
  return yield* each(sys, 'unpause', names, (name) => ({ op: 'container-freeze', name, freeze: false }));
}

export function* rename(sys: Sys, args: Arguments): Step<number> {
  const [name, to, ...rest] = args;
  if (to === undefined || rest.length > 0) return yield* wrongCount(sys, 'rename', 'exactly 2 arguments');
  const answer = yield* ask(sys, { op: 'container-rename', name, to });
  if (answer && !('error' in answer)) return 0;
  yield* complain(sys, answer);
  yield* sys.write(2, `Error: failed to rename container named ${name}\n`);
  return 1;
}
