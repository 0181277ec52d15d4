import type { Step } from '../../../lib/index.ts';
import { type ApiAnswer, DOCKER_SERVICE } from '../../../machine/docker/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { notModelled } from '../spec.ts';
import { type Arguments, ask, complain, isRecent } from './client.ts';
import { wrongCount } from './help.ts';
import { NO_IMAGE, parseRun } from './run-flags.ts';

const SEE_HELP = "See 'docker run --help'.\n";

export function* run(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseRun(args);
  if ('message' in parsed) {
    if (parsed.unmodelled) return yield* notModelled(sys, 'docker run', parsed.unmodelled);
    if (parsed.message === NO_IMAGE) return yield* wrongCount(sys, 'run', 'at least 1 argument');
    yield* sys.write(2, `${parsed.message}\n${SEE_HELP}`);
    return 125;
  }
  const { request } = parsed;
  if (!parsed.detach && request.interactive !== request.tty)
    return yield* notModelled(sys, 'docker run', request.tty ? '-t without -i' : '-i without -t');
  if (request.tty && !parsed.detach && !sys.isTerminal(0)) {
    yield* sys.write(2, 'the input device is not a TTY\n');
    return 1;
  }
  const created = yield* ask(sys, { op: 'container-create', request });
  if (!created || 'error' in created) {
    if (
      created &&
      'error' in created &&
      created.status === 404 &&
      created.message.startsWith('No such image')
    ) {
      yield* sys.write(
        2,
        `Unable to find image '${created.message.slice('No such image: '.length)}' locally\n`,
      );
      yield* sys.write(
        2,
        `docker: Error response from daemon: Get ${isRecent(sys) ? '"https://registry-1.docker.io/v2/"' : 'https://registry-1.docker.io/v2/'}: dial tcp: lookup registry-1.docker.io${yield* resolverOf(sys)}: no such host.\n`,
      );
      yield* sys.write(2, SEE_HELP);
      return 125;
    }
    if (!created) yield* complain(sys, created, 'docker: ');
    else yield* sys.write(2, `docker: Error response from daemon: ${created.message}.\n`);
    yield* sys.write(2, SEE_HELP);
    return 125;
  }
  const id = 'id' in created ? created.id : '';
  if (parsed.detach) yield* sys.write(1, `${id}\n`);
  const warnsOfPorts = request.network === 'host' && (request.publish.length > 0 || request.publishAll);
  if (warnsOfPorts)
    yield* sys.write(2, 'WARNING: Published ports are discarded when using host network mode\n');
  const attach = parsed.detach ? undefined : { terminal: request.tty ? sys.process.terminal : undefined };
  const started = yield* ask(sys, { op: 'container-start', name: id, attach });
  if (!started || 'error' in started) {
    if (started && 'error' in started)
      yield* sys.write(2, `docker: Error response from daemon: ${started.message}.\n`);
    const message = started && 'error' in started ? started.message : '';
    return message.includes('executable file not found')
      ? 127
      : message.includes('permission denied')
        ? 126
        : 125;
  }
  return parsed.detach ? 0 : yield* stayAttached(sys, id);
}

/** ` on 192.168.91.2:53`: the nameserver that Go asked, the first of the host. */
function* resolverOf(sys: Sys): Step<string> {
  const text = yield* sys.readFile('/etc/resolv.conf');
  const server = isFailure(text) ? undefined : /^nameserver\s+(\S+)/m.exec(text)?.[1];
  return server === undefined ? '' : ` on ${server}:53`;
}

/** Prints what a container prints, passes signals on to it, and ends as it does (`docker run` with `--sig-proxy`, its default). */
function* stayAttached(sys: Sys, id: string): Step<number> {
  sys.handle(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']);
  const own = (yield* sys.current()).group;
  let from = 0;
  for (;;) {
    const answer = yield* sys.request(DOCKER_SERVICE, { op: 'container-attach', name: id, from });
    if (isFailure(answer)) {
      // Asking again from the same line loses nothing.
      if (answer.errno !== 'EINTR') return 125;
      for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal())
        yield* ask(sys, { op: 'container-kill', name: id, signal });
      continue;
    }
    const attached = answer as ApiAnswer;
    if (!('logs' in attached)) return 125;
    for (const row of attached.logs) {
      yield* sys.write(row.stream === 'stdout' ? 1 : 2, row.partial ? row.line : `${row.line}\n`);
      from = row.number + 1;
    }
    if (attached.status === undefined) continue;
    if (sys.isTerminal(0)) yield* sys.setForeground(own);
    return attached.status;
  }
}
