import type { Step } from '../../../lib/index.ts';
import { type Errno, type ImageProfile, isFailure, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { profileOf } from './profile.ts';
import { relay } from './relay.ts';
import { resolveName } from './resolve.ts';
import { servicePort } from './service-names.ts';

/** What each image's telnet says. */
interface TelnetWords {
  readonly usage: string;
  readonly usageStatus: number;
  readonly trying: boolean;
  unknownHost(host: string, port: string): string;
  badPort(port: string, host: string): string;
  failed(address: Ipv4, errno: Errno): string;
  connected(host: string): string;
  readonly closed: string;
  readonly closedStatus: number;
}

/** netkit-telnet 0.17 of CentOS 7. */
const NETKIT: TelnetWords = {
  usage:
    'Usage: telnet [-8] [-E] [-L] [-S tos] [-a] [-c] [-d] [-e char] [-l user]\n\t[-n tracefile] [-b hostalias ] [-r] [host-name [port]]\n',
  usageStatus: 1,
  trying: true,
  unknownHost: (host) => `telnet: ${host}: Name or service not known\n${host}: Unknown host\n`,
  badPort: (port) => `telnet: could not resolve ${port}: Servname not supported for ai_socktype\n`,
  failed: (address, errno) => `telnet: connect to address ${formatIpv4(address)}: ${strerror(errno)}\n`,
  connected: (host) => `Connected to ${host}.\nEscape character is '^]'.\n`,
  closed: 'Connection closed by foreign host.\n',
  closedStatus: 1,
};

/** inetutils 2.4 of Debian 12 (recorded in a namespace). */
const INETUTILS: TelnetWords = {
  ...NETKIT,
  usage: "Try 'telnet --help' or 'telnet --usage' for more\ninformation.\n",
  usageStatus: 64,
  closedStatus: 0,
  unknownHost: (host, port) => `Server lookup failure:  ${host}:${port}, Name or service not known\n`,
  badPort: (port, host) =>
    `Server lookup failure:  ${host}:${port}, Servname not supported for ai_socktype\n`,
  failed: (_address, errno) => `telnet: Unable to connect to remote host: ${strerror(errno)}\n`,
};

/** busybox 1.35's applet (recorded); the end of its input ends it. */
const BUSYBOX: TelnetWords = {
  ...NETKIT,
  usage:
    'Usage: telnet [-a] [-l USER] HOST [PORT]\n\nConnect to telnet server\n\n\t-a\tAutomatic login with $USER variable\n\t-l USER\tAutomatic login as USER\n',
  trying: false,
  unknownHost: (host) => `telnet: bad address '${host}'\n`,
  badPort: (port) => `telnet: bad port '${port}'\n`,
  failed: (address, errno) =>
    `telnet: can't connect to remote host (${formatIpv4(address)}): ${strerror(errno)}\n`,
  connected: (host) => `Connected to ${host}\n`,
  closed: 'Connection closed by foreign host\r\n',
};

function wordsOf(profile: ImageProfile): TelnetWords {
  return profile === 'debian12' ? INETUTILS : profile === 'centos7' ? NETKIT : BUSYBOX;
}

function* main(sys: Sys): Step<number> {
  const words = wordsOf(profileOf(sys));
  const flag = sys.args.find((word) => word.startsWith('-'));
  if (flag !== undefined && /^-[8ELSacdelnbrKxX46]/.test(flag))
    return yield* notModelled(sys, 'telnet', flag);
  const [host, port = '23'] = sys.args;
  if (flag !== undefined) {
    const what = flag.startsWith('--')
      ? `unrecognized option '${flag}'`
      : `invalid option -- '${flag.slice(1, 2)}'`;
    yield* sys.write(2, `telnet: ${what}\n${words.usage}`);
    return words.usageStatus;
  }
  if (host === undefined) return yield* notModelled(sys, 'telnet', 'command mode');
  const number = /^\d+$/.test(port) ? Number(port) : servicePort(port);
  if (number === undefined || number > 65535) {
    yield* sys.write(2, words.badPort(port, host));
    return 1;
  }
  const resolved = yield* resolveName(sys, host);
  if (!resolved.ok) {
    yield* sys.write(2, words.unknownHost(host, port));
    return 1;
  }
  if (words.trying) yield* sys.write(1, `Trying ${formatIpv4(resolved.address)}...\n`);
  const fd = yield* sys.socket({ type: 'tcp' });
  if (isFailure(fd)) return 1;
  const failure = yield* sys.connect(fd, resolved.address, number);
  if (failure) {
    yield* sys.close(fd);
    if (failure.errno === 'EINTR') return 130;
    yield* sys.write(2, words.failed(resolved.address, failure.errno));
    return 1;
  }
  yield* sys.write(1, words.connected(host));
  // A network virtual terminal ends lines with CR LF (RFC 854).
  const moved = yield* relay(sys, fd, { halfClose: true, idle: undefined, newline: '\r\n' });
  if (words === BUSYBOX && moved.inputEnded) return 0;
  yield* sys.write(words === BUSYBOX ? 1 : 2, words.closed);
  return words.closedStatus;
}

export const telnet: CommandSpec = {
  name: 'telnet',
  summary: 'connect to a port and talk with who is there',
  usage: ['telnet HOST [PORT]'],
  flags: [],
  run: main,
};
