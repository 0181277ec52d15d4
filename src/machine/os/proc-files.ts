import { wordTable } from '../../lib/index.ts';
import {
  fail,
  type Failure,
  type FileNode,
  hasCarrier,
  isRunning,
  lookupDevice,
  type NetDevice,
  type NetworkNamespace,
  type Node,
  parentIn,
  pidIn,
  type Process,
  processNumbered,
  sysctlDefaults,
  type World,
} from '../../model/state/index.ts';
import { readSysctl, writeSysctl } from '../../network/kernel/index.ts';
import type { DynamicFiles } from './files.ts';
import { kernelBanner } from './kernel-build.ts';
import { netnsFiles } from './netns-files.ts';

/** Text files that a format of another room knows how to print: path below /proc/net to its text. */
export type NetworkTables = (world: World, netns: NetworkNamespace, path: string) => string | undefined;

const DEVICE_ENTRIES = ['rp_filter', 'forwarding', 'arp_ignore', 'route_localnet', 'proxy_arp'];

/** /proc, /sys and the image's programs as one process sees them. `programs` lists names a path like /usr/bin holds. */
export function dynamicFiles(
  world: World,
  node: Node,
  process: Pick<Process, 'namespaces' | 'pid'>,
  programs: (directory: string) => readonly string[],
  tables: NetworkTables,
): DynamicFiles {
  const netns = world.namespaces.get(process.namespaces.net);
  const mounted = world.namespaces.get(process.namespaces.sys ?? process.namespaces.net);
  // Mounts of the host are not seen from a root file system of one's own.
  const held = (path: string) =>
    process.namespaces.root === node.hostRoot ? netnsFiles(world, node, path) : undefined;
  const read = (path: string): string | undefined => {
    if (path.startsWith('/proc/sys/') && netns) {
      const value = readSysctl(netns, sysctlKey(path));
      return value === undefined ? undefined : `${value}\n`;
    }
    if (path.startsWith('/proc/net/') && netns) return tables(world, netns, path.slice(10));
    if (path.startsWith('/proc/self/net/') && netns) return tables(world, netns, path.slice(15));
    if (path.startsWith('/sys/class/net/') && mounted) return deviceAttribute(world, mounted, path.slice(15));
    return procFile(world, node, process, path);
  };
  return {
    lookup(path) {
      if (isDirectory(node, process.namespaces.pid, path.startsWith('/sys') ? mounted : netns, path))
        return directoryNode;
      const slash = path.lastIndexOf('/');
      const directory = path.slice(0, slash);
      if (path.includes('/run/') && held(path)) return directoryNode;
      const name = path.slice(slash + 1);
      if (directory.endsWith('/netns') && held(directory)?.includes(name))
        return { ...mountNode, modified: madeAt(world, node, name) };
      if (programs(directory).includes(name)) return programNode;
      if (!path.startsWith('/proc') && !path.startsWith('/sys')) return undefined;
      const text = read(path);
      return text === undefined
        ? undefined
        : { type: 'file', content: text, mode: 0o644, uid: 0, modified: world.now };
    },
    children(path) {
      return [
        ...programs(path),
        ...dynamicChildren(node, process.namespaces.pid, path.startsWith('/sys') ? mounted : netns, path),
        ...(held(path) ?? []),
      ];
    },
    write(path, text) {
      if (!path.startsWith('/proc/sys/') || !netns) return undefined;
      // A container has /proc/sys for reading only.
      if (process.namespaces.confined) return fail('EROFS');
      // The shell's `>` truncates first; an empty write changes nothing.
      if (text === '') return 'written';
      const failure: Failure | undefined = writeSysctl(netns, sysctlKey(path), text);
      return failure ?? 'written';
    },
  };
}

const directoryNode: FileNode = Object.freeze({
  type: 'directory',
  content: '',
  mode: 0o555,
  uid: 0,
  modified: 0,
});
const programNode: FileNode = Object.freeze({ type: 'file', content: '', mode: 0o755, uid: 0, modified: 0 });

/** A namespace's file: empty and not to be written. */
const mountNode: FileNode = Object.freeze({ type: 'file', content: '', mode: 0o444, uid: 0, modified: 0 });

/** When the namespace that a file below /var/run holds was made; Docker's `default` is the host's own. */
function madeAt(world: World, node: Node, name: string): number {
  for (const netns of world.namespaces.values())
    if (netns.node === node.name && netns.names.some((held) => held === name || held.endsWith(`/${name}`)))
      return netns.created;
  return world.namespaces.get(node.initNetns)?.created ?? 0;
}

/** `/proc/sys/net/ipv4/conf/ens33.10/rp_filter`: only the separators become dots. */
function sysctlKey(path: string): string {
  return path.slice('/proc/sys/'.length).split('/').join('.');
}

function isDirectory(
  node: Node,
  pidNamespace: string,
  netns: NetworkNamespace | undefined,
  path: string,
): boolean {
  return dynamicChildren(node, pidNamespace, netns, path).length > 0;
}

