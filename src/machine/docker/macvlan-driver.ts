import {
  isFailure,
  type Failure,
  lookupDevice,
  namespaceOf,
  type NetworkNamespace,
  strerror,
} from '../../model/state/index.ts';
import { addLink, deleteLink, moveLink, setLinkUp } from '../../network/kernel/index.ts';
import { type ApiError, apiError } from './api.ts';
import { drawVethName } from './bridge-driver.ts';
import type { Engine } from './memory.ts';
import type { DockerNetwork } from './types.ts';
import { configureInterface } from './sandbox-interface.ts';

const MODES = ['bridge', 'private', 'vepa', 'passthru'] as const;
type Mode = (typeof MODES)[number];

/** What the driver refuses when a network is created, in libnetwork's words (drivers/macvlan; recorded in docker-lab s05). */
export function checkMacvlan(
  { disk }: Engine,
  { options }: { options: Readonly<Record<string, string>> },
): ApiError | undefined {
  const { parent = '', macvlan_mode: mode = 'bridge' } = options;
  if (!MODES.some((known) => known === mode))
    return apiError(
      400,
      `requested macvlan mode '${mode}' is not valid, 'bridge' mode is the macvlan driver default`,
    );
  if (parent === 'lo') return apiError(500, 'loopback interface is not a valid macvlan parent link');
  const user = [...disk.networks.values()].find(
    (n) => n.driver === 'macvlan' && parent !== '' && n.options.parent === parent,
  );
  return (
    user && apiError(500, `network dm-${user.id.slice(0, 12)} is already using parent interface ${parent}`)
  );
}

/** The device the children of a network hang on; a network without a card gets a dummy one. */
function parentOf(network: Pick<DockerNetwork, 'id' | 'options'>): string {
  const { parent = '' } = network.options;
  return parent === '' ? `dm-${network.id.slice(0, 12)}` : parent;
}

/** Makes the device a network hangs on where it is missing: a dummy one, or a VLAN of a card. */
export function prepareMacvlan({ world, node }: Engine, network: DockerNetwork): ApiError | undefined {
  const host = namespaceOf(world, node.initNetns);
  const name = parentOf(network);
  if (lookupDevice(host, name)) return undefined;
  const vlan = name === network.options.parent ? vlanOf(host, name) : undefined;
  if (vlan && 'error' in vlan) return vlan;
  const made = addLink(world, host, {
    ...(vlan ?? { kind: 'dummy' }),
    name,
    txQueueLength: 0,
  });
  if (isFailure(made))
    return apiError(500, vlan ? `failed to create ${name} vlan link: ${goError(made)}` : goError(made));
  const failure = setLinkUp(world, host, made, true);
  if (failure) return apiError(500, `failed to enable ${name} the macvlan parent link ${goError(failure)}`);
  network.ownParent = true;
  return undefined;
}

/** How the system's errors read in Go: `operation not supported`. */
const goError = ({ errno }: Failure) => strerror(errno).toLowerCase();

/** The VLAN of a card that a name such as `eth0.10` asks for, or why there is none, in libnetwork's words (macvlan_setup.go). */
function vlanOf(
  host: NetworkNamespace,
  name: string,
): { kind: 'vlan'; parent: number; vid: number } | ApiError {
  const sub = /^(.+)\.([^.]+)$/.exec(name);
  if (!sub) return apiError(500, `invalid subinterface vlan name ${name}, example formatting is eth0.10`);
  const [, card, tag] = sub;
  const parent = lookupDevice(host, card);
  if (!parent) return apiError(500, `-o parent interface does was not found on the host: ${card}`);
  if (!/^\d+$/.test(tag) || Number(tag) < 1 || Number(tag) > 4094)
    return apiError(500, `vlan id must be between 1-4094, received: ${tag}`);
  return { kind: 'vlan', parent: parent.index, vid: Number(tag) };
}

/** Takes the device away again that was made for the network; any other stays. */
export function removeMacvlan({ world, node }: Engine, network: DockerNetwork): void {
  if (!network.ownParent) return;
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
  const gateway = request.defaultRoute && !network.internal ? network.gateway : undefined;
  configureInterface(world, sandbox, made, { ip: request.ip, subnet: network.subnet, gateway });
  return undefined;
}

export function detachFromMacvlan({ world }: Engine, sandbox: NetworkNamespace, interfaceName: string): void {
  const device = lookupDevice(sandbox, interfaceName);
  if (device) deleteLink(world, sandbox, device.index);
}
