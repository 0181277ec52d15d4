import {
  fail,
  type Failure,
  lookupDevice,
  type NetDevice,
  type NetworkNamespace,
  sysctl,
} from '../../model/state/index.ts';

const DEVICE_KEY = /^net\.ipv4\.conf\.(.+)\.([a-z0-9_]+)$/;

type Binding = { read: (device: NetDevice) => string; write: (device: NetDevice, value: number) => void };

const DEVICE_VALUES: Readonly<Record<string, Binding>> = {
  rp_filter: { read: (d) => String(d.conf.rpFilter), write: (d, v) => (d.conf.rpFilter = v) },
  forwarding: {
    read: (d) => (d.conf.forwarding ? '1' : '0'),
    write: (d, v) => (d.conf.forwarding = v !== 0),
  },
  arp_ignore: { read: (d) => String(d.conf.arpIgnore), write: (d, v) => (d.conf.arpIgnore = v) },
  route_localnet: {
    read: (d) => (d.conf.routeLocalnet ? '1' : '0'),
    write: (d, v) => (d.conf.routeLocalnet = v !== 0),
  },
  proxy_arp: { read: (d) => (d.conf.proxyArp ? '1' : '0'), write: (d, v) => (d.conf.proxyArp = v !== 0) },
};

/** Reads a kernel parameter by its dotted name; `undefined` when the model has no such file. */
export function readSysctl(netns: NetworkNamespace, key: string): string | undefined {
  if (key === 'net.ipv4.ip_forward') return netns.forwarding ? '1' : '0';
  if (key === 'net.netfilter.nf_conntrack_count') return String(netns.conntrackCount);
  const match = DEVICE_KEY.exec(key);
  if (match) {
    const binding = DEVICE_VALUES[match[2]];
    if (!binding) return undefined;
    if (match[1] === 'all' || match[1] === 'default')
      return netns.sysctl.get(key) ?? (match[2] === 'forwarding' && netns.forwarding ? '1' : '0');
    const device = lookupDevice(netns, match[1]);
    return device ? binding.read(device) : undefined;
  }
  return sysctl(netns, key);
}

/** Writes a kernel parameter. ENOENT for an unknown name, EINVAL for text where a number belongs, EACCES for read-only ones. */
export function writeSysctl(netns: NetworkNamespace, key: string, value: string): Failure | undefined {
  const text = value.trim();
  if (readSysctl(netns, key) === undefined) return fail('ENOENT');
  if (key === 'net.netfilter.nf_conntrack_count') return fail('EACCES');
  if (key !== 'net.ipv4.ip_local_port_range' && !/^-?\d+$/.test(text)) return fail('EINVAL');
  if (key === 'net.ipv4.ip_forward') {
    netns.forwarding = Number(text) !== 0;
    for (const device of netns.devices.values()) device.conf.forwarding = netns.forwarding;
    return undefined;
  }
  const match = DEVICE_KEY.exec(key);
  if (match) {
    if (match[1] === 'all' || match[1] === 'default') {
      netns.sysctl.set(key, text);
      if (match[1] === 'all' && match[2] === 'forwarding')
        return writeSysctl(netns, 'net.ipv4.ip_forward', text);
      return undefined;
    }
    const device = lookupDevice(netns, match[1]);
    if (!device) return fail('ENOENT');
    DEVICE_VALUES[match[2]].write(device, Number(text));
    return undefined;
  }
  netns.sysctl.set(key, text);
  // Switching IPv6 off takes the addresses of every device at once.
  if (key === 'net.ipv6.conf.all.disable_ipv6' && text !== '0')
    for (const device of netns.devices.values()) device.inet6 = [];
  return undefined;
}
