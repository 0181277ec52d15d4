import { wordTable } from '../../lib/index.ts';
import { isFailure, lookupDevice, namespaceOf, type Node, type World } from '../../model/state/index.ts';
import { formatIpv4, networkOf, parseCidr, parseIpv4 } from '../../model/wire/index.ts';
import { NO_DYNAMIC, readText, rootOf } from '../os/index.ts';
import type { EngineConfig } from './types.ts';

const CONFIG_FILE = '/etc/docker/daemon.json';

/** dockerd's flags: name to whether it takes a value; `list` may be repeated. */
const FLAGS: Readonly<Record<string, 'value' | 'switch' | 'list'>> = wordTable({
  'cluster-store': 'value',
  'cluster-advertise': 'value',
  host: 'list',
  H: 'list',
  bip: 'value',
  bridge: 'value',
  b: 'value',
  'fixed-cidr': 'value',
  'default-address-pool': 'list',
  icc: 'switch',
  ip: 'value',
  'ip-masq': 'switch',
  'dns-search': 'list',
  'dns-opt': 'list',
  mtu: 'value',
  dns: 'list',
  label: 'list',
  iptables: 'switch',
  'ip-forward': 'switch',
  'userland-proxy': 'switch',
  'live-restore': 'switch',
  debug: 'switch',
  D: 'switch',
  'exec-opt': 'list',
  'log-driver': 'value',
  'log-level': 'value',
  'storage-driver': 'value',
  'insecure-registry': 'list',
  'registry-mirror': 'list',
  'data-root': 'value',
  containerd: 'value',
  'selinux-enabled': 'switch',
});

/** What the engine says when it cannot start; printed as a plain line, without a level. */
export interface ConfigProblem {
  problem: string;
  /** The words of the command line are wrong: the client's library speaks, not the engine. */
  usage?: true;
}

/** Joins command line and daemon.json. A wrong flag, broken JSON or a conflict ends the start with a message. */
export function readConfig(world: World, node: Node, args: readonly string[]): EngineConfig | ConfigProblem {
  const given = parseFlags(args);
  if ('problem' in given) return given;
  const file = readConfigFile(node);
  if ('problem' in file) return { problem: String(file.problem) };
  for (const key of Object.keys(file.values))
    if (given.has(key))
      return {
        problem: `unable to configure the Docker daemon with file ${CONFIG_FILE}: the following directives are specified both as a flag and in the configuration file: ${key}: (from flag: ${given.get(key)?.[0]}, from file: ${String(file.values[key])})`,
      };
  const text = (key: string) =>
    given.get(key)?.[0] ?? (typeof file.values[key] === 'string' ? String(file.values[key]) : '');
  const truth = (key: string, fallback: boolean) => {
    const flag = given.get(key)?.[0];
    if (flag !== undefined) return flag !== 'false';
    return typeof file.values[key] === 'boolean' ? (file.values[key] as boolean) : fallback;
  };
  const list = (key: string) =>
    given.get(key) ?? (Array.isArray(file.values[key]) ? (file.values[key] as string[]) : []);
  const config: EngineConfig = {
    clusterStore: text('cluster-store'),
    clusterAdvertise: text('cluster-advertise'),
    advertiseAddress: '',
    iptables: truth('iptables', true),
    ipForward: truth('ip-forward', true),
    userlandProxy: truth('userland-proxy', true),
    liveRestore: truth('live-restore', false),
    debug: truth('debug', false),
    bip: text('bip'),
    bridge: text('bridge'),
    fixedCidr: text('fixed-cidr'),
    pools: list('default-address-pool').flatMap(poolOf),
    icc: truth('icc', true),
    ip: text('ip') || '0.0.0.0',
    ipMasq: truth('ip-masq', true),
    mtu: Number(text('mtu') || 1500),
    dns: list('dns'),
    dnsSearch: list('dns-search'),
    dnsOptions: list('dns-opt'),
    labels: list('label'),
  };
  return checkBridge(world, node, config) ?? checkCluster(world, node, config);
}