function dynamicChildren(
  node: Node,
  pidNamespace: string,
  netns: NetworkNamespace | undefined,
  path: string,
): string[] {
  if (path === '/proc')
    return [
      'cmdline',
      'cpuinfo',
      'loadavg',
      'meminfo',
      'modules',
      'net',
      'self',
      'sys',
      'uptime',
      'version',
      ...[...node.processes.values()]
        .map((process) => pidIn(pidNamespace, process))
        .filter((pid) => pid > 0)
        .map(String),
    ];
  if (path === '/proc/net' || path === '/proc/self/net') return ['arp', 'dev', 'route', 'snmp', 'tcp', 'udp'];
  if (path === '/proc/self') return ['cmdline', 'net', 'ns'];
  const process = /^\/proc\/(\d+)$/.exec(path);
  if (process && processNumbered(pidNamespace, node, Number(process[1])))
    return ['cmdline', 'comm', 'status'];
  if (path.startsWith('/proc/sys')) return sysctlChildren(netns, path);
  if (path === '/sys') return ['class'];
  if (path === '/sys/class') return ['net'];
  if (!netns || !path.startsWith('/sys/class/net')) return [];
  const parts = path.split('/').slice(4);
  if (parts.length === 0) return [...netns.devices.values()].map((d) => d.name);
  const device = lookupDevice(netns, parts[0]);
  if (!device) return [];
  if (parts.length === 1)
    return [
      'address',
      'carrier',
      'ifindex',
      'mtu',
      'operstate',
      'statistics',
      ...(device.kind === 'bridge' ? ['brif'] : []),
    ];
  if (parts[1] === 'statistics' && parts.length === 2) return Object.keys(STATISTICS);
  if (parts[1] === 'brif' && parts.length === 2)
    return [...netns.devices.values()].filter((d) => d.master === device.index).map((d) => d.name);
  return [];
}

function sysctlChildren(netns: NetworkNamespace | undefined, path: string): string[] {
  const prefix = path === '/proc/sys' ? '' : `${path.slice('/proc/sys/'.length)}/`;
  const names = new Set<string>();
  const keys = [
    ...Object.keys(sysctlDefaults()),
    'net.ipv4.ip_forward',
    'net.netfilter.nf_conntrack_count',
  ].map((k) => k.replaceAll('.', '/'));
  for (const device of ['all', 'default', ...[...(netns?.devices.values() ?? [])].map((d) => d.name)])
    for (const entry of DEVICE_ENTRIES) keys.push(`net/ipv4/conf/${device}/${entry}`);
  for (const key of keys) {
    if (!key.startsWith(prefix)) continue;
    names.add(key.slice(prefix.length).split('/')[0]);
  }
  const exact = prefix.slice(0, -1);
  return keys.includes(exact) ? [] : [...names];
}

const STATISTICS: Readonly<Record<string, (device: NetDevice) => number>> = wordTable({
  rx_bytes: (d) => d.stats.rxBytes,
  rx_packets: (d) => d.stats.rxPackets,
  rx_errors: (d) => d.stats.rxErrors,
  rx_dropped: (d) => d.stats.rxDropped,
  tx_bytes: (d) => d.stats.txBytes,
  tx_packets: (d) => d.stats.txPackets,
  tx_errors: (d) => d.stats.txErrors,
  tx_dropped: (d) => d.stats.txDropped,
  multicast: (d) => d.stats.multicast,
  collisions: (d) => d.stats.collisions,
});

function deviceAttribute(world: World, netns: NetworkNamespace, rest: string): string | undefined {
  const [name, attribute, detail] = rest.split('/');
  const device = lookupDevice(netns, name);
  if (!device) return undefined;
  switch (attribute) {
    case 'mtu':
      return `${device.mtu}\n`;
    case 'address':
      return `${device.mac}\n`;
    case 'ifindex':
      return `${device.index}\n`;
    case 'carrier':
      return `${hasCarrier(world, netns, device) ? 1 : 0}\n`;
    case 'operstate':
      if (device.kind === 'loopback' || device.kind === 'vxlan') return device.up ? 'unknown\n' : 'down\n';
      return isRunning(world, netns, device) ? 'up\n' : 'down\n';
    case 'statistics': {
      const value = STATISTICS[detail]?.(device);
      return value === undefined ? undefined : `${value}\n`;
    }
    default:
      return undefined;
  }
}

function procFile(
  world: World,
  node: Node,
  process: Pick<Process, 'namespaces' | 'pid'>,
  path: string,
): string | undefined {
  switch (path) {
    case '/proc/version':
      return `${kernelBanner(node.kernel)}\n`;
    case '/proc/uptime': {
      const up = (world.now - node.bootedAt) / 1_000_000;
      return `${up.toFixed(2)} ${(up * node.cpus * 0.97).toFixed(2)}\n`;
    }
    case '/proc/modules':
      return node.modules.map((m) => `${m} 16384 0 - Live 0x0000000000000000\n`).join('');
    case '/proc/cmdline':
      return `BOOT_IMAGE=/vmlinuz-${node.kernel} root=/dev/mapper/centos-root ro quiet\n`;
    case '/proc/meminfo':
      return `MemTotal:       ${String(node.memoryKiB).padStart(8)} kB\n`;
    default:
      break;
  }
  const match = /^\/proc\/(\d+|self)\/(cmdline|comm|status)$/.exec(path);
  const own = process.namespaces.pid;
  const target =
    match &&
    (match[1] === 'self' ? node.processes.get(process.pid) : processNumbered(own, node, Number(match[1])));
  if (!match || !target) return undefined;
  if (match[2] === 'cmdline') return `${target.argv.join('\0')}\0`;
  if (match[2] === 'comm') return `${target.comm}\n`;
  return `Name:\t${target.comm}\nState:\tS (sleeping)\nPid:\t${pidIn(own, target)}\nPPid:\t${parentIn(own, node, target)}\nUid:\t${target.uid}\n`;
}
