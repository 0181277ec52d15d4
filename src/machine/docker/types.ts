import type { ImageProfile } from '../../model/state/index.ts';

/** An image as the local store has it. */
export interface DockerImage {
  /** Repository with tag: `zookeeper:latest`. */
  reference: string;
  id: string;
  profile: ImageProfile;
  entrypoint: string[];
  command: string[];
  /** `2181/tcp`, in the order of the image. */
  exposed: string[];
  env: Record<string, string>;
  workingDirectory: string;
  /** Virtual microseconds. */
  created: number;
  size: number;
  /** Images that building it left below, without a name: `docker info` counts them. */
  layersBelow?: number;
  /** How a container's main program runs in this model: words of a program of the table, where it stands for the image's own. */
  program: string[];
  /** The image's own program: its name, its command line where another program stands for it, and whose it is where not root's. */
  shownAs: string;
  title?: string[];
  uid?: number;
  /** Files that the image has above its profile's. */
  files?: Record<string, string>;
  /** Paths of programs that it has above its profile's. */
  programs?: readonly string[];
}

export interface PortBinding {
  /** Container port with protocol: `80/tcp`. */
  port: string;
  hostIp: string;
  /** 0: any free port. */
  hostPort: number;
  /** Last of a range of host ports of which any free one will do. */
  hostPortLast?: number;
}

/** What `docker run` and `docker create` asked for. */
export interface ContainerRequest {
  name?: string;
  image: string;
  command: string[];
  entrypoint?: string[];
  network: string;
  ip?: string;
  mac?: string;
  aliases: string[];
  hostname?: string;
  env: string[];
  publish: PortBinding[];
  publishAll: boolean;
  restart: RestartPolicy;
  privileged: boolean;
  tty: boolean;
  interactive: boolean;
  autoRemove: boolean;
  dns: string[];
  binds: string[];
  addHosts: string[];
  labels: Record<string, string>;
  /** Whether somebody named a network; without, the engine calls it `default`. */
  networkGiven: boolean;
  /** Whether the client stays with it. */
  attached: boolean;
  /** `5000/tcp`, beside those of the image. */
  expose: string[];
  dnsOptions: string[];
  dnsSearch: string[];
  capAdd: string[];
}

export interface RestartPolicy {
  name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  retries: number;
}

/** How a container is attached to one network. */
export interface ContainerEndpoint {
  networkId: string;
  networkName: string;
  endpointId: string;
  /** Dotted; empty while the container does not run. */
  ip: string;
  prefix: number;
  gateway: string;
  mac: string;
  /** Fixed by the person. */
  requestedIp?: string;
  aliases: string[];
  /** Device in the container, and the host end or sandbox end. */
  interfaceName: string;
  hostInterface: string;
}

export interface Container {
  id: string;
  name: string;
  image: string;
  imageId: string;
  request: ContainerRequest;
  /** Virtual microseconds. */
  created: number;
  state: 'created' | 'running' | 'exited' | 'paused' | 'restarting' | 'dead';
  started: number;
  finished: number;
  exitCode: number;
  /** Why the last start failed; empty after a good one. */
  startError: string;
  pid: number;
  restartCount: number;
  /** Stopped by a person: `unless-stopped` then keeps it down. */
  stoppedByHand: boolean;
  sandboxId: string;
  /** Namespace while running. */
  netns: number;
  endpoints: ContainerEndpoint[];
  /** Leg of an overlay container on docker_gwbridge. */
  gatewayLeg?: ContainerEndpoint;
  /** Whether its networks' drivers report ports at all: macvlan, host and none do not. */
  reportsPorts: boolean;
  published: {
    port: string;
    hostIp: string;
    hostPort: number;
    v6: boolean;
    proxies: number[];
    listener?: number;
  }[];
  /** What it still reports as published although it ended: an engine that came later ended it (docker-lab s08). */
  stalePorts?: Container['published'];
}

/** A network as libnetwork keeps it: local ones on disk, global ones in the store. */
export interface DockerNetwork {
  id: string;
  name: string;
  driver: 'bridge' | 'host' | 'null' | 'overlay' | 'macvlan';
  scope: 'local' | 'global';
  /** RFC 3339 with nanoseconds and zone. */
  created: string;
  subnet: string;
  gateway: string;
  /** False for the default bridge while its address is only the engine's choice: it is not shown. */
  gatewayConfigured?: boolean;
  ipRange: string;
  /** Addresses that no container gets, by name. */
  auxiliary?: Record<string, string>;
  /** The engine made the device that a macvlan network hangs on, and takes it away with the network. */
  ownParent?: boolean;
  /** Somebody chose the subnet, so that containers may ask for an address. */
  subnetGiven?: boolean;
  internal: boolean;
  attachable: boolean;
  ingress: boolean;
  enableIpv6: boolean;
  options: Record<string, string>;
  labels: Record<string, string>;
  /** Options of the IPAM driver: null for networks the engine makes itself, {} for those a person makes. */
  ipamOptions: Record<string, string> | null;
}

/** Addresses in use on a local network: dotted to the owner's endpoint. */
type LocalLeases = Map<string, Map<string, string>>;

