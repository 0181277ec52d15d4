import { hasQuirk, isFailure, lookupDevice, type Node, schedule } from '../../model/state/index.ts';
import {
  addAddress,
  addLink,
  addRoute,
  createNetns,
  deleteNetns,
  setLinkUp,
} from '../../network/kernel/index.ts';
import { broadcastOf } from '../../model/wire/index.ts';
import { kernelBanner, NO_DYNAMIC, readText, rootOf, writeKernelLog } from '../os/index.ts';
import { endProcess, startProcess } from './process-life.ts';
import type { Simulation } from './simulation.ts';

/** From reset to multi-user, in microseconds. */
const BOOT_TIME = 25_000_000;

/** Ends everything on a machine and plans its next start. */
export function rebootNode(sim: Simulation, node: Node): void {
  if (node.running !== 'up') return;
  node.running = 'rebooting';
  for (const process of [...node.processes.values()]) endProcess(sim, node, process, 137, 'SIGKILL');
  node.processes.clear();
  node.services.clear();
  node.pipes.clear();
  // What systemd knows of its units ends with it.
  node.units.clear();
  removeNamespaces(sim, node);
  schedule(sim.world, BOOT_TIME, { kind: 'boot', node: node.name, token: node.bootCount });
}

function removeNamespaces(sim: Simulation, node: Node): void {
  for (const netns of [...sim.world.namespaces.values()]) {
    if (netns.node !== node.name) continue;
    netns.names = [];
    deleteNetns(sim.world, netns.id);
  }
}

/** Starts a machine: kernel, network cards with their addresses, then pid 1. */
export function bootNode(sim: Simulation, node: Node): void {
  const { world } = sim;
  node.kernel = node.defaultKernel;
  node.bootedAt = world.now;
  node.bootCount++;
  node.running = 'up';
  node.kernelLog = [];
  const name = readText(rootOf(node, node.hostRoot), NO_DYNAMIC, '/etc/hostname');
  if (!isFailure(name) && name.trim() !== '') node.hostnames.set('host', name.trim());
  writeKernelLog(world, node, kernelBanner(node.kernel), { level: 5, early: true });
  const netns = createNetns(world, node.name, { loopbackUp: true });
  node.initNetns = netns.id;
  for (const nic of node.nics) {
    const made = addLink(world, netns, {
      kind: 'ethernet',
      name: nic.name,
      mac: nic.mac,
      segment: nic.segment,
      driver: nic.driver,
      index: nic.index,
    });
    if (isFailure(made)) throw new Error(`cannot create ${nic.name} on ${node.name}: ${made.errno}`);
    // The driver of a newer kernel no longer leaves sums unfinished (hearsay: see the quirk).
    made.tunnelOffloadBroken =
      nic.tunnelOffloadBroken && !hasQuirk(node.kernel, 'ens33-tunnel-offload-right');
    netns.nextIndex = Math.max(netns.nextIndex, nic.index + 1);
    setLinkUp(world, netns, made, true);
    if (nic.inet6) made.inet6 = [{ address: nic.inet6, prefix: 64, scope: 'link' }];
    configure(sim, node, nic.name);
  }
  if (sim.programs.find('systemd', 'centos7'))
    startProcess(sim, node, {
      argv: ['/usr/lib/systemd/systemd', '--switched-root', '--system', '--deserialize', '22'],
      namespaces: { net: netns.id, root: node.hostRoot, uts: 'host', pid: '' },
      parent: 0,
      pid: 1,
      interactive: false,
      comm: 'systemd',
    });
}

/** The address and default route a network card gets from its configuration or lease. */
function configure(sim: Simulation, node: Node, name: string): void {
  const { world } = sim;
  const netns = world.namespaces.get(node.initNetns);
  const nic = node.nics.find((n) => n.name === name);
  const device = netns && lookupDevice(netns, name);
  if (!netns || !device || !nic?.address) return;
  const { address, prefix, gateway, lifetime } = nic.address;
  addAddress(world, netns, device, {
    address,
    prefix,
    broadcast: broadcastOf(address, prefix),
    validUntil: lifetime === undefined ? undefined : (nic.address.obtained ?? world.now) + lifetime,
  });
  if (gateway !== undefined)
    addRoute(netns, {
      destination: 0,
      prefix: 0,
      gateway,
      device: device.index,
      // NetworkManager of CentOS marks it so; elsewhere it is as `ip route add` makes it (docker-lab o00).
      ...(rootOf(node, node.hostRoot).profile === 'centos7' ? { protocol: 'static', metric: 100 } : {}),
    });
}