function parseFlags(args: readonly string[]): Map<string, string[]> | ConfigProblem {
  const given = new Map<string, string[]>();
  const canonical: Readonly<Record<string, string>> = { H: 'host', D: 'debug', b: 'bridge' };
  for (let i = 0; i < args.length; i++) {
    const match = /^--?([A-Za-z-]+)(?:=(.*))?$/.exec(args[i]);
    const kind = match && FLAGS[match[1]];
    if (!match || !kind)
      return match
        ? { problem: `unknown flag: --${match[1]}`, usage: true }
        : { problem: `"dockerd" accepts no arguments.` };
    let value = match[2];
    if (value === undefined && kind !== 'switch') value = args[++i];
    if (value === undefined && kind !== 'switch')
      return { problem: `flag needs an argument: --${match[1]}`, usage: true };
    if (match[1] === 'mtu' && !/^[+-]?\d+$/.test(value ?? ''))
      return {
        problem: `invalid argument "${value}" for "--mtu" flag: strconv.ParseInt: parsing "${value}": invalid syntax`,
        usage: true,
      };
    const name = canonical[match[1]] ?? match[1];
    given.set(name, [...(given.get(name) ?? []), value ?? 'true']);
  }
  return given;
}

function readConfigFile(node: Node): { values: Record<string, unknown> } | ConfigProblem {
  const text = readText(rootOf(node, node.hostRoot), NO_DYNAMIC, CONFIG_FILE);
  if (isFailure(text) || text.trim() === '') return { values: {} };
  try {
    const values = JSON.parse(text) as Record<string, unknown>;
    const unknown = Object.keys(values).find(
      (key) => !(key in FLAGS) && key !== 'hosts' && key !== 'labels' && key !== 'exec-opts',
    );
    if (unknown)
      return {
        problem: `unable to configure the Docker daemon with file ${CONFIG_FILE}: the following directives don't match any configuration option: ${unknown}`,
      };
    return { values };
  } catch {
    return {
      problem: `unable to configure the Docker daemon with file ${CONFIG_FILE}: ${jsonProblem(text)}`,
    };
  }
}

/** What Go's decoder says about text that is no JSON: the first octet it cannot place. */
function jsonProblem(text: string): string {
  for (let end = 1; end <= text.length; end++) {
    if (startsJson(text.slice(0, end))) continue;
    const wrong = text[end - 1];
    return `invalid character '${wrong}' ${/["}\]]/.test(wrong) ? 'looking for beginning of object key string' : 'after object key:value pair'}`;
  }
  return 'unexpected EOF';
}

