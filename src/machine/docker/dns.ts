import type { Step } from '../../lib/index.ts';
import { isFailure, namespaceOf } from '../../model/state/index.ts';
import { ipv4, parseIpv4, PROTO_TCP, PROTO_UDP } from '../../model/wire/index.ts';
import { addChain, flushRules, insertRule, useTable } from '../../network/kernel/index.ts';
import { decodeDns, type DnsMessage, encodeDns, type Sys } from '../os/index.ts';
import { upstreamResolvers } from './container-files.ts';
import { withEngine } from './memory.ts';
import { storedEndpoints } from './networks.ts';

const ADDRESS = ipv4('127.0.0.11');
const TTL = 600;
const UPSTREAM_TIMEOUT = 4_000_000;

/** The embedded DNS of a container, where one of its networks is not the default bridge and no mode. */
export function* serveDns(sys: Sys, containerId: string): Step<void> {
  const netns = yield* withEngine(sys, ({ disk }) => {
    const container = disk.containers.get(containerId);
    const own = container?.endpoints.some(
      ({ networkName }) => networkName !== 'bridge' && networkName !== 'host' && networkName !== 'none',
    );
    return own ? container?.netns : undefined;
  });
  if (netns !== undefined) yield* sys.thread('dns', { containerId, netns });
}

/** Opens the embedded DNS of a sandbox: 127.0.0.11 on a random port, reached on 53 by NAT inside the namespace. */
export function* openDns(sys: Sys, place: { containerId: string; netns: number }): Step<unknown> {
  const fd = yield* sys.socket({ type: 'udp', netns: place.netns });
  const tcp = yield* sys.socket({ type: 'tcp', netns: place.netns });
  if (isFailure(fd) || isFailure(tcp)) return undefined;
  if (yield* sys.bind(fd, ADDRESS, 0)) return undefined;
  if (yield* sys.bind(tcp, ADDRESS, 0)) return undefined;
  yield* sys.listen(tcp);
  yield* withEngine(sys, ({ world, process }) => {
    const netns = namespaceOf(world, place.netns);
    const port = (number: number) => {
      const file = process.files.get(number);
      const socket = file?.kind === 'socket' ? netns.sockets.get(file.socket) : undefined;
      return socket?.kind === 'udp' || socket?.kind === 'tcp' ? socket.port : 0;
    };
    redirect(world, place.netns, port(tcp), port(fd));
  });
  return yield* sys.thread('dns-answer', { ...place, fd, tcp });
}

/** Chains DOCKER_OUTPUT and DOCKER_POSTROUTING in the container's nat table (resolver_unix.go). */
function redirect(world: Sys['world'], id: number, tcpPort: number, udpPort: number): void {
  const netns = namespaceOf(world, id);
  useTable(netns, 'nat');
  const own = { address: ADDRESS, prefix: 32 };
  // Those of the last engine's resolver are used again (resolver_unix.go).
  const again = isFailure(addChain(netns, 'nat', 'DOCKER_OUTPUT'));
  if (again) for (const chain of ['DOCKER_OUTPUT', 'DOCKER_POSTROUTING']) flushRules(netns, 'nat', chain);
  else addChain(netns, 'nat', 'DOCKER_POSTROUTING');
  const destination = { kind: 'destination', net: own, negated: false } as const;
  const source = { kind: 'source', net: own, negated: false } as const;
  for (const [from, chain] of again
    ? []
    : [
        ['OUTPUT', 'DOCKER_OUTPUT'],
        ['POSTROUTING', 'DOCKER_POSTROUTING'],
      ])
    insertRule(netns, 'nat', from, {
      matches: [destination],
      target: { kind: 'jump', chain, goto: false },
    });
  for (const [module, number, port] of [
    ['tcp', PROTO_TCP, tcpPort],
    ['udp', PROTO_UDP, udpPort],
  ] as const) {
    const protocol = { kind: 'protocol', protocol: number, negated: false } as const;
    insertRule(netns, 'nat', 'DOCKER_OUTPUT', {
      matches: [destination, protocol, { kind: 'dport', from: 53, to: 53, negated: false, module }],
      target: { kind: 'DNAT', address: ADDRESS, port },
    });
    insertRule(netns, 'nat', 'DOCKER_POSTROUTING', {
      matches: [source, protocol, { kind: 'sport', from: port, to: port, negated: false, module }],
      target: { kind: 'SNAT', address: undefined, port: 53 },
    });
  }
}

interface DnsPlace {
  containerId: string;
  netns: number;
  fd: number;
  tcp: number;
}

