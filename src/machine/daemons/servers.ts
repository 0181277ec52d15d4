import { formatHttp, parseHttp, parseRequestLine, type Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';

/** Octets of the large page every demonstration server has. */
const BIG = 300 * 1024;

/** `http-server ADDRESS PORT LABEL`: `/` answers the label, `/whoami` the client's address, `/big` 300 KiB. */
function* httpMain(sys: Sys): Step<number> {
  return yield* listenOn(sys, 'connection', sys.args);
}

/** Opens a listener at an address and a port and gives every connection a thread. */
export function* listenOn(sys: Sys, routine: string, where: readonly string[], backlog = 128): Step<number> {
  const [address = '0.0.0.0', port = '80'] = where;
  const inet6 = address.includes(':');
  const fd = yield* sys.socket({ type: 'tcp', family: inet6 ? 'inet6' : 'inet' });
  if (isFailure(fd)) return 1;
  const failure = yield* sys.bind(fd, inet6 ? 0 : (parseIpv4(address) ?? 0), Number(port));
  if (failure) {
    yield* sys.log(`bind ${address}:${port}: ${failure.errno}`, 3);
    return 1;
  }
  yield* sys.listen(fd, backlog);
  yield* sys.thread('accept', { fd, routine });
  while (true) yield* sys.await('never');
}

/** Takes connections and gives each a thread of the routine the listener names. */
export function* accept(sys: Sys, listener: { fd: number; routine: string }): Step<unknown> {
  const connection = yield* sys.accept(listener.fd);
  if (isFailure(connection)) return undefined;
  yield* sys.thread(listener.routine, connection);
  return yield* sys.again(listener);
}

/** What a server answers to a path: a message, or octets as a script wrote them. */
type Page = { status: string; headers: Record<string, string>; body: string } | { writes: string[] };

function messageOf({ status, headers, body }: Exclude<Page, { writes: string[] }>): string {
  return formatHttp({
    start: `HTTP/1.1 ${status}`,
    headers: { ...headers, 'content-length': String(body.length), connection: 'close' },
    body,
  });
}

/** Routines of a server that answers one request a connection: `page` says with what. `{ fd, address }` is the connection. */
export function httpRoutines(
  main: (sys: Sys) => Step<number>,
  page: (sys: Sys, path: string, client: number) => Step<Page>,
): Readonly<Record<string, Routine>> {
  function* connection(sys: Sys, { fd, address }: { fd: number; address: number }): Step<unknown> {
    let stream = '';
    while (!parseHttp(stream)) {
      const data = yield* sys.read(fd);
      if (isFailure(data) || data === '') {
        yield* sys.close(fd);
        return undefined;
      }
      stream += data;
    }
    const request = parseRequestLine(parseHttp(stream)?.message.start ?? '');
    const answer = request
      ? yield* page(sys, request.path, address)
      : { status: '400 Bad Request', headers: {}, body: '' };
    for (const octets of 'writes' in answer ? answer.writes : [messageOf(answer)])
      yield* sys.write(fd, octets);
    yield* sys.shutdown(fd);
    yield* sys.read(fd);
    yield* sys.close(fd);
    return undefined;
  }
  return { main, accept: accept as Routine, connection: connection as Routine };
}

const SERVER = 'nginx/1.14.0';

function demonstration(sys: Sys, path: string, client: number): Page {
  const label = sys.args[2] ?? 'ok';
  const body =
    path === '/big'
      ? 'x'.repeat(BIG)
      : path === '/whoami'
        ? `${label} client=${formatIpv4(client)}\n`
        : `${label}\n`;
  return {
    status: '200 OK',
    headers: { server: SERVER, 'content-type': 'text/plain' },
    body,
  };
}

export const HTTP_SERVER = httpRoutines(httpMain, function* (sys, path, client) {
  return demonstration(sys, path, client);
});

/** Where nginx's default server is configured, and where that configuration has its files. */
const NGINX_CONFIGURATION = '/etc/nginx/conf.d/default.conf';
const NGINX_ROOT = '/usr/share/nginx/html';

/** The same as nginx: its configuration says where it listens (`listen 80;`, `listen 127.0.0.1:80;`), read when it starts. */
function* nginxMain(sys: Sys): Step<number> {
  const text = yield* sys.readFile(NGINX_CONFIGURATION);
  const said = isFailure(text) ? null : /^\s*listen\s+(?:([\d.]+):)?(\d+)\s*;/m.exec(text);
  return yield* listenOn(sys, 'connection', said ? [said[1] ?? '0.0.0.0', said[2]] : sys.args);
}

/** Files that somebody put under its root are served as they are; else it answers as the demonstration server. */
export const NGINX_SERVER = httpRoutines(nginxMain, function* (sys, path, client) {
  const body = path.endsWith('/') ? undefined : yield* sys.readFile(`${NGINX_ROOT}${path}`);
  if (typeof body !== 'string') return demonstration(sys, path, client);
  // What mime.types of the image calls the two kinds a person writes here; nginx has no name for the rest.
  const type = /\.(html?|txt)$/.exec(path)?.[1];
  const contentType =
    type === undefined ? 'application/octet-stream' : type === 'txt' ? 'text/plain' : 'text/html';
  return { status: '200 OK', headers: { server: SERVER, 'content-type': contentType }, body };
});

/** `tcp-sink ADDRESS PORT [UDP-PORT]`: accepts, reads once, closes; the datagram port echoes. */
function* sinkConnection(sys: Sys, connection: { fd: number }): Step<unknown> {
  yield* sys.read(connection.fd);
  yield* sys.close(connection.fd);
  return undefined;
}

export const TCP_SINK: Readonly<Record<string, Routine>> = {
  main: function* (sys: Sys): Step<number> {
    const udpPort = sys.args[2];
    if (udpPort !== undefined) yield* sys.thread('udp', { address: sys.args[0], port: Number(udpPort) });
    return yield* listenOn(sys, 'connection', sys.args);
  },
  accept: accept as Routine,
  connection: sinkConnection as Routine,
  udp: echoThread as Routine,
  // The second socket echoes, as the recorded lab's stand-in for the engine does.
  echo: echo as Routine,
};

function* echoThread(sys: Sys, place: { address: string; port: number }): Step<unknown> {
  const fd = yield* sys.socket({ type: 'udp' });
  if (isFailure(fd)) return undefined;
  if (yield* sys.bind(fd, parseIpv4(place.address) ?? 0, place.port)) return undefined;
  yield* sys.thread('echo', { fd });
  return undefined;
}

function* echo(sys: Sys, socket: { fd: number }): Step<unknown> {
  const datagram = yield* sys.receiveFrom(socket.fd);
  if (!isFailure(datagram)) yield* sys.sendTo(socket.fd, datagram.from, datagram.fromPort, datagram.payload);
  return yield* sys.again(socket);
}

/** `udp-echo ADDRESS PORT`: sends every datagram back. */
export const UDP_ECHO: Readonly<Record<string, Routine>> = {
  main: function* (sys: Sys): Step<number> {
    yield* echoThread(sys, { address: sys.args[0] ?? '0.0.0.0', port: Number(sys.args[1] ?? 7) });
    while (true) yield* sys.await('never');
  },
  echo: echo as Routine,
};