/** Whether some continuation could make the text JSON: a small scanner of strings and brackets. */
function startsJson(text: string): boolean {
  let open = false;
  let last = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (open) {
      if (c === '\\') i++;
      else if (c === '"') {
        open = false;
        last = '"';
      }
      continue;
    }
    if (/\s/.test(c)) continue;
    if (c === '"' && /["\w}\]]/.test(last)) return false;
    if ((c === '}' || c === ']') && last === ',') return false;
    if (c === '"') open = true;
    else if (!/[{}[\]:,\w.+-]/.test(c)) return false;
    last = c;
  }
  return true;
}

/** `base=172.28.0.0/22,size=24` as its networks, in order. */
function poolOf(text: string): { base: string; size: number }[] {
  const base = /\bbase=([^,]+)/.exec(text)?.[1];
  const size = /\bsize=(\d+)/.exec(text)?.[1];
  return base && size && parseCidr(base) ? [{ base, size: Number(size) }] : [];
}

/** Flags of the default bridge: each mistake has its text (docker-lab s07b). */
function checkBridge(world: World, node: Node, { bip, bridge }: EngineConfig): ConfigProblem | undefined {
  const controller = 'Error initializing network controller: ';
  if (bip !== '' && bridge !== '')
    return { problem: 'You specified -b & --bip, mutually exclusive options. Please specify only one' };
  const own = parseCidr(bip);
  if (bip !== '' && !own) return { problem: `${controller}invalid CIDR address: ${bip}` };
  if (own && networkOf(own.address, own.prefix) === own.address)
    return {
      problem: `${controller}Error creating default "bridge" network: failed to allocate gateway (${formatIpv4(own.address)}): Address already in use`,
    };
  if (
    bridge !== '' &&
    bridge !== 'none' &&
    bridge !== 'docker0' &&
    !lookupDevice(namespaceOf(world, node.initNetns), bridge)
  )
    return {
      problem: `${controller}Error creating default "bridge" network: bridge device with non default name ${bridge} must be created manually`,
    };
  return undefined;
}

/** Cluster flags: each mistake has its text (docker-lab s07b, o04a). */
function checkCluster(world: World, node: Node, config: EngineConfig): EngineConfig | ConfigProblem {
  const { clusterStore, clusterAdvertise } = config;
  if (clusterAdvertise !== '' && clusterStore === '')
    return {
      problem:
        'invalid cluster configuration. --cluster-advertise must be accompanied by --cluster-store configuration',
    };
  if (clusterStore !== '') {
    if (!clusterStore.includes('://'))
      return {
        problem:
          'Error initializing network controller: kv store daemon config must be of the form KV-PROVIDER://KV-URL',
      };
    if (!/^(etcd|consul|zk):\/\//.test(clusterStore))
      return {
        problem:
          'Error initializing network controller: error obtaining controller instance: Backend storage not supported yet, please choose one of ',
      };
  }
  if (clusterAdvertise === '') return config;
  const colon = clusterAdvertise.lastIndexOf(':');
  if (colon < 0)
    return {
      problem: `discovery advertise parsing failed: invalid --cluster-advertise configuration: ${clusterAdvertise}: address ${clusterAdvertise}: missing port in address`,
    };
  const host = clusterAdvertise.slice(0, colon);
  const port = clusterAdvertise.slice(colon + 1);
  if (parseIpv4(host) !== undefined) return { ...config, advertiseAddress: `${host}:${port}` };
  const device = lookupDevice(namespaceOf(world, node.initNetns), host);
  const address = device?.addresses[0];
  if (!address)
    return {
      problem: `discovery advertise parsing failed: invalid cluster advertise IP address or interface name (${clusterAdvertise}) : route ip+net: no such network interface`,
    };
  return { ...config, advertiseAddress: `${formatIpv4(address.address)}:${port}` };
}

/**
 * The settings as `Reloaded configuration` prints them: 20.10's keys, in its order (recorded in docker-lab o10). `gateway` is that of
 * the default bridge.
 */
export function reloadedForm(config: EngineConfig, gateway: string): string {
  const cluster = (key: string, value: string) => (value === '' ? {} : { [key]: value });
  return JSON.stringify({
    mtu: config.mtu,
    pidfile: '/var/run/docker.pid',
    'data-root': '/var/lib/docker',
    'exec-root': '/var/run/docker',
    group: 'docker',
    'deprecated-key-path': '/etc/docker/key.json',
    ...cluster('cluster-store', config.clusterStore),
    ...cluster('cluster-advertise', config.advertiseAddress),
    'max-concurrent-downloads': 3,
    'max-concurrent-uploads': 5,
    'max-download-attempts': 5,
    'shutdown-timeout': 15,
    ...(config.liveRestore ? { 'live-restore': true } : {}),
    hosts: ['unix:///var/run/docker.sock'],
    'log-level': 'info',
    'swarm-default-advertise-addr': '',
    'swarm-raft-heartbeat-tick': 0,
    'swarm-raft-election-tick': 0,
    'metrics-addr': '',
    'host-gateway-ip': gateway,
    'log-driver': 'json-file',
    ip: config.ip,
    icc: config.icc,
    iptables: config.iptables,
    'ip-forward': config.ipForward,
    'ip-masq': config.ipMasq,
    'userland-proxy': config.userlandProxy,
    'default-address-pools': { Values: config.pools.length > 0 ? config.pools : null },
    'network-control-plane-mtu': 1500,
    experimental: false,
    containerd: '/var/run/docker/containerd/containerd.sock',
    builder: { GC: {}, Entitlements: {} },
    'containerd-namespace': 'moby',
    'containerd-plugin-namespace': 'plugins.moby',
    runtimes: {
      'io.containerd.runc.v2': { path: 'runc' },
      'io.containerd.runtime.v1.linux': { path: 'runc' },
      runc: { path: 'runc' },
    },
    'default-runtime': 'runc',
    'default-shm-size': 67108864,
    'default-ipc-mode': 'private',
    'default-cgroupns-mode': 'host',
    'resolv-conf': '/etc/resolv.conf',
  });
}