export function* answerDns(sys: Sys, place: DnsPlace): Step<unknown> {
  const datagram = yield* sys.receiveFrom(place.fd);
  if (isFailure(datagram)) {
    if (datagram.errno !== 'EBADF' && datagram.errno !== 'ENOTSOCK') return yield* sys.again(place);
    return undefined;
  }
  yield* sys.thread('dns-query', {
    place,
    payload: datagram.payload,
    from: datagram.from,
    port: datagram.fromPort,
  });
  return yield* sys.again(place);
}

/** One question: names of the container's own networks first, then the host's resolvers. */
export function* answerQuery(
  sys: Sys,
  query: { place: DnsPlace; payload: string; from: number; port: number },
): Step<unknown> {
  const question = decodeDns(query.payload);
  if (!question) return undefined;
  const answer =
    (yield* answerLocally(sys, query.place.containerId, question)) ??
    (yield* forward(sys, query.place, question));
  if (answer)
    yield* sys.sendTo(query.place.fd, query.from, query.port, encodeDns(answer), { source: ADDRESS });
  return undefined;
}

function* answerLocally(sys: Sys, containerId: string, question: DnsMessage): Step<DnsMessage | undefined> {
  const networks = yield* withEngine(sys, ({ disk }) => disk.containers.get(containerId)?.endpoints ?? []);
  const name = question.name.toLowerCase().replace(/\.$/, '');
  const address = name
    .replace(/\.in-addr\.arpa$/, '')
    .split('.')
    .reverse()
    .join('.');
  for (const own of networks) {
    const isMeant = ({ name: called, ip, aliases }: KnownName) =>
      question.type === 'PTR'
        ? ip === address
        : [called, ...aliases].some((n) => n === name || `${n}.${own.networkName}` === name);
    // Whom the engine runs itself it knows without the store.
    const found =
      (yield* localNames(sys, own.networkId)).find(isMeant) ??
      (yield* remoteNames(sys, own.networkId, own.networkName)).find(isMeant);
    if (!found) continue;
    if (question.type === 'PTR')
      return reply(question, [{ name, type: 'PTR', ttl: TTL, data: `${found.name}.${own.networkName}.` }]);
    return reply(question, question.type === 'A' ? [{ name, type: 'A', ttl: TTL, data: found.ip }] : []);
  }
  return undefined;
}

function reply(question: DnsMessage, answers: DnsMessage['answers']): DnsMessage {
  return { ...question, response: true, code: 'NOERROR', answers };
}

interface KnownName {
  name: string;
  ip: string;
  aliases: string[];
}

/** Names of a network's containers on this machine. */
function* localNames(sys: Sys, networkId: string): Step<KnownName[]> {
  return yield* withEngine(sys, ({ disk }) =>
    [...disk.containers.values()]
      .filter((c) => c.state === 'running')
      .flatMap((c) =>
        c.endpoints
          .filter((e) => e.networkId === networkId && e.ip !== '')
          .map((e) => ({ name: c.name, ip: e.ip, aliases: [...e.aliases, c.id.slice(0, 12)] })),
      ),
  );
}

/** Names of a global network as the store says them; the last good answer serves while it is away. */
function* remoteNames(sys: Sys, networkId: string, networkName: string): Step<KnownName[]> {
  const isLocal = yield* withEngine(sys, ({ disk }) => disk.networks.has(networkId));
  if (isLocal || networkName === '') return [];
  const stored = yield* storedEndpoints(sys, networkId);
  return yield* withEngine(sys, ({ memory }) => {
    if (stored.length > 0)
      memory.remoteNames.set(
        networkId,
        stored.map((e) => ({
          name: e.name,
          ip: e.ep_iface.addr.split('/')[0],
          endpointId: e.id,
          aliases: e.myAliases ?? [],
        })),
      );
    return memory.remoteNames.get(networkId) ?? [];
  });
}

/** Asks the host's resolvers from inside the sandbox, as the engine does. SERVFAIL when none answers. */
function* forward(sys: Sys, place: DnsPlace, question: DnsMessage): Step<DnsMessage | undefined> {
  const resolvers = yield* withEngine(sys, (engine) => upstreamResolvers(engine));
  for (const resolver of resolvers) {
    const fd = yield* sys.socket({ type: 'udp', netns: place.netns });
    if (isFailure(fd)) continue;
    const to = parseIpv4(resolver) ?? 0;
    yield* sys.connect(fd, to, 53);
    const sent = yield* sys.sendTo(fd, to, 53, encodeDns(question));
    const answer = isFailure(sent)
      ? sent
      : yield* sys.receiveFrom(fd, { deadline: sys.now() + UPSTREAM_TIMEOUT });
    yield* sys.close(fd);
    const decoded = isFailure(answer) ? undefined : decodeDns(answer.payload);
    if (decoded) return decoded;
  }
  return { ...question, response: true, code: 'SERVFAIL', answers: [] };
}
