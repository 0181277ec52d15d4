import { type Errno, type ImageProfile, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../../model/wire/index.ts';
import { serviceName } from './service-names.ts';

/** What the three netcats say, and where their manners differ. */
export interface NetcatWords {
  usage: string;
  badFlagStatus: number;
  badHostStatus: number;
  /** Errors are told without `-v` too. */
  alwaysTells: boolean;
  /** The end of input closes the sending side. */
  halfCloses: boolean;
  /** A UDP probe speaks only after its silence was heard. */
  probesFirst: boolean;
  /** Microseconds after which a connection is given up without `-w`. */
  ownTimeout: number | undefined;
  /** What `-v` says at the start. */
  banner: string;
  /** What is said of a UDP probe that met no error. */
  probeSent: string;
  badFlag(letter: string): string;
  unknownHost(host: string, port: string): string;
  badPort(port: string): string;
  failed(host: string, address: Ipv4, port: number, errno: Errno, protocol?: 'tcp' | 'udp'): string;
  /** `numeric`: with -n names are neither looked up nor shown. */
  connected(host: string, address: Ipv4, port: number, protocol: 'tcp' | 'udp', numeric: boolean): string;
  summary(sent: number, received: number, microseconds: number): string;
  listening(address: string, port: number): string;
  accepted(address: string, port: number): string;
  bindFailed(reason: string): string;
  listenFailed(address: string, port: number, reason: string): string;
  /** Microseconds to listen after each octet of a UDP probe. */
  probePauses(wait: number | undefined): number[];
}

const SECOND = 1_000_000;

/** netcat-openbsd 1.219, as the labs recorded it. */
const OPENBSD: NetcatWords = {
  usage:
    'usage: nc [-46klNnuvz] [-p source_port] [-q seconds] [-s sourceaddr]\n\t  [-w timeout] [destination] [port]\n',
  badFlagStatus: 1,
  badHostStatus: 1,
  alwaysTells: false,
  halfCloses: false,
  probesFirst: true,
  ownTimeout: undefined,
  banner: '',
  probeSent: '',
  badFlag: (letter) => `nc: invalid option -- '${letter}'\n${OPENBSD.usage}`,
  unknownHost: (host, port) => `nc: getaddrinfo for host "${host}" port ${port}: Name or service not known\n`,
  badPort: (port) => `nc: port number invalid: ${port}\n`,
  failed: (host, address, port, errno, protocol = 'tcp') => {
    const name = parseIpv4(host) === undefined ? `${host} (${formatIpv4(address)})` : host;
    return errno === 'EAGAIN'
      ? `nc: connect to ${name} port ${port} (${protocol}) timed out: Operation now in progress\n`
      : `nc: connect to ${name} port ${port} (${protocol}) failed: ${strerror(errno)}\n`;
  },
  connected: (host, address, port, protocol, numeric) => {
    const name = parseIpv4(host) === undefined ? `${host} (${formatIpv4(address)})` : host;
    return `Connection to ${name} ${port} port [${protocol}/${(numeric ? undefined : serviceName(port, protocol, false)) ?? '*'}] succeeded!\n`;
  },
  summary: () => '',
  listening: (address, port) => `Listening on ${address} ${port}\n`,
  accepted: (address, port) => `Connection received on ${address} ${port}\n`,
  bindFailed: (reason) => `nc: bind failed: ${reason}\n`,
  listenFailed: (_address, _port, reason) => `nc: ${reason}\n`,
  // Four octets within a second: the recorded probe of an open port takes as long (1,019 ms).
  probePauses: () => [SECOND / 4, SECOND / 4, SECOND / 4, SECOND / 4],
};

/** Ncat 7.50, CentOS 7's `nc`. */
const NCAT: NetcatWords = {
  ...OPENBSD,
  usage: 'Ncat: You must specify a host to connect to. QUITTING.\n',
  badFlagStatus: 2,
  badHostStatus: 2,
  alwaysTells: true,
  halfCloses: true,
  probesFirst: false,
  ownTimeout: 10 * SECOND,
  banner: 'Ncat: Version 7.50 ( https://nmap.org/ncat )\n',
  probeSent: 'Ncat: UDP packet sent successfully\n',
  badFlag: (letter) =>
    `nc: invalid option -- '${letter}'\nNcat: Try \`--help' or man(1) ncat for more information, usage options and help. QUITTING.\n`,
  unknownHost: (host) => `Ncat: Could not resolve hostname "${host}": Name or service not known. QUITTING.\n`,
  badPort: (port) => `Ncat: Invalid port number "${port}". QUITTING.\n`,
  failed: (_host, _address, _port, errno) =>
    `Ncat: ${errno === 'EAGAIN' ? 'Connection timed out' : strerror(errno)}.\n`,
  connected: (_host, address, port) => `Ncat: Connected to ${formatIpv4(address)}:${port}.\n`,
  summary: (sent, received, microseconds) =>
    `Ncat: ${sent} bytes sent, ${received} bytes received in ${(microseconds / SECOND).toFixed(2)} seconds.\n`,
  listening: (address, port) => `Ncat: Listening on ${address}:${port}\n`,
  accepted: (address, port) =>
    `Ncat: Connection from ${address}.\nNcat: Connection from ${address}:${port}.\n`,
  bindFailed: (reason) => `Ncat: bind: ${reason}. QUITTING.\n`,
  listenFailed: (address, port, reason) => `Ncat: bind to ${address}:${port}: ${reason}. QUITTING.\n`,
  probePauses: (wait) => [Math.min(wait ?? 2 * SECOND, 2 * SECOND)],
};

/** busybox nc. */
const BUSYBOX: NetcatWords = {
  ...OPENBSD,
  usage: 'Usage: nc [-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]\n',
  alwaysTells: true,
  halfCloses: true,
  badFlag: (letter) => `nc: invalid option -- '${letter}'\n${BUSYBOX.usage}`,
  unknownHost: (host) => `nc: bad address '${host}'\n`,
  failed: (_host, address, _port, errno) =>
    errno === 'EAGAIN'
      ? 'nc: timed out\n'
      : `nc: can't connect to remote host (${formatIpv4(address)}): ${strerror(errno)}\n`,
  connected: () => '',
  listenFailed: (_address, _port, reason) => `nc: bind: ${reason}\n`,
};

export function wordsOf(profile: ImageProfile): NetcatWords {
  return profile === 'debian12' ? OPENBSD : profile === 'centos7' ? NCAT : BUSYBOX;
}
