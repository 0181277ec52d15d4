/**
 * The programs a machine runs besides Docker: pid 1, the store, DNS and DHCP, demonstration servers. Each is a set of routines
 * that survive a fork. It refuses tools that a person types.
 */
import type { ProgramEntry } from '../os/index.ts';
import { DHCLIENT } from './dhclient.ts';
import { DNS_SERVER } from './dns.ts';
import { ETCD } from './etcd.ts';
import { HTTP_SERVER, TCP_SINK, UDP_ECHO } from './servers.ts';
import { SSHD } from './sshd.ts';
import { SYSTEMD } from './systemd.ts';

export { answerFrom } from './dns.ts';
export { NOTIFY_SERVICE, SYSTEMD_SERVICE, type UnitAnswer, type UnitJob } from './systemd.ts';
export { isPresetEnabled, loadUnit, needsReload, readUnit } from './unit-files.ts';

/** Entries for the program table. */
export const daemonPrograms: readonly ProgramEntry[] = [
  { name: 'systemd', profiles: ['centos7', 'debian12'], routines: SYSTEMD },
  { name: 'etcd', routines: ETCD },
  { name: 'dhclient', profiles: ['centos7', 'debian12'], routines: DHCLIENT },
  { name: 'sshd', profiles: ['centos7'], routines: SSHD },
  { name: 'dns-server', routines: DNS_SERVER },
  { name: 'http-server', routines: HTTP_SERVER },
  { name: 'tcp-sink', routines: TCP_SINK },
  { name: 'udp-echo', routines: UDP_ECHO },
];
