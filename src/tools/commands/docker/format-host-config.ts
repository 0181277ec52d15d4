import type { ContainerRequest } from '../../../machine/docker/index.ts';

/** Parts of /proc and /sys that containers do not get to see, and those they may only read (daemon/oci, DefaultSpec). */
const MASKED = [
  ...'asound acpi kcore keys latency_stats timer_list timer_stats sched_debug scsi'
    .split(' ')
    .map((name) => `/proc/${name}`),
  '/sys/firmware',
];
const READ_ONLY = ['/proc/bus', '/proc/fs', '/proc/irq', '/proc/sys', '/proc/sysrq-trigger'];

const NO_LIMITS_OF_BLOCK_DEVICES = {
  BlkioWeight: 0,
  BlkioWeightDevice: [],
  BlkioDeviceReadBps: null,
  BlkioDeviceWriteBps: null,
  BlkioDeviceReadIOps: null,
  BlkioDeviceWriteIOps: null,
};
const NO_LIMITS_OF_PROCESSORS = {
  CpuPeriod: 0,
  CpuQuota: 0,
  CpuRealtimePeriod: 0,
  CpuRealtimeRuntime: 0,
  CpusetCpus: '',
  CpusetMems: '',
};

/** `HostConfig` of `docker inspect`, in the client's order: what was asked for, and the defaults of what is not modelled. */
export function hostConfig(request: ContainerRequest, recent: boolean): object {
  const list = <T>(values: readonly T[]) => (values.length > 0 ? values : null);
  return {
    Binds: list(request.binds),
    ContainerIDFile: '',
    LogConfig: { Type: 'json-file', Config: {} },
    NetworkMode: networkMode(request),
    PortBindings: portBindings(request),
    RestartPolicy: { Name: request.restart.name, MaximumRetryCount: request.restart.retries },
    AutoRemove: request.autoRemove,
    VolumeDriver: '',
    VolumesFrom: null,
    CapAdd: list(request.capAdd),
    CapDrop: null,
    ...(recent ? { CgroupnsMode: 'host' } : {}),
    Dns: request.dns,
    DnsOptions: request.dnsOptions,
    DnsSearch: request.dnsSearch,
    ExtraHosts: list(request.addHosts),
    GroupAdd: null,
    // The engine's default became `private` with 20.10.
    IpcMode: recent ? 'private' : 'shareable',
    Cgroup: '',
    Links: null,
    OomScoreAdj: 0,
    PidMode: '',
    Privileged: request.privileged,
    PublishAllPorts: request.publishAll,
    ReadonlyRootfs: false,
    SecurityOpt: null,
    UTSMode: '',
    UsernsMode: '',
    ShmSize: 67108864,
    Runtime: 'runc',
    ConsoleSize: [0, 0],
    Isolation: '',
    CpuShares: 0,
    Memory: 0,
    NanoCpus: 0,
    CgroupParent: '',
    ...NO_LIMITS_OF_BLOCK_DEVICES,
    ...NO_LIMITS_OF_PROCESSORS,
    Devices: [],
    DeviceCgroupRules: null,
    ...(recent ? { DeviceRequests: null } : { DiskQuota: 0 }),
    KernelMemory: 0,
    ...(recent ? { KernelMemoryTCP: 0 } : {}),
    MemoryReservation: 0,
    MemorySwap: 0,
    MemorySwappiness: null,
    OomKillDisable: false,
    PidsLimit: recent ? null : 0,
    Ulimits: null,
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
    MaskedPaths: request.privileged ? null : MASKED,
    ReadonlyPaths: request.privileged ? null : READ_ONLY,
  };
}

function networkMode({ network, networkGiven }: ContainerRequest): string {
  return network === 'bridge' && !networkGiven ? 'default' : network;
}

function portBindings(request: ContainerRequest): object {
  const bindings: Record<string, object[]> = {};
  for (const b of request.publish)
    bindings[b.port] = [
      ...(bindings[b.port] ?? []),
      {
        HostIp: b.hostIp === '0.0.0.0' ? '' : b.hostIp,
        HostPort: b.hostPort === 0 ? '' : [b.hostPort, b.hostPortLast].filter(Boolean).join('-'),
      },
    ];
  return Object.fromEntries(Object.entries(bindings).sort(([a], [b]) => (a < b ? -1 : 1)));
}
