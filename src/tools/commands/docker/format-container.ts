import { drawHex, type World } from '../../../model/state/index.ts';
import {
  type Container,
  type ContainerEndpoint,
  type DockerImage,
  timestamp,
} from '../../../machine/docker/index.ts';
import { hostConfig } from './format-host-config.ts';

/** What the document depends on besides the container. */
export interface InspectContext {
  world: World;
  image: DockerImage | undefined;
  hostname: string;
  /** The engine of 20.10, not that of 18.06. */
  recent: boolean;
}

/** One element of `docker inspect CONTAINER`: keys in the client's order, those of maps sorted as Go prints them. */
export function containerDocument(container: Container, context: InspectContext): object {
  const { world, image, hostname, recent } = context;
  const { request } = container;
  const command = request.command.length > 0 ? request.command : (image?.command ?? []);
  const entrypoint = request.entrypoint ?? image?.entrypoint ?? [];
  const words = [...entrypoint, ...command];
  const running = container.state === 'running' || container.state === 'paused';
  const at = (time: number) => (time === 0 ? '0001-01-01T00:00:00Z' : timestamp(world, time));
  const files = `/var/lib/docker/containers/${container.id}`;
  const exposed = exposedPorts(container, image);
  const env = [...request.env, ...Object.entries(image?.env ?? {}).map(([k, v]) => `${k}=${v}`)];
  return {
    Id: container.id,
    Created: at(container.created),
    Path: words[0] ?? '',
    Args: words.slice(1),
    State: {
      Status: container.state,
      Running: running,
      Paused: container.state === 'paused',
      Restarting: container.state === 'restarting',
      OOMKilled: false,
      Dead: false,
      Pid: container.pid,
      ExitCode: container.exitCode,
      Error: container.startError,
      StartedAt: at(container.started),
      FinishedAt: at(container.finished),
    },
    Image: `sha256:${container.imageId}`,
    ResolvConfPath: `${files}/resolv.conf`,
    HostnamePath: `${files}/hostname`,
    HostsPath: `${files}/hosts`,
    LogPath: `${files}/${container.id}-json.log`,
    Name: `/${container.name}`,
    RestartCount: container.restartCount,
    Driver: 'overlay2',
    Platform: 'linux',
    MountLabel: '',
    ProcessLabel: '',
    AppArmorProfile: '',
    ExecIDs: null,
    HostConfig: hostConfig(request, recent),
    // How many layers the images of 2018 had is not known here; those of the recorded lab have one.
    ...(recent && image ? { GraphDriver: graphDriver(world, container) } : {}),
    Mounts: [],
    Config: {
      Hostname: hostname,
      Domainname: '',
      User: '',
      AttachStdin: request.attached && request.interactive,
      AttachStdout: request.attached,
      AttachStderr: request.attached,
      ...(exposed.length > 0 ? { ExposedPorts: Object.fromEntries(exposed.map((port) => [port, {}])) } : {}),
      Tty: request.tty,
      OpenStdin: request.interactive,
      StdinOnce: request.attached && request.interactive,
      Env: env.length > 0 ? env : null,
      Cmd: command.length > 0 ? command : null,
      Image: request.image,
      Volumes: null,
      WorkingDir: image?.workingDirectory === '/' ? '' : (image?.workingDirectory ?? ''),
      Entrypoint: entrypoint.length > 0 ? entrypoint : null,
      OnBuild: null,
      Labels: request.labels,
    },
    NetworkSettings: networkSettings(container, context, running),
  };
}

/** Ports of the image and those asked for, as the configuration lists them. */
function exposedPorts({ request }: Container, image: DockerImage | undefined): string[] {
  const asked = [...request.expose, ...request.publish.map(({ port }) => port)];
  return [...new Set([...(image?.exposed ?? []), ...asked])].sort();
}

function graphDriver(world: World, container: Container): object {
  const folder = (id: string) => `/var/lib/docker/overlay2/${id}`;
  const own = drawHex(world, 'layer-id', container.id, 64);
  const base = drawHex(world, 'layer-id', container.imageId, 64);
  return {
    Data: {
      LowerDir: `${folder(`${own}-init`)}/diff:${folder(base)}/diff`,
      MergedDir: `${folder(own)}/merged`,
      UpperDir: `${folder(own)}/diff`,
      WorkDir: `${folder(own)}/work`,
    },
    Name: 'overlay2',
  };
}

function networkSettings(container: Container, context: InspectContext, running: boolean): object {
  const bridge = container.endpoints.find((e) => e.networkName === 'bridge');
  const shared = container.request.network.startsWith('container:');
  return {
    Bridge: '',
    SandboxID: running && !shared ? container.sandboxId : '',
    HairpinMode: false,
    LinkLocalIPv6Address: '',
    LinkLocalIPv6PrefixLen: 0,
    Ports: running && !shared ? shownPorts(container, context) : {},
    SandboxKey: running && !shared ? sandboxKey(container) : '',
    SecondaryIPAddresses: null,
    SecondaryIPv6Addresses: null,
    EndpointID: bridge?.endpointId ?? '',
    Gateway: bridge?.gateway ?? '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    IPAddress: bridge?.ip ?? '',
    IPPrefixLen: bridge?.ip ? bridge.prefix : 0,
    IPv6Gateway: '',
    MacAddress: bridge?.mac ?? '',
    Networks: Object.fromEntries(
      [...container.endpoints]
        .sort((a, b) => (a.networkName < b.networkName ? -1 : 1))
        .map((endpoint) => [endpoint.networkName, endpointSettings(container, endpoint)]),
    ),
  };
}

function endpointSettings(container: Container, endpoint: ContainerEndpoint): object {
  const own = !['bridge', 'host', 'none'].includes(endpoint.networkName);
  return {
    IPAMConfig: endpoint.requestedIp === undefined ? null : { IPv4Address: endpoint.requestedIp },
    Links: null,
    Aliases: own ? [...endpoint.aliases, container.id.slice(0, 12)] : null,
    NetworkID: endpoint.networkId,
    EndpointID: endpoint.endpointId,
    Gateway: endpoint.gateway,
    IPAddress: endpoint.ip,
    IPPrefixLen: endpoint.ip === '' ? 0 : endpoint.prefix,
    IPv6Gateway: '',
    GlobalIPv6Address: '',
    GlobalIPv6PrefixLen: 0,
    MacAddress: endpoint.mac,
    DriverOpts: null,
  };
}

function sandboxKey(container: Container): string {
  return container.request.network === 'host'
    ? '/var/run/docker/netns/default'
    : `/var/run/docker/netns/${container.sandboxId.slice(0, 12)}`;
}

/** Every exposed port, `null` where nothing publishes it. */
function shownPorts(container: Container, { image }: InspectContext): object {
  if (!container.reportsPorts) return {};
  const ports: Record<string, object[] | null> = {};
  for (const port of exposedPorts(container, image)) ports[port] = null;
  for (const { port, hostIp, hostPort, v6 } of container.published) {
    const addresses = v6 ? [hostIp, '::'] : [hostIp];
    const rows = addresses.map((address) => ({ HostIp: address, HostPort: String(hostPort) }));
    ports[port] = [...(ports[port] ?? []), ...rows];
  }
  return Object.fromEntries(Object.entries(ports).sort(([a], [b]) => (a < b ? -1 : 1)));
}
