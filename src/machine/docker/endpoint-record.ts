import type { ContainerEndpoint } from './types.ts';

/** What a container has of a network before it joins it: the name, and what somebody asked for. */
export function plannedEndpoint(
  networkName: string,
  asked: Partial<Pick<ContainerEndpoint, 'networkId' | 'endpointId' | 'requestedIp' | 'aliases'>> = {},
): ContainerEndpoint {
  return {
    networkId: '',
    networkName,
    endpointId: '',
    ip: '',
    prefix: 0,
    gateway: '',
    mac: '',
    aliases: [],
    interfaceName: '',
    hostInterface: '',
    ...asked,
  };
}

/** What is left of an endpoint when its container has left the network. */
export function clearEndpoint(endpoint: ContainerEndpoint): void {
  Object.assign(endpoint, {
    ip: '',
    gateway: '',
    mac: '',
    endpointId: '',
    interfaceName: '',
    hostInterface: '',
  });
}