/** What survives the engine: /var/lib/docker. */
export interface DockerDisk {
  id: string;
  images: DockerImage[];
  containers: Map<string, Container>;
  networks: Map<string, DockerNetwork>;
  leases: LocalLeases;
  /** Names below /var/run/docker/netns that hold nothing any more and wait for the next sweep; absent: no sandbox was ever made. */
  lingering?: string[];
}

/** dockerd's settings after flags and daemon.json were joined. */
export interface EngineConfig {
  clusterStore: string;
  clusterAdvertise: string;
  /** Resolved address of `clusterAdvertise`, with port; empty when absent. */
  advertiseAddress: string;
  iptables: boolean;
  ipForward: boolean;
  userlandProxy: boolean;
  liveRestore: boolean;
  debug: boolean;
  bip: string;
  /** Device of the default bridge; `none`: there is no such network. Empty: docker0. */
  bridge: string;
  fixedCidr: string;
  /** Where local networks get their subnets; empty: the built-in ones. */
  pools: { base: string; size: number }[];
  /** Whether containers of the default bridge may talk with each other. */
  icc: boolean;
  /** Address that published ports are bound to when none is given. */
  ip: string;
  ipMasq: boolean;
  dnsSearch: string[];
  dnsOptions: string[];
  mtu: number;
  dns: string[];
  labels: string[];
}

/** An endpoint on an overlay that this or another host announced. */
export interface OverlayPeer {
  networkId: string;
  endpointId: string;
  ip: string;
  prefix: number;
  mac: string;
  /** VTEP: address of the host it runs on. */
  vtep: string;
  local: boolean;
}

/** The sandbox of a joined overlay on this host. */
export interface OverlaySandbox {
  networkId: string;
  netns: number;
  /** File below /var/run/docker/netns. */
  name: string;
  vni: number;
  subnet: string;
  gateway: string;
  mtu: number;
  containers: string[];
  /** The miss watcher runs only when serf was alive at the making of the sandbox (libnetwork since 17.12.1). */
  watchesMisses: boolean;
  nextVeth: number;
}

/** dockerd's memory. */
export interface EngineMemory {
  config: EngineConfig;
  version: string;
  started: number;
  hostname: string;
  /** Members of `/docker/nodes` as last seen. */
  discovered: string[];
  sandboxes: Map<string, OverlaySandbox>;
  /** How often a network's sandbox was made in this life of the engine. */
  epochs: Map<string, number>;
  /** The kernel was probed for vxlan once. */
  overlayProbed: boolean;
  peers: OverlayPeer[];
  /** Endpoints of containers that outlived the last engine: told at the first join. */
  unannounced: OverlayPeer[];
  gossip?: GossipState;
  /** Names of remote endpoints from the store, by network id. */
  remoteNames: Map<string, { name: string; ip: string; endpointId: string; aliases: string[] }[]>;
  stopping: boolean;
  /** Ids of containers whose process ended and whose networks are still being left. */
  leaving: Set<string>;
  /** Containers that a client follows, and how those of them ended that did. */
  attached: Map<string, number | undefined>;
  /** Global address pools this engine believes taken, by refused creates too. */
  leakedPools: string[];
  storeReachable: boolean;
  /** Ids of containers that came up with the engine, or failed to. */
  restored: string[];
  /** The routine that removes lingering files of sandboxes runs. */
  sweeping?: boolean;
  /** Subnets of global networks joined in this life, for giving addresses back. */
  subnets: Map<string, string>;
}

interface GossipMember {
  name: string;
  address: string;
  port: number;
  incarnation: number;
  status: 'alive' | 'suspect' | 'failed' | 'left';
  suspectedAt: number;
}

export interface GossipState {
  name: string;
  address: string;
  alive: boolean;
  members: Map<string, GossipMember>;
  incarnation: number;
  udp: number;
  tcp: number;
  /** Messages still to be spread: each is sent a few times. */
  broadcasts: { message: GossipMessage; left: number }[];
  /** User events and queries seen, so that each is delivered once. */
  seen: string[];
  /** User events kept to be handed on with whole states (serf's event buffer). */
  events: UserEvent[];
  /** Events before this time of the logical clock are ignored: a join leaves out what was before it. */
  eventsFrom: number;
  lamport: number;
  sequence: number;
  conflict?: { started: number; responses: number; matching: number; other: string };
  queries: Map<string, { answer?: string }>;
}

/** A user event of serf, with the time of its logical clock. */
export interface UserEvent {
  kind: 'event';
  id: string;
  lamport: number;
  name: string;
  payload: string;
}

export type GossipMessage =
  | { kind: 'ping'; seq: number; from: string; target: string; piggyback: GossipMessage[] }
  | { kind: 'ack'; seq: number; from: string; piggyback: GossipMessage[] }
  | { kind: 'alive'; name: string; address: string; incarnation: number }
  | { kind: 'suspect'; name: string; incarnation: number; from: string }
  | { kind: 'dead'; name: string; incarnation: number; from: string }
  | UserEvent
  | { kind: 'query'; id: string; name: string; payload: string; from: string }
  | { kind: 'answer'; id: string; payload: string }
  | { kind: 'gossip'; piggyback: GossipMessage[] };
