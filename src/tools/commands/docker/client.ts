import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type ApiAnswer, type ApiRequest, DOCKER_SERVICE } from '../../../machine/docker/index.ts';

export const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

/** Asks the engine; `undefined` when no engine answers. A container has no engine's socket. */
export function* ask(sys: Sys, request: ApiRequest): Step<ApiAnswer | undefined> {
  const answer = yield* sys.request(DOCKER_SERVICE, request);
  return isFailure(answer) ? undefined : (answer as ApiAnswer);
}

/** Prints what the client says when the engine refused or did not answer; gives the exit status. */
export function* complain(sys: Sys, answer: ApiAnswer | undefined, prefix = ''): Step<number> {
  if (!answer) yield* sys.write(2, `${prefix}${NO_DAEMON}${prefix === '' ? '' : '.'}\n`);
  else if ('error' in answer) yield* sys.write(2, `${prefix}Error response from daemon: ${answer.message}\n`);
  return 1;
}

/** The same for a container that was named: one that does not exist the client reports itself. */
export function* complainOf(sys: Sys, answer: ApiAnswer | undefined): Step<number> {
  if (!answer || !('error' in answer) || answer.status !== 404) return yield* complain(sys, answer);
  yield* sys.write(2, `Error: ${answer.message}\n`);
  return 1;
}

/** Which client this is: 18.06 on centos7, 20.10 on debian12. */
export function isRecent(sys: Sys): boolean {
  return sys.node.roots.get(sys.process.namespaces.root)?.profile === 'debian12';
}

/** Least column width of the client's tables. */
export function tableMinimum(sys: Sys): number {
  return isRecent(sys) ? 10 : 20;
}

/** Words after the sub-command. */
export type Arguments = readonly string[];

/** A filter the engine does not know: `foo=bar`. */
export function* invalidFilter(sys: Sys, filter: string): Step<number> {
  yield* sys.write(2, `Error response from daemon: Invalid filter '${filter.split('=')[0]}'\n`);
  return 1;
}
