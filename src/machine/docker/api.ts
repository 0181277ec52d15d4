import type { LogLine } from '../os/index.ts';
import type { Container, ContainerRequest, DockerImage, DockerNetwork } from './types.ts';

/** Socket the engine serves: /var/run/docker.sock. */
export const DOCKER_SERVICE = '/var/run/docker.sock';

/** Who started a container and stays with it. */
export interface Attachment {
  terminal?: string;
}

/** Requests of the client. Names resolve like the API's: full id, name, then unique id prefix. */
export type ApiRequest =
  | { op: 'info' }
  | { op: 'version' }
  | {
      op: 'network-create';
      name: string;
      driver: string;
      subnet: string;
      gateway: string;
      ipRange: string;
      /** More than one subnet was asked for. */
      moreSubnets: boolean;
      /** Addresses that no container gets, by name. */
      auxiliary: Record<string, string>;
      internal: boolean;
      attachable: boolean;
      options: Record<string, string>;
      labels: Record<string, string>;
    }
  | { op: 'network-list' }
  | { op: 'network-inspect'; name: string }
  | { op: 'network-remove'; name: string }
  | { op: 'network-prune' }
  | { op: 'network-connect'; network: string; container: string; ip: string; aliases: string[] }
  | { op: 'network-disconnect'; network: string; container: string; force: boolean }
  | { op: 'container-create'; request: ContainerRequest }
  /** `attach`: somebody follows what it prints; with a terminal, it gets that one. */
  | { op: 'container-start'; name: string; attach?: Attachment }
  | { op: 'container-stop'; name: string; timeout: number }
  | { op: 'container-restart'; name: string; timeout: number }
  | { op: 'container-kill'; name: string; signal: string }
  | { op: 'container-remove'; name: string; force: boolean }
  | { op: 'container-freeze'; name: string; freeze: boolean }
  | { op: 'container-rename'; name: string; to: string }
  | { op: 'container-top'; name: string }
  | { op: 'container-list'; all: boolean }
  | { op: 'container-inspect'; name: string }
  | { op: 'container-logs'; name: string }
  /** What it printed from a line on; waits for more, and for its end. */
  | { op: 'container-attach'; name: string; from: number }
  | { op: 'exec-prepare'; name: string }
  | { op: 'image-list' };

/** `message` is what follows `Error response from daemon: `; `status` the HTTP status. */
export interface ApiError {
  error: true;
  status: number;
  message: string;
}

export interface EngineInfo {
  id: string;
  containers: number;
  running: number;
  paused: number;
  stopped: number;
  images: number;
  version: string;
  kernel: string;
  operatingSystem: string;
  cpus: number;
  memory: number;
  name: string;
  clusterStore: string;
  clusterAdvertise: string;
  liveRestore: boolean;
  /** Pools for new local networks, as configured; none: the built-in ones. */
  pools: readonly { base: string; size: number }[];
  debug: boolean;
  labels: string[];
  ipForward: boolean;
  bridgeNfIptables: boolean;
  bridgeNfIp6tables: boolean;
}

/** A row of the `Containers` table in `network inspect`: by container id, or `ep-` and endpoint id for remote ones. */
export interface NetworkMember {
  key: string;
  name: string;
  endpointId: string;
  mac: string;
  ip: string;
}

/** A process of `docker top`: numbers of the host, start and processor time in virtual microseconds. */
export interface TopRow {
  uid: number;
  pid: number;
  parent: number;
  started: number;
  terminal: string;
  cpu: number;
  command: string;
}

export type ApiAnswer =
  | ApiError
  | { info: EngineInfo }
  | { networks: DockerNetwork[] }
  | { network: DockerNetwork; members: NetworkMember[] }
  | { id: string; warnings: string[] }
  | { names: string[] }
  | { processes: TopRow[] }
  | { containers: Container[] }
  | { container: Container; image: DockerImage | undefined; hostname: string }
  | { logs: readonly LogLine[]; status?: number }
  | { images: DockerImage[] }
  | { done: true };

export function isApiError(answer: unknown): answer is ApiError {
  return (
    typeof answer === 'object' && answer !== null && 'error' in answer && (answer as ApiError).error === true
  );
}

export function apiError(status: number, message: string): ApiError {
  return { error: true, status, message };
}
