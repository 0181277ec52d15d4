import { wordTable } from '../../../lib/index.ts';

/** Names of /etc/services that captures and netcat show, for the ports a container network meets. */
const TCP: Readonly<Record<number, string>> = {
  7: 'echo',
  20: 'ftp-data',
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap2',
  179: 'bgp',
  443: 'https',
  2049: 'nfs',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};
const UDP: Readonly<Record<number, string>> = {
  7: 'echo',
  53: 'domain',
  67: 'bootps',
  68: 'bootpc',
  69: 'tftp',
  123: 'ntp',
  161: 'snmp',
  514: 'syslog',
  5353: 'mdns',
};

/** CentOS 7's services file knows more of the ports that container networks use, by other names. */
const CENTOS: Readonly<Record<string, string>> = wordTable({
  'tcp 2181': 'eforward',
  'tcp 2379': 'etcd-client',
  'tcp 2380': 'etcd-server',
  'tcp 2375': 'docker',
  'tcp 2376': 'docker-s',
  'tcp 8080': 'webcache',
  'udp 4789': 'vxlan',
});

/** The name of a port; `undefined` when the file has none. */
export function serviceName(port: number, protocol: 'tcp' | 'udp', centos: boolean): string | undefined {
  const own = centos ? CENTOS[`${protocol} ${port}`] : undefined;
  const name = own ?? (protocol === 'tcp' ? TCP : UDP)[port];
  return name;
}

/** The port of a name; `undefined` for an unknown one. */
export function servicePort(name: string): number | undefined {
  for (const table of [TCP, UDP])
    for (const [port, known] of Object.entries(table)) if (known === name) return Number(port);
  const centos = Object.entries(CENTOS).find(([, known]) => known === name);
  return centos && Number(centos[0].split(' ')[1]);
}
