import type { World } from '../../../model/state/index.ts';
import {
  type Container,
  type DockerImage,
  type DockerNetwork,
  type NetworkMember,
  timestamp,
} from '../../../machine/docker/index.ts';

/** JSON as `docker inspect` prints it: an array, four blanks a level, Go's escapes. */
export function formatJson(values: readonly unknown[]): string {
  if (values.length === 0) return '[]\n';
  return `${JSON.stringify(values, null, 4).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)}\n`;
}

/** One element of `docker network inspect`, keys in the client's order. */
export function networkDocument(network: DockerNetwork, members: readonly NetworkMember[]): object {
  const config: Record<string, string> = {};
  if (network.subnet !== '') config.Subnet = network.subnet;
  if (network.ipRange !== '') config.IPRange = network.ipRange;
  // The default bridge never shows a gateway (docker-lab o00); 18.06 does once an address was configured by flag.
  if (network.gateway !== '' && network.name !== 'bridge') config.Gateway = network.gateway;
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

/** One element of `docker inspect CONTAINER`: the fields people look at, in the client's order. */
export function containerDocument(
  world: World,
  container: Container,
  image: DockerImage | undefined,
  hostname: string,
): object {
  const { request } = container;
  const command = request.command.length > 0 ? request.command : (image?.command ?? []);
  const entrypoint = request.entrypoint ?? image?.entrypoint ?? [];
  const words = [...entrypoint, ...command];
  const running = container.state === 'running' || container.state === 'paused';
  const at = (time: number) => (time === 0 ? '0001-01-01T00:00:00Z' : timestamp(world, time));
  const bridge = container.endpoints.find((e) => e.networkName === 'bridge');
  const files = `/var/lib/docker/containers/${container.id}`;
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
    HostConfig: {
      Binds: request.binds.length > 0 ? request.binds : null,
      NetworkMode: request.network,
      PortBindings: portBindings(container),
      RestartPolicy: { Name: request.restart.name, MaximumRetryCount: request.restart.retries },
      AutoRemove: request.autoRemove,
      Dns: request.dns,
      ExtraHosts: request.addHosts.length > 0 ? request.addHosts : null,
      Privileged: request.privileged,
      PublishAllPorts: request.publishAll,
      Runtime: 'runc',
    },
    Mounts: [],
    Config: {
      Hostname: hostname,
      Domainname: '',
      User: '',
      ExposedPorts: Object.fromEntries((image?.exposed ?? []).map((port) => [port, {}])),
      Tty: request.tty,
      OpenStdin: request.interactive,
      Env: [...request.env, ...Object.entries(image?.env ?? {}).map(([k, v]) => `${k}=${v}`)],
      Cmd: command.length > 0 ? command : null,
      Image: request.image,
      WorkingDir: image?.workingDirectory === '/' ? '' : (image?.workingDirectory ?? ''),
      Entrypoint: entrypoint.length > 0 ? entrypoint : null,
      Labels: request.labels,
    },
    NetworkSettings: {
      Bridge: '',
      SandboxID: running ? container.sandboxId : '',
      HairpinMode: false,
      LinkLocalIPv6Address: '',
      LinkLocalIPv6PrefixLen: 0,
      Ports: running ? shownPorts(container, image) : {},
      SandboxKey: running ? sandboxKey(container) : '',
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
        container.endpoints.map((e) => [
          e.networkName,
          {
            IPAMConfig: e.requestedIp === undefined ? null : { IPv4Address: e.requestedIp },
            Links: null,
            Aliases:
              e.networkName === 'bridge' || e.networkName === 'host'
                ? null
                : [...e.aliases, container.id.slice(0, 12)],
            NetworkID: e.networkId,
            EndpointID: e.endpointId,
            Gateway: e.gateway,
            IPAddress: e.ip,
            IPPrefixLen: e.ip === '' ? 0 : e.prefix,
            IPv6Gateway: '',
            GlobalIPv6Address: '',
            GlobalIPv6PrefixLen: 0,
            MacAddress: e.mac,
            DriverOpts: null,
          },
        ]),
      ),
    },
  };
}

function sandboxKey(container: Container): string {
  return container.request.network === 'host'
    ? '/var/run/docker/netns/default'
    : `/var/run/docker/netns/${container.sandboxId.slice(0, 12)}`;
}

function portBindings(container: Container): object {
  const bindings: Record<string, object[]> = {};
  for (const b of container.request.publish)
    bindings[b.port] = [
      ...(bindings[b.port] ?? []),
      {
        HostIp: b.hostIp === '0.0.0.0' ? '' : b.hostIp,
        HostPort: b.hostPort === 0 ? '' : String(b.hostPort),
      },
    ];
  return bindings;
}

function shownPorts(container: Container, image: DockerImage | undefined): object {
  const ports: Record<string, object[] | null> = {};
  for (const port of image?.exposed ?? []) ports[port] = null;
  for (const p of container.published)
    ports[p.port] = [...(ports[p.port] ?? []), { HostIp: p.hostIp, HostPort: String(p.hostPort) }];
  return container.request.network === 'host' ? {} : ports;
}
