import { isFailure, lookupDevice, namespaceOf, type NetworkNamespace } from '../../model/state/index.ts';
import { broadcastOf, cidr, ipv4 } from '../../model/wire/index.ts';
import {
  addAddress,
  addLink,
  addRoute,
  deleteLink,
  moveLink,
  setLinkUp,
} from '../../network/kernel/index.ts';
import { type ApiError, apiError } from './api.ts';
import { drawVethName } from './bridge-driver.ts';
import type { Engine } from './memory.ts';
import type { DockerNetwork } from './types.ts';

const MODES = ['bridge', 'private', 'vepa', 'passthru'] as const;
type Mode = (typeof MODES)[number];

/** What the driver refuses when a network is created, in libnetwork's words (drivers/macvlan; recorded in docker-lab s05). */
export function checkMacvlan(
  engine: Engine,
  request: { internal: boolean; options: Readonly<Record<string, string>> },
): ApiError | undefined {
  const { parent = '', macvlan_mode: mode = 'bridge' } = request.options;
  if (!MODES.some((known) => known === mode))
    return apiError(
      400,
      `requested macvlan mode '${mode}' is not valid, 'bridge' mode is the macvlan driver default`,
    );
  const host = namespaceOf(engine.world, engine.node.initNetns);
  if (parent === '' || request.internal) {
    // Without a card the driver makes a dummy device to hang on. The recorded kernel was built without that (docker-lab/README.md).
    return /-fc-/.test(engine.node.kernel) ? apiError(500, 'operation not supported') : undefined;
  }
  const user = [...engine.disk.networks.values()].find(
    (n) => n.driver === 'macvlan' && n.options.parent === parent,
  );
  if (user)
    return apiError(500, `network dm-${user.id.slice(0, 12)} is already using parent interface ${parent}`);
  if (lookupDevice(host, parent)) return undefined;
  const sub = /^(.+)\.([^.]+)$/.exec(parent);
  if (!sub) return apiError(500, `invalid subinterface vlan name ${parent}, example formatting is eth0.10`);
  const [, card, tag] = sub;
  if (!lookupDevice(host, card))
    return apiError(500, `-o parent interface does was not found on the host: ${card}`);
  if (!/^\d+$/.test(tag) || Number(tag) < 1 || Number(tag) > 4094)
    return apiError(500, `vlan id must be between 1-4094, received: ${tag}`);
  return apiError(500, `failed to create ${parent} vlan link: operation not supported`);
}

/** The device the children of a network hang on; a network without a card gets a dummy one. */
function parentOf(network: Pick<DockerNetwork, 'id' | 'options'>): string {
  const { parent = '' } = network.options;
  return parent === '' ? `dm-${network.id.slice(0, 12)}` : parent;
}

/** Makes the dummy device of a network that has no card. */
export function prepareMacvlan({ world, node }: Engine, network: DockerNetwork): void {
  const host = namespaceOf(world, node.initNetns);
  const name = parentOf(network);
  if (lookupDevice(host, name)) return;
  const made = addLink(world, host, { kind: 'dummy', name });
  if (!isFailure(made)) setLinkUp(world, host, made, true);
}

/** Takes the dummy device away again; a card stays. */
export function removeMacvlan({ world, node }: Engine, network: DockerNetwork): void {
  if ((network.options.parent ?? '') !== '') return;
  const host = namespaceOf(world, node.initNetns);
  const device = lookupDevice(host, parentOf(network));
  if (device) deleteLink(world, host, device.index);
}

/** Gives a sandbox a child of the card. Whoever leads out is a machine of the wire, not the host. */
export function attachToMacvlan(
  { world, node }: Engine,
  network: DockerNetwork,
  sandbox: NetworkNamespace,
  request: { interfaceName: string; ip: string; mac: string; defaultRoute: boolean; subject: string },
): ApiError | undefined {
  const host = namespaceOf(world, node.initNetns);
  const parent = lookupDevice(host, parentOf(network));
  if (!parent) return apiError(500, `failed to create the macvlan port: no such device`);
  const pool = cidr(network.subnet);
  const made = addLink(world, host, {
    kind: 'macvlan',
    txQueueLength: 0,
    name: drawVethName(world, node.name, `${request.subject} macvlan`),
    mac: request.mac,
    parent: parent.index,
    mode: (network.options.macvlan_mode ?? 'bridge') as Mode,
  });
  if (isFailure(made)) return apiError(500, 'failed to create the macvlan port: device or resource busy');
  moveLink(world, host, made, sandbox, { name: request.interfaceName });
  const address = ipv4(request.ip);
  addAddress(world, sandbox, made, {
    address,
    prefix: pool.prefix,
    broadcast: broadcastOf(address, pool.prefix),
  });
  setLinkUp(world, sandbox, made, true);
  if (request.defaultRoute && !network.internal)
    addRoute(sandbox, { destination: 0, prefix: 0, gateway: ipv4(network.gateway), device: made.index });
  return undefined;
}

export function detachFromMacvlan({ world }: Engine, sandbox: NetworkNamespace, interfaceName: string): void {
  const device = lookupDevice(sandbox, interfaceName);
  if (device) deleteLink(world, sandbox, device.index);
}
