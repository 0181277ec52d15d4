import type { Step } from '../../lib/index.ts';
import { isFailure, isLocalAddress, namespaceOf } from '../../model/state/index.ts';
import { parseIpv4 } from '../../model/wire/index.ts';
import { portTaken } from '../../network/kernel/index.ts';
import type { Sys } from '../os/index.ts';
import { type ApiError, apiError } from './api.ts';
import { bridgeName } from './local-ipam.ts';
import { type Engine, isRecent, withEngine } from './memory.ts';
import { publishPort, unpublishPort } from './rules.ts';
import type { Container, PortBinding } from './types.ts';

/** Ephemeral host ports of `-P` count up from here. */
const FIRST_PORT = 32768;

/** The network a container's published ports lead to: its bridge endpoint, or the leg on docker_gwbridge. */
function publishTarget(
  engine: Engine,
  container: Container,
): { bridge: string; ip: string; endpointId: string; hostIp: string } | undefined {
  const leg =
    container.gatewayLeg ??
    container.endpoints.find((e) => {
      const network = engine.disk.networks.get(e.networkId);
      return network?.driver === 'bridge' && !network.internal;
    });
  const network = leg && engine.disk.networks.get(leg.networkId);
  if (!leg || !network) return undefined;
  const hostIp = network.options['com.docker.network.bridge.host_binding_ipv4'] ?? '0.0.0.0';
  return { bridge: bridgeName(network), ip: leg.ip, endpointId: leg.endpointId, hostIp };
}

/**
 * Ports a container asks for: `-p`, and with `-P` every exposed one; by container port, the highest first, TCP before UDP
 * (go-connections nat.SortPortMap; recorded in docker-lab s03).
 */
function wantedBindings(engine: Engine, container: Container): PortBinding[] {
  const bindings = [...container.request.publish];
  if (container.request.publishAll) {
    const image = engine.disk.images.find((i) => i.reference === container.image);
    for (const port of [...(image?.exposed ?? []), ...container.request.expose])
      if (!bindings.some((b) => b.port === port)) bindings.push({ port, hostIp: '0.0.0.0', hostPort: 0 });
  }
  const [number, protocol] = [
    (b: PortBinding) => Number.parseInt(b.port, 10),
    (b: PortBinding) => b.port.split('/')[1],
  ];
  return bindings.sort(
    (a, b) =>
      number(b) - number(a) || compareText(protocol(a), protocol(b)) || compareText(a.hostIp, b.hostIp),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
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
  for (const asked of plan.bindings) {
    const binding = asked.hostIp === '0.0.0.0' ? { ...asked, hostIp: plan.target.hostIp } : asked;
    const opened = yield* openPort(sys, containerId, plan.target, binding);
    if (opened === undefined) continue;
    yield* closePorts(sys, containerId);
    return apiError(500, prefix + opened);
  }
  return undefined;
}

/** Opens the ports again that a container had under the last engine: its rules and proxies ended with it. */
export function* reopenPorts(sys: Sys, containerId: string): Step<void> {
  const plan = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(containerId);
    const target = container && publishTarget(engine, container);
    if (!container || !target) return undefined;
    const bindings = container.published.map(({ port, hostIp, hostPort }) => ({ port, hostIp, hostPort }));
    container.published = [];
    return { target, bindings };
  });
  for (const binding of plan?.bindings ?? [])
    if (plan) yield* openPort(sys, containerId, plan.target, binding);
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
            // Allocated address by address: that two overlap shows only when the proxy binds (recorded in docker-lab s03).
            p.hostIp === binding.hostIp,
        ),
      );
    const { hostPort: first, hostPortLast } = binding;
    const last = hostPortLast ?? first;
    let hostPort = first === 0 ? FIRST_PORT : first;
    const address = parseIpv4(binding.hostIp) ?? 0;
    // What the engine drew is tried until its proxy can bind; what somebody asked for is not.
    const free = (port: number) =>
      !taken(port) && (first !== 0 || !held(engine, protocol, binding.hostIp, port));
    while (!free(hostPort) && (first === 0 || hostPort <= last)) hostPort++;
    if (first !== 0 && hostPort > last)
      return {
        problem:
          hostPortLast === undefined
            ? `Bind for ${binding.hostIp}:${first} failed: port is already allocated`
            : 'all ports are allocated',
      };
    const recent = isRecent(engine);
    const listen = `listen ${protocol}${recent ? '4' : ''} ${binding.hostIp}:${hostPort}`;
    const starting = memory.config.userlandProxy ? 'Error starting userland proxy: ' : '';
    if (address !== 0 && !isLocalAddress(netns, address))
      return { problem: `${starting}${listen}: bind: cannot assign requested address` };
    if (held(engine, protocol, binding.hostIp, hostPort))
      return { problem: `${starting}${listen}: bind: address already in use` };
    const both = recent && address === 0 && memory.config.userlandProxy;
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
      ?.published.push({ port: binding.port, hostIp: binding.hostIp, hostPort, v6: both, proxies: [] });
    // 18.06 has one proxy that serves both families; 20.10 one for each (recorded in docker-lab s03).
    const addresses = both ? [binding.hostIp, '::'] : [binding.hostIp];
    return {
      hostPort,
      proxies: memory.config.userlandProxy ? addresses : [],
      program: recent ? '/usr/sbin/docker-proxy' : '/usr/bin/docker-proxy',
    };
  });
  if (outcome.problem !== undefined) return outcome.problem;
  if (outcome.proxies.length === 0) yield* holdPort(sys, containerId, binding, outcome.hostPort);
  for (const address of outcome.proxies) {
    const pid = yield* sys.spawn({
      path: '/usr/bin/docker-proxy',
      deathSignal: 'SIGTERM',
      argv: [
        outcome.program,
        '-proto',
        protocol,
        '-host-ip',
        address,
        '-host-port',
        String(outcome.hostPort),
        '-container-ip',
        target.ip,
        '-container-port',
        portText,
      ],
    });
    if (isFailure(pid)) continue;
    yield* withEngine(sys, ({ disk }) => {
      disk.containers
        .get(containerId)
        ?.published.find((p) => p.hostPort === outcome.hostPort && p.port === binding.port)
        ?.proxies.push(pid);
    });
  }
  return undefined;
}

