/**
 * The programs a machine runs besides Docker: pid 1, the store, DNS and DHCP, demonstration servers. Each is a set of routines
 * that survive a fork. It refuses tools that a person types.
 */
import type { ProgramEntry } from '../os/index.ts';
import {
  BUSYBOX_HTTPD,
  FOUR_LETTER_SERVER,
  INTERNET_SERVER,
  UDPECHO_SH,
  WEB_SH,
} from './bookworm-servers.ts';
import { DHCLIENT } from './dhclient.ts';
import { DNS_SERVER } from './dns.ts';
import { ETCD } from './etcd.ts';
import { HTTP_SERVER, NGINX_SERVER, TCP_SINK, UDP_ECHO } from './servers.ts';
import { SSHD } from './sshd.ts';
import { SYSTEMD } from './systemd.ts';

export { answerFrom } from './dns.ts';
export { NOTIFY_SERVICE, SYSTEMD_SERVICE, type UnitAnswer, type UnitJob } from './systemd.ts';
export { isPresetEnabled, loadUnit, needsReload, readUnit } from './unit-files.ts';

export { decodeSsh, encodeSsh, KEX_FILLER, type SshMessage } from './ssh-wire.ts';

/** Entries for the program table. */
export const daemonPrograms: readonly ProgramEntry[] = [
  { name: 'systemd', profiles: ['centos7', 'debian12'], routines: SYSTEMD },
  // pkg/osutil/interrupt_unix.go: "exit directly if it is the init process".
  { name: 'etcd', routines: ETCD, ends: { SIGINT: 0, SIGTERM: 0 } },
  { name: 'dhclient', profiles: ['centos7', 'debian12'], routines: DHCLIENT },
  { name: 'sshd', profiles: ['centos7'], routines: SSHD },
  { name: 'dns-server', routines: DNS_SERVER },
  { name: 'http-server', routines: HTTP_SERVER },
  // "fast shutdown" and "graceful shutdown" of its master.
  { name: 'nginx-server', routines: NGINX_SERVER, ends: { SIGINT: 0, SIGQUIT: 0, SIGTERM: 0 } },
  // In the image of zookeeper: the JVM runs its hooks and exits so.
  { name: 'tcp-sink', routines: TCP_SINK, ends: { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } },
  { name: 'udp-echo', routines: UDP_ECHO },
  { name: 'internet-server', routines: INTERNET_SERVER },
  // socat and bash exit so when the signal comes.
  { name: 'four-letter-server', routines: FOUR_LETTER_SERVER, ends: { SIGTERM: 143, SIGINT: 130 } },
  { name: 'web.sh', routines: WEB_SH, ends: { SIGTERM: 0 } },
  { name: 'busybox-httpd', routines: BUSYBOX_HTTPD },
  { name: 'udpecho.sh', routines: UDPECHO_SH, ends: { SIGTERM: 143, SIGINT: 130 } },
];
