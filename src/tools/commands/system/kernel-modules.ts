import { type Step, wordTable } from '../../../lib/index.ts';
import type { Node } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { profileOf } from '../traffic/profile.ts';

/** Modules a container network meets: what each needs. Sizes are not modelled: /proc/modules says the same of all. */
const NEEDS: Readonly<Record<string, readonly string[]>> = wordTable({
  llc: [],
  stp: ['llc'],
  bridge: ['stp', 'llc'],
  br_netfilter: ['bridge'],
  overlay: [],
  udp_tunnel: [],
  ip6_udp_tunnel: [],
  vxlan: ['udp_tunnel', 'ip6_udp_tunnel'],
  veth: [],
  macvlan: [],
  ipvlan: [],
  dummy: [],
  ipip: [],
  tun: [],
  '8021q': [],
  nf_conntrack: [],
  nf_conntrack_ipv4: ['nf_conntrack'],
  nf_nat: ['nf_conntrack'],
  iptable_filter: [],
  iptable_nat: ['nf_nat'],
  iptable_mangle: [],
  iptable_raw: [],
  ip_vs: ['nf_conntrack'],
  xt_conntrack: ['nf_conntrack'],
  ipt_MASQUERADE: ['nf_nat'],
});

/** Modules in use: those somebody loaded and those that the devices of the machine brought with them. */
function loadedModules(sys: Sys): string[] {
  const found = new Set<string>();
  const add = (name: string) => {
    found.add(name);
    for (const other of NEEDS[name] ?? []) add(other);
  };
  for (const name of sys.node.modules) add(name);
  for (const netns of sys.world.namespaces.values()) {
    if (netns.node !== sys.node.name) continue;
    for (const { kind } of netns.devices.values()) {
      const name = kind === 'vlan' ? '8021q' : kind;
      if (name in NEEDS) add(name);
    }
  }
  return [...found].sort();
}

const users = (name: string, loaded: readonly string[]) =>
  loaded.filter((other) => NEEDS[other]?.includes(name));

export const lsmod: CommandSpec = {
  name: 'lsmod',
  profiles: ['centos7', 'debian12'],
  summary: 'show loaded modules; their sizes are not modelled: /proc/modules and this say the same of all',
  usage: ['lsmod'],
  flags: [],
  *run(sys: Sys): Step<number> {
    const loaded = loadedModules(sys);
    const rows = loaded.map((name) => {
      const by = users(name, loaded);
      return `${name.padEnd(19)} ${'16384'.padStart(8)}  ${by.length}${by.length > 0 ? ` ${by.join(',')}` : ''}\n`;
    });
    yield* sys.write(1, `Module                  Size  Used by\n${rows.join('')}`);
    return 0;
  },
};

export const modprobe: CommandSpec = {
  name: 'modprobe',
  profiles: ['centos7', 'debian12'],
  summary: 'load a module',
  usage: ['modprobe [-r] MODULE...'],
  flags: [
    { names: ['-r'], summary: 'unload' },
    { names: ['-a'], summary: 'several' },
    { names: ['-v'], summary: 'accepted' },
  ],
  *run(sys: Sys): Step<number> {
    const unknown = sys.args.find((word) => word.startsWith('-') && !['-r', '-a', '-v', '-q'].includes(word));
    if (unknown !== undefined) return yield* notModelled(sys, 'modprobe', unknown);
    const names = sys.args
      .filter((word) => !word.startsWith('-'))
      .map((word) => (word in NEEDS ? word : word.replaceAll('-', '_')));
    for (const name of names) {
      if (!(name in NEEDS)) {
        const where = profileOf(sys) === 'centos7' ? '' : ` in directory /lib/modules/${sys.node.kernel}`;
        yield* sys.write(2, `modprobe: FATAL: Module ${name} not found${where}.\n`);
        return 1;
      }
      const loaded = loadedModules(sys);
      if (!sys.args.includes('-r'))
        yield* change(sys, (node) => node.modules.push(name), loaded.includes(name));
      else if (users(name, loaded).length > 0 || !sys.node.modules.includes(name)) {
        if (!loaded.includes(name)) continue;
        yield* sys.write(2, `modprobe: FATAL: Module ${name} is in use.\n`);
        return 1;
      } else yield* change(sys, (node) => node.modules.splice(node.modules.indexOf(name), 1), false);
    }
    return 0;
  },
};

function* change(sys: Sys, action: (node: Node) => void, idle: boolean): Step<void> {
  if (idle) return;
  const { name } = sys.node;
  yield* sys.change((world) => {
    const node = world.nodes.get(name);
    if (node) action(node);
  });
}
