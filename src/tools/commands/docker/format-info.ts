import type { EngineInfo } from '../../../machine/docker/index.ts';

/** `docker info` of 18.06 (cli/command/system/info.go): one block, a blank before indented rows. */
export function formatInfoOld(info: EngineInfo): string {
  const rows = [
    `Containers: ${info.containers}`,
    ` Running: ${info.running}`,
    ` Paused: ${info.paused}`,
    ` Stopped: ${info.stopped}`,
    `Images: ${info.images}`,
    `Server Version: ${info.version}`,
    'Storage Driver: overlay2',
    ' Backing Filesystem: xfs',
    ' Supports d_type: true',
    ' Native Overlay Diff: true',
    'Logging Driver: json-file',
    'Cgroup Driver: cgroupfs',
    'Plugins:',
    ' Volume: local',
    ' Network: bridge host macvlan null overlay',
    ' Log: awslogs fluentd gcplogs gelf journald json-file logentries splunk syslog',
    'Swarm: inactive',
    'Runtimes: runc',
    'Default Runtime: runc',
    'Init Binary: docker-init',
    'containerd version: d64c661f1d51c48782c9cec8fda7604785f93587',
    'runc version: 69663f0bd4b60df09991c08812a60108003fa340',
    'init version: fec3683',
    'Security Options:',
    ' seccomp',
    '  Profile: default',
    `Kernel Version: ${info.kernel}`,
    `Operating System: ${info.operatingSystem}`,
    'OSType: linux',
    'Architecture: x86_64',
    `CPUs: ${info.cpus}`,
    `Total Memory: ${gibibytes(info.memory)}`,
    `Name: ${info.name}`,
    `ID: ${info.id}`,
    'Docker Root Dir: /var/lib/docker',
    'Debug Mode (client): false',
    `Debug Mode (server): ${info.debug}`,
    'Registry: https://index.docker.io/v1/',
    'Labels:',
    ...info.labels.map((label) => ` ${label}`),
    'Experimental: false',
    ...(info.clusterStore === '' ? [] : [`Cluster Store: ${info.clusterStore}`]),
    ...(info.clusterAdvertise === '' ? [] : [`Cluster Advertise: ${info.clusterAdvertise}`]),
    'Insecure Registries:',
    ' 127.0.0.0/8',
    `Live Restore Enabled: ${info.liveRestore}`,
    '',
  ];
  return `${rows.join('\n')}\n`;
}

/** `docker info` of 20.10: a client and a server block (recorded in docker-lab o00). */
export function formatInfoRecent(info: EngineInfo): string {
  const rows = [
    'Client:',
    ' Context:    default',
    ' Debug Mode: false',
    '',
    'Server:',
    ` Containers: ${info.containers}`,
    `  Running: ${info.running}`,
    `  Paused: ${info.paused}`,
    `  Stopped: ${info.stopped}`,
    ` Images: ${info.images}`,
    ` Server Version: ${info.version}`,
    ' Storage Driver: overlay2',
    '  Backing Filesystem: extfs',
    '  Supports d_type: true',
    '  Native Overlay Diff: true',
    '  userxattr: false',
    ' Logging Driver: json-file',
    ' Cgroup Driver: cgroupfs',
    ' Cgroup Version: 1',
    ' Plugins:',
    '  Volume: local',
    '  Network: bridge host ipvlan macvlan null overlay',
    '  Log: awslogs fluentd gcplogs gelf journald json-file local logentries splunk syslog',
    ' Swarm: inactive',
    ' Runtimes: io.containerd.runc.v2 io.containerd.runtime.v1.linux runc',
    ' Default Runtime: runc',
    ' Init Binary: docker-init',
    ' containerd version: 1.6.20~ds1-1+deb12u3',
    ' runc version: 1.1.5+ds1-1+deb12u1',
    ' init version: ',
    ' Security Options:',
    '  seccomp',
    '   Profile: default',
    ` Kernel Version: ${info.kernel}`,
    ` Operating System: ${info.operatingSystem}`,
    ' OSType: linux',
    ' Architecture: x86_64',
    ` CPUs: ${info.cpus}`,
    ` Total Memory: ${gibibytes(info.memory)}`,
    ` Name: ${info.name}`,
    ` ID: ${info.id}`,
    ' Docker Root Dir: /var/lib/docker',
    ` Debug Mode: ${info.debug}`,
    ' Registry: https://index.docker.io/v1/',
    ' Labels:',
    ...info.labels.map((label) => `  ${label}`),
    ' Experimental: false',
    ...(info.clusterStore === '' ? [] : [` Cluster Store: ${info.clusterStore}`]),
    ...(info.clusterAdvertise === '' ? [] : [` Cluster Advertise: ${info.clusterAdvertise}`]),
    ' Insecure Registries:',
    '  127.0.0.0/8',
    ` Live Restore Enabled: ${info.liveRestore}`,
    ...(info.pools.length === 0
      ? []
      : [
          ' Default Address Pools:',
          ...info.pools.map(({ base, size }) => `   Base: ${base}, Size: ${size}`),
        ]),
    '',
  ];
  return `${rows.join('\n')}\n`;
}

/** Warnings on standard error behind the table. */
export function infoWarnings(info: EngineInfo): string {
  const rows: string[] = [];
  // 20.10 and later (cli/command/system/info.go; docker-lab o00).
  if (!info.version.startsWith('18.') && (info.clusterStore !== '' || info.clusterAdvertise !== ''))
    rows.push(
      'WARNING: node discovery and overlay networks with an external k/v store (cluster-advertise,',
      '         cluster-store, cluster-store-opt) are deprecated and will be removed in a future release.',
    );
  if (!info.ipForward) rows.push('WARNING: IPv4 forwarding is disabled');
  if (!info.bridgeNfIptables) rows.push('WARNING: bridge-nf-call-iptables is disabled');
  if (!info.bridgeNfIp6tables) rows.push('WARNING: bridge-nf-call-ip6tables is disabled');
  return rows.map((row) => `${row}\n`).join('');
}

function gibibytes(octets: number): string {
  return `${Number((octets / 1024 ** 3).toPrecision(4))}GiB`;
}