/** Without a proxy the engine itself holds the port, so that nobody else takes it (libnetwork, dummyProxy). */
function* holdPort(sys: Sys, containerId: string, binding: PortBinding, hostPort: number): Step<void> {
  const type = binding.port.endsWith('udp') ? 'udp' : 'tcp';
  const fd = yield* sys.socket({ type });
  if (isFailure(fd) || (yield* sys.bind(fd, parseIpv4(binding.hostIp) ?? 0, hostPort))) return;
  if (type === 'tcp') yield* sys.listen(fd);
  yield* withEngine(sys, ({ disk }) => {
    const row = disk.containers
      .get(containerId)
      ?.published.find((p) => p.hostPort === hostPort && p.port === binding.port);
    if (row) row.listener = fd;
  });
}

/** Whether somebody holds a port of the host: a program, or a published port whose proxy may be about to. */
function held(engine: Engine, protocol: 'tcp' | 'udp', hostIp: string, port: number): boolean {
  const netns = namespaceOf(engine.world, engine.node.initNetns);
  const overlaps = (other: string) => other === hostIp || other === '0.0.0.0' || hostIp === '0.0.0.0';
  return (
    portTaken(netns, protocol, parseIpv4(hostIp) ?? 0, port) ||
    [...engine.disk.containers.values()].some((c) =>
      c.published.some((p) => p.hostPort === port && p.port.endsWith(protocol) && overlaps(p.hostIp)),
    )
  );
}

/** Closes every port of a container again. */
export function* closePorts(sys: Sys, containerId: string): Step<void> {
  const open = yield* withEngine(sys, (engine) => {
    const container = engine.disk.containers.get(containerId);
    const target = container && publishTarget(engine, container);
    if (!container) return { pids: [], listeners: [] };
    const netns = namespaceOf(engine.world, engine.node.initNetns);
    const pids = container.published.flatMap((p) => p.proxies);
    const listeners = container.published.flatMap((p) => p.listener ?? []);
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
    return { pids, listeners };
  });
  for (const pid of open.pids) {
    yield* sys.kill(pid, 'SIGINT');
    yield* sys.wait(pid);
  }
  for (const fd of open.listeners) yield* sys.close(fd);
}
