import { cidr } from '../../model/wire/index.ts';
import type { StoreNode } from './store-client.ts';
import type { DockerNetwork } from './types.ts';

/** What is read of a record. */
interface StoredNetwork {
  id: string;
  name: string;
  created: string;
  networkType: string;
  scope: string;
  internal: boolean;
  attachable: boolean;
  ingress: boolean;
  enableIPv6: boolean;
  generic: { 'com.docker.network.generic'?: Record<string, string> };
  ipamV4Info: string;
  ipamV4Config: string;
  labels: Record<string, string>;
}

/** A network's record, keys sorted as Go's encoder writes a map (recorded in docker-lab o00). */
export function storedForm(
  network: DockerNetwork,
  wanted: { subnet: string; gateway: string; ipRange: string },
): object {
  const prefix = cidr(network.subnet).prefix;
  return {
    addrSpace: 'GlobalDefault',
    attachable: network.attachable,
    configFrom: '',
    configOnly: false,
    created: network.created,
    enableIPv6: false,
    generic: { 'com.docker.network.enable_ipv6': false, 'com.docker.network.generic': network.options },
    id: network.id,
    inDelete: false,
    ingress: false,
    internal: network.internal,
    ipamOptions: {},
    ipamType: 'default',
    ipamV4Config: JSON.stringify([
      { PreferredPool: wanted.subnet, SubPool: wanted.ipRange, Gateway: wanted.gateway, AuxAddresses: null },
    ]),
    ipamV4Info: JSON.stringify([
      {
        IPAMData: JSON.stringify({
          AddressSpace: 'GlobalDefault',
          Gateway: `${network.gateway}/${prefix}`,
          Pool: network.subnet,
        }),
        PoolID: `GlobalDefault/${network.subnet}`,
      },
    ]),
    labels: network.labels,
    loadBalancerIP: '',
    loadBalancerMode: 'NAT',
    name: network.name,
    networkType: network.driver,
    persist: true,
    postIPv6: false,
    scope: 'global',
  };
}

/** A network of the store, as its record tells it. */
export function fromStore(node: StoreNode): DockerNetwork | undefined {
  if (node.value === undefined) return undefined;
  const stored = JSON.parse(node.value) as StoredNetwork;
  const info = (JSON.parse(stored.ipamV4Info) as { IPAMData: string }[])[0];
  const data = JSON.parse(info?.IPAMData ?? '{}') as { Gateway?: string; Pool?: string };
  const wanted = (JSON.parse(stored.ipamV4Config) as { PreferredPool: string; SubPool: string }[])[0];
  return {
    id: stored.id,
    name: stored.name,
    driver: 'overlay',
    scope: 'global',
    created: stored.created,
    subnet: data.Pool ?? '',
    gateway: (data.Gateway ?? '').split('/')[0],
    ipRange: wanted?.SubPool ?? '',
    subnetGiven: Boolean(wanted?.PreferredPool),
    internal: stored.internal,
    attachable: stored.attachable,
    ingress: stored.ingress,
    enableIpv6: stored.enableIPv6,
    options: stored.generic['com.docker.network.generic'] ?? {},
    labels: stored.labels ?? {},
    ipamOptions: {},
  };
}
