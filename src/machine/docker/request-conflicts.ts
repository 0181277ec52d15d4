import type { ContainerRequest } from './types.ts';

/**
 * What somebody asked for that a container in another's network cannot have (runconfig, validateNetMode; docker-lab s04): the words
 * behind "conflicting options: ".
 */
export function conflictOf(request: ContainerRequest): string | undefined {
  if (!request.network.startsWith('container:')) return undefined;
  if (request.hostname !== undefined) return 'hostname and the network mode';
  if (request.dns.length > 0) return 'dns and the network mode';
  if (request.addHosts.length > 0) return 'custom host-to-IP mapping and the network mode';
  if (request.mac !== undefined) return 'mac-address and the network mode';
  if (request.publish.length > 0 || request.publishAll)
    return 'port publishing and the container type network mode';
  if (request.expose.length > 0) return 'port exposing and the container type network mode';
  return undefined;
}
