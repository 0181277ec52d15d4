import type { Engine } from './memory.ts';
import { NO_DYNAMIC, install, readText, rootOf } from '../os/index.ts';
import { isFailure, type RootFileSystem } from '../../model/state/index.ts';
import type { Container, DockerImage, DockerNetwork } from './types.ts';

/** Octets a container may write above its image. */
const CAPACITY = 64 * 1024 * 1024;

/** Line of an entry point's script that becomes the command. */
const ENTRYPOINT_LINE = 37;

/** The container's own root file system: its image, and what it wrote. Kept until the container is removed. */
export function makeRoot(engine: Engine, container: Container, image: DockerImage): void {
  if (engine.node.roots.has(container.id)) return;
  engine.node.roots.set(container.id, {
    id: container.id,
    profile: image.profile,
    upper: new Map(),
    capacity: CAPACITY,
  });
  for (const [path, text] of Object.entries(image.files ?? {}))
    install(engine.world, rootOf(engine.node, container.id), path, text);
  for (const path of image.programs ?? [])
    install(engine.world, rootOf(engine.node, container.id), path, '', 0o755);
  // The official image's script ends so, in its line 37 (31z4/zookeeper-docker, 3.4.11/docker-entrypoint.sh).
  for (const script of image.entrypoint) {
    const lines = ['#!/bin/bash', '', '# What this script prepares is not modelled here.'];
    while (lines.length < ENTRYPOINT_LINE - 1) lines.push('');
    install(
      engine.world,
      rootOf(engine.node, container.id),
      script,
      `${lines.join('\n')}\nexec "$@"\n`,
      0o755,
    );
  }
}

/** /etc/hosts, /etc/hostname and /etc/resolv.conf as the engine writes them at each start. */
export function writeEtc(engine: Engine, container: Container, networks: readonly DockerNetwork[]): void {
  const { world, node } = engine;
  const root = rootOf(node, container.id);
  const shared = sharedWith(engine, container);
  if (shared) {
    // Name and files are those of the container whose network it lives in.
    node.hostnames.set(container.id, hostnameOf(engine, shared));
    const from = rootOf(node, shared.id);
    for (const file of ['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']) copy(engine, from, root, file);
    return;
  }
  const hostname = hostnameOf(engine, container);
  node.hostnames.set(container.id, hostname);
  install(world, root, '/etc/hostname', `${hostname}\n`);
  if (container.request.network === 'host') copy(engine, rootOf(node, node.hostRoot), root, '/etc/hosts');
  else install(world, root, '/etc/hosts', hostsFile(container, hostname));
  const userDefined = networks.some((n) => n.name !== 'bridge' && n.driver !== 'host' && n.driver !== 'null');
  const { config } = engine.memory;
  const asked = <T>(own: readonly T[], engines: readonly T[]) => (own.length > 0 ? own : engines);
  const dns = asked(container.request.dns, config.dns);
  const dnsSearch = asked(container.request.dnsSearch, config.dnsSearch);
  const dnsOptions = asked(container.request.dnsOptions, config.dnsOptions);
  const search = dnsSearch.length > 0 ? `search ${dnsSearch.join(' ')}\n` : '';
  const own = dns.length > 0 ? dns.map((address) => `nameserver ${address}\n`).join('') : undefined;
  const options = dnsOptions.length > 0 ? `options ${dnsOptions.join(' ')}\n` : '';
  install(
    world,
    root,
    '/etc/resolv.conf',
    userDefined
      ? `${search}nameserver 127.0.0.11\noptions ${[...dnsOptions, 'ndots:0'].join(' ')}\n`
      : own === undefined && search === '' && options === ''
        ? hostResolver(engine)
        : `${search}${own ?? hostResolver(engine)}${options}`,
  );
}

function hostsFile(container: Container, hostname: string): string {
  const rows = [
    '127.0.0.1\tlocalhost',
    '::1\tlocalhost ip6-localhost ip6-loopback',
    'fe00::0\tip6-localnet',
    'ff00::0\tip6-mcastprefix',
    'ff02::1\tip6-allnodes',
    'ff02::2\tip6-allrouters',
    ...container.request.addHosts.map((entry) => {
      const at = entry.indexOf(':');
      return `${entry.slice(at + 1)}\t${entry.slice(0, at)}`;
    }),
    ...container.endpoints.filter((e) => e.ip !== '').map((e) => `${e.ip}\t${hostname}`),
  ];
  return `${rows.join('\n')}\n`;
}

function copy(engine: Engine, from: RootFileSystem, to: RootFileSystem, path: string): void {
  const text = readText(from, NO_DYNAMIC, path);
  if (!isFailure(text)) install(engine.world, to, path, text);
}

/** The container whose network another uses (`--net=container:ID`). */
function sharedWith({ disk }: Engine, { request }: Container): Container | undefined {
  const id = /^container:(.+)$/.exec(request.network)?.[1];
  return id === undefined ? undefined : disk.containers.get(id);
}

/** The name that was asked for, that of the host or of the container it shares the network with, or twelve digits of the id. */
export function hostnameOf(engine: Engine, container: Container): string {
  const { hostname, network } = container.request;
  const shared = sharedWith(engine, container);
  if (shared) return hostnameOf(engine, shared);
  const host = network === 'host' ? engine.node.hostnames.get('host') : undefined;
  return hostname ?? host ?? container.id.slice(0, 12);
}

/** The host's resolvers without loopback ones; with none left the engine falls back to a public pair. */
function hostResolver(engine: Engine): string {
  const text = readText(rootOf(engine.node, engine.node.hostRoot), NO_DYNAMIC, '/etc/resolv.conf');
  const rows = isFailure(text) ? [] : text.split('\n').filter((row) => row !== '');
  const kept = rows.filter((row) => !/^nameserver\s+127\./.test(row));
  if (engine.memory.config.dns.length > 0)
    return `${engine.memory.config.dns.map((d) => `nameserver ${d}`).join('\n')}\n`;
  if (kept.some((row) => row.startsWith('nameserver'))) return `${kept.join('\n')}\n`;
  return `${[...kept, 'nameserver 8.8.8.8', 'nameserver 8.8.4.4'].join('\n')}\n`;
}

/** Nameservers the embedded DNS forwards to. */
export function upstreamResolvers(engine: Engine): string[] {
  return hostResolver(engine)
    .split('\n')
    .map((row) => /^nameserver\s+(\S+)/.exec(row)?.[1])
    .filter((address): address is string => address !== undefined);
}
