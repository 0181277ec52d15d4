/**
 * dockerd and libnetwork: networks, address management, containers, the store's client, discovery and gossip, published ports
 * and the embedded DNS. It refuses to print: the client asks over the socket and formats what it gets.
 */
import type { ProgramEntry } from '../os/index.ts';
import { DOCKER_PROXY } from './docker-proxy.ts';
import { DOCKERD } from './engine.ts';

export * from './api.ts';
export { containerNamespaces } from './container-lookup.ts';
export { imageReferences, makeImage, withTag } from './images.ts';
export { diskOf, fixedTimestamp, timestamp } from './memory.ts';
export type {
  Container,
  ContainerEndpoint,
  ContainerRequest,
  DockerDisk,
  DockerImage,
  DockerNetwork,
  EngineMemory,
  OverlaySandbox,
  PortBinding,
  RestartPolicy,
} from './types.ts';

/** Entries for the program table. */
export const dockerPrograms: readonly ProgramEntry[] = [
  { name: 'dockerd', profiles: ['centos7', 'debian12'], routines: DOCKERD },
  { name: 'docker-proxy', profiles: ['centos7', 'debian12'], routines: DOCKER_PROXY },
];
