import type { Step } from '../../lib/index.ts';
import { isFailure, processNumbered } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4 } from '../../model/wire/index.ts';
import type { Routine, Sys } from '../os/index.ts';
import { accept, httpRoutines, listenOn, UDP_ECHO } from './servers.ts';

/** How long the stand-in for ZooKeeper waits for its four letters, in microseconds. */
const PATIENCE = 2_000_000;

/** `four-letter-server ADDRESS PORT`: the recorded lab's stand-in for ZooKeeper answers `ruok` with `imok` and hangs up. */
export const FOUR_LETTER_SERVER: Readonly<Record<string, Routine>> = {
  main: function* (sys: Sys): Step<number> {
    yield* sys.write(1, 'ZooKeeper JMX enabled by default\nbinding to port 0.0.0.0/0.0.0.0:2181\n');
    // socat's default backlog, as `ss` showed it (docker-lab o00).
    return yield* listenOn(sys, 'connection', sys.args, 5);
  },
  connection: function* (sys: Sys, { fd }: { fd: number }): Step<unknown> {
    const word = yield* sys.read(fd, { deadline: sys.now() + PATIENCE });
    if (!isFailure(word) && word.trim() === 'ruok') yield* sys.write(fd, 'imok');
    yield* sys.close(fd);
    return undefined;
  } as Routine,
  accept: accept as Routine,
};

/** The image's script (docker-lab `web.sh`): a web server as its child, PORT and BIND from the environment; SIGTERM ends it well. */
export const WEB_SH: Readonly<Record<string, Routine>> = {
  main: function* (sys: Sys): Step<number> {
    const { PORT: port = '80', BIND: bind = '' } = sys.process.env;
    const child = yield* sys.spawn({ argv: ['busybox-httpd', bind, port] });
    if (isFailure(child)) return 127;
    const shown = [
      'busybox',
      'httpd',
      '-f',
      '-v',
      '-p',
      bind === '' ? port : `${bind}:${port}`,
      '-h',
      '/www',
    ];
    yield* sys.change((world) => {
      const node = world.nodes.get(sys.node.name);
      const process = node && processNumbered(sys.process.namespaces.pid, node, child);
      if (process) Object.assign(process, { comm: 'busybox', argv: shown, standIn: process.argv });
    });
    // `wait` of a shell script gives 0 whatever became of the child.
    yield* sys.wait(child);
    return 0;
  },
};

/** busybox httpd with the image's files: it serves IPv4 from a socket of IPv6, and says so of its clients. */
export const BUSYBOX_HTTPD = httpRoutines(
  function* (sys: Sys): Step<number> {
    const [bind = '', port = '80'] = sys.args;
    const fd = yield* sys.socket({ type: 'tcp', family: bind === '' ? 'inet6' : 'inet' });
    if (isFailure(fd)) return 1;
    if (yield* sys.bind(fd, parseIpv4(bind) ?? 0, Number(port))) {
      yield* sys.write(2, 'httpd: bind: Address already in use\n');
      return 1;
    }
    yield* sys.listen(fd, 9);
    yield* sys.thread('accept', { fd, routine: 'connection' });
    while (true) yield* sys.await('never');
  },
  function* (sys, path, client) {
    const page = (body: string, type = 'text/html') => ({
      status: '200 OK',
      headers: { 'content-type': type },
      body,
    });
    if (path === '/cgi-bin/whoami') {
      const name = yield* sys.change((world) =>
        world.nodes.get(sys.node.name)?.hostnames.get(sys.process.namespaces.uts),
      );
      const from = formatIpv4(client);
      const shown = sys.args[0] === '' ? `[::ffff:${from}]` : from;
      // The server says how it went, the script the rest.
      return {
        writes: [
          'HTTP/1.1 200 OK\r\n',
          'Content-Type: text/plain\r\n\r\n',
          `server=${name} client=${shown}\n`,
        ],
      };
    }
    if (path === '/') return page('<h1>It works</h1>\n');
    if (path === '/big') return page('x'.repeat(100_000), 'application/octet-stream');
    return {
      status: '404 Not Found',
      headers: { 'content-type': 'text/html' },
      body: '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n',
    };
  },
);

/** `internet-server ADDRESS PORT`: the recorded lab's Internet host says who asked, as it sees them. */
export const INTERNET_SERVER = httpRoutines(
  (sys) => listenOn(sys, 'connection', sys.args, 5),
  function* (_sys, path, client) {
    const body = path === '/big' ? 'x'.repeat(100_000) : `server=internet client=${formatIpv4(client)}\n`;
    return { status: '200 OK', headers: {}, body };
  },
);

/** The image's script: socat echoes datagrams on PORT. */
export const UDPECHO_SH: Readonly<Record<string, Routine>> = {
  ...UDP_ECHO,
  main: function* (sys: Sys): Step<number> {
    const fd = yield* sys.socket({ type: 'udp' });
    if (isFailure(fd)) return 1;
    const port = Number(sys.process.env.PORT ?? 9999);
    if (yield* sys.bind(fd, 0, port)) return 1;
    yield* sys.change((world) => {
      const process = world.nodes.get(sys.node.name)?.processes.get(sys.process.pid);
      const shown = ['socat', `UDP-RECVFROM:${port},fork`, 'EXEC:cat'];
      if (process) Object.assign(process, { comm: 'socat', argv: shown, standIn: process.argv });
    });
    yield* sys.thread('echo', { fd });
    while (true) yield* sys.await('never');
  },
};
