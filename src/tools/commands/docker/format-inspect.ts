import { goJson } from '../../../lib/index.ts';
import type { DockerNetwork, NetworkMember } from '../../../machine/docker/index.ts';

/** JSON as `docker inspect` prints it: an array, four blanks a level, Go's escapes. */
export function formatJson(values: readonly unknown[]): string {
  if (values.length === 0) return '[]\n';
  return `${goJson(values, 4)}\n`;
}

/** One element of `docker network inspect`, keys in the client's order. */
export function networkDocument(network: DockerNetwork, members: readonly NetworkMember[]): object {
  const config: Record<string, unknown> = {};
  if (network.subnet !== '') config.Subnet = network.subnet;
  if (network.ipRange !== '') config.IPRange = network.ipRange;
  if (network.gateway !== '' && network.gatewayConfigured !== false) config.Gateway = network.gateway;
  if (Object.keys(network.auxiliary ?? {}).length > 0) config.AuxiliaryAddresses = network.auxiliary;
  return {
    Name: network.name,
    Id: network.id,
    Created: network.created,
    Scope: network.scope,
    Driver: network.driver,
    EnableIPv6: network.enableIpv6,
    IPAM: {
      Driver: 'default',
      Options: network.ipamOptions,
      Config: network.subnet === '' ? [] : [config],
    },
    Internal: network.internal,
    Attachable: network.attachable,
    Ingress: network.ingress,
    ConfigFrom: { Network: '' },
    ConfigOnly: false,
    Containers: Object.fromEntries(
      members.map((m) => [
        m.key,
        { Name: m.name, EndpointID: m.endpointId, MacAddress: m.mac, IPv4Address: m.ip, IPv6Address: '' },
      ]),
    ),
    Options: network.options,
    Labels: network.labels,
  };
}
