import type { Step } from '../../lib/index.ts';
import { isFailure, namespaceOf } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import { portTaken } from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiError, apiError } from './api.ts';
import { bridgeName } from './local-ipam.ts';
import { type Engine, withEngine } from './memory.ts';
import { publishPort, unpublishPort } from './rules.ts';
import type { Container, PortBinding } from './types.ts';

/** Ephemeral host ports of `-P` count up from here. */
const FIRST_PORT = 32768;

/** The network a container's published ports lead to: its bridge endpoint, or the leg on docker_gwbridge. */
function publishTarget(
  engine: Engine,
  container: Container,
): { bridge: string; ip: string; endpointId: string } | undefined {
  const leg =
    container.gatewayLeg ??
    container.endpoints.find((e) => engine.disk.networks.get(e.networkId)?.driver === 'bridge');
  const network = leg && engine.disk.networks.get(leg.networkId);
  return leg && network ? { bridge: bridgeName(network), ip: leg.ip, endpointId: leg.endpointId } : undefined;
}

/** Ports a container asks for: `-p`, and with `-P` every exposed one, the highest first (recorded in docker-lab s03). */
function wantedBindings(engine: Engine, container: Container): PortBinding[] {
  const bindings = [...container.request.publish];
  if (!container.request.publishAll) return bindings;
  const image = engine.disk.images.find((i) => i.reference === container.image);
  const exposed = [...(image?.exposed ?? [])].sort((a, b) => Number.parseInt(b, 10) - Number.parseInt(a, 10));
  for (const port of exposed)
    if (!bindings.some((b) => b.port === port)) bindings.push({ port, hostIp: '0.0.0.0', hostPort: 0 });
  return bindings;
}

/** Opens every published port: rules, and a docker-proxy process that holds the port. Undone as a whole when one fails. */
export function* openPorts(sys: Sys, containerId: string): Step<ApiError | undefined> {
  const plan = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(containerId);
    const target = container && publishTarget(engine, container);
    return container && target
      ? { target, bindings: wantedBindings(engine, container), name: container.name }
      : undefined;
  });
  if (!plan) return undefined;
  const prefix = `driver failed programming external connectivity on endpoint ${plan.name} (${plan.target.endpointId}): `;
  for (const binding of plan.bindings) {
    const opened = yield* openPort(sys, containerId, plan.target, binding);
    if (opened === undefined) continue;
    yield* closePorts(sys, containerId);
    return apiError(500, prefix + opened);
  }
  return undefined;
}

function* openPort(
  sys: Sys,
  containerId: string,
  target: { bridge: string; ip: string },
  binding: PortBinding,
): Step<string | undefined> {
  const [portText, protocolText] = binding.port.split('/');
  const protocol = protocolText === 'udp' ? 'udp' : 'tcp';
  const outcome = yield* withEngine(sys, (engine) => {
    const { world, node, disk, memory } = engine;
    const netns = namespaceOf(world, node.initNetns);
    const taken = (port: number) =>
      [...disk.containers.values()].some((c) =>
        c.published.some(
          (p) =>
            p.hostPort === port &&
            p.port.endsWith(protocol) &&
            (p.hostIp === binding.hostIp || p.hostIp === '0.0.0.0' || binding.hostIp === '0.0.0.0'),
        ),
      );
    let hostPort = binding.hostPort;
    if (hostPort === 0) {
      hostPort = FIRST_PORT;
      while (taken(hostPort)) hostPort++;
    } else if (taken(hostPort))
      return { problem: `Bind for ${binding.hostIp}:${hostPort} failed: port is already allocated` };
    const version = memory.version.startsWith('20.') ? 'tcp4' : 'tcp';
    const listen = `listen ${protocol === 'udp' ? version.replace('tcp', 'udp') : version} ${binding.hostIp}:${hostPort}`;
    const starting = memory.config.userlandProxy ? 'Error starting userland proxy: ' : '';
    if (portTaken(netns, protocol, parseIpv4(binding.hostIp) ?? 0, hostPort))
      return { problem: `${starting}${listen}: bind: address already in use` };
    if (memory.config.iptables) {
      const done = publishPort(netns, {
        bridge: target.bridge,
        containerIp: target.ip,
        containerPort: Number(portText),
        protocol,
        hostIp: binding.hostIp,
        hostPort,
        hairpin: !memory.config.userlandProxy,
      });
      if (!done)
        return {
          problem: ` (iptables failed: iptables --wait -t nat -A DOCKER -p ${protocol} -d 0/0 --dport ${hostPort} -j DNAT --to-destination ${target.ip}:${portText} ! -i ${target.bridge}: iptables: No chain/target/match by that name.\n (exit status 1))`,
        };
    }
    disk.containers
      .get(containerId)
      ?.published.push({ port: binding.port, hostIp: binding.hostIp, hostPort, proxyPid: 0 });
    return { hostPort, proxy: memory.config.userlandProxy };
  });
  if (outcome.problem !== undefined) return outcome.problem;
  if (!outcome.proxy || protocol === 'udp') return undefined;
  const pid = yield* sys.spawn({
    argv: [
      '/usr/bin/docker-proxy',
      '-proto',
      protocol,
      '-host-ip',
      binding.hostIp,
      '-host-port',
      String(outcome.hostPort),
      '-container-ip',
      target.ip,
      '-container-port',
      portText,
    ],
  });
  if (isFailure(pid)) return undefined;
  yield* withEngine(sys, ({ disk }) => {
    const row = disk.containers
      .get(containerId)
      ?.published.find((p) => p.hostPort === outcome.hostPort && p.port === binding.port);
    if (row) row.proxyPid = pid;
  });
  return undefined;
}

/** Closes every port of a container again. */
export function* closePorts(sys: Sys, containerId: string): Step<void> {
  const proxies = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(containerId);
    const target = container && publishTarget(engine, container);
    if (!container) return [];
    const netns = namespaceOf(engine.world, engine.node.initNetns);
    const pids = container.published.map((p) => p.proxyPid);
    if (target && engine.memory.config.iptables)
      for (const published of container.published) {
        const [port, protocol] = published.port.split('/');
        unpublishPort(netns, {
          bridge: target.bridge,
          containerIp: target.ip,
          containerPort: Number(port),
          protocol: protocol === 'udp' ? 'udp' : 'tcp',
          hostIp: published.hostIp,
          hostPort: published.hostPort,
          hairpin: !engine.memory.config.userlandProxy,
        });
      }
    container.published = [];
    return pids;
  });
  for (const pid of proxies) if (pid > 0) yield* sys.kill(pid, 'SIGTERM');
}
