import type { Step } from '../../../lib/index.ts';
import { isFailure, noise } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4, parseIpv4 } from '../../../model/wire/index.ts';
import { decodeDns, type DnsMessage, encodeDns, type Sys } from '../../../machine/os/index.ts';

/** glibc's defaults: five seconds an attempt, two attempts a server (resolv.conf(5)). */
const TIMEOUT = 5_000_000;
const ATTEMPTS = 2;

export type Resolution =
  | { ok: true; address: Ipv4; canonical: string }
  | { ok: false; reason: 'not-found' | 'try-again' };

/** Looks a name up as getaddrinfo does for IPv4: numbers, /etc/hosts, then the servers of /etc/resolv.conf. */
export function* resolveName(sys: Sys, name: string): Step<Resolution> {
  const literal = parseIpv4(name);
  if (literal !== undefined) return { ok: true, address: literal, canonical: name };
  const hosts = yield* sys.readFile('/etc/hosts');
  if (!isFailure(hosts))
    for (const row of hosts.split('\n')) {
      const [address, ...names] = row.replace(/#.*/, '').trim().split(/\s+/);
      const value = parseIpv4(address ?? '');
      if (value !== undefined && names.includes(name))
        return { ok: true, address: value, canonical: names[0] };
    }
  for (const server of yield* nameservers(sys)) {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const answer = yield* askServer(sys, server, name, 'A', attempt);
      if (answer === 'timeout') continue;
      if (answer === 'refused' || answer === 'unreachable') break;
      if (answer.code === 'SERVFAIL') break;
      const record = answer.answers.find((a) => a.type === 'A');
      const address = record && parseIpv4(record.data);
      if (address !== undefined) return { ok: true, address, canonical: record?.name ?? name };
      return { ok: false, reason: 'not-found' };
    }
  }
  return { ok: false, reason: 'try-again' };
}

/** The name of an address as getnameinfo finds it; `undefined` when there is none. */
export function* reverseName(sys: Sys, address: Ipv4): Step<string | undefined> {
  const hosts = yield* sys.readFile('/etc/hosts');
  if (!isFailure(hosts))
    for (const row of hosts.split('\n')) {
      const [text, ...names] = row.replace(/#.*/, '').trim().split(/\s+/);
      if (parseIpv4(text ?? '') === address && names.length > 0) return names[0];
    }
  const name = `${formatIpv4(address).split('.').reverse().join('.')}.in-addr.arpa`;
  for (const server of yield* nameservers(sys)) {
    const answer = yield* askServer(sys, server, name, 'PTR', 0);
    if (typeof answer === 'string') continue;
    return answer.answers[0]?.data.replace(/\.$/, '');
  }
  return undefined;
}

/** Servers of /etc/resolv.conf, three at most; none means the local one. */
export function* nameservers(sys: Sys): Step<Ipv4[]> {
  const text = yield* sys.readFile('/etc/resolv.conf');
  const servers: Ipv4[] = [];
  if (!isFailure(text))
    for (const row of text.split('\n')) {
      const address = parseIpv4(/^nameserver\s+(\S+)/.exec(row)?.[1] ?? '');
      if (address !== undefined) servers.push(address);
    }
  return servers.length > 0 ? servers.slice(0, 3) : [0x7f000001];
}

/** One question to one server. */
export function* askServer(
  sys: Sys,
  server: Ipv4,
  name: string,
  type: DnsMessage['type'],
  attempt: number,
  timeout = TIMEOUT,
): Step<DnsMessage | 'timeout' | 'refused' | 'unreachable'> {
  const fd = yield* sys.socket({ type: 'udp' });
  if (isFailure(fd)) return 'refused';
  const failed = yield* sys.connect(fd, server, 53);
  if (failed) {
    yield* sys.close(fd);
    return failed.errno === 'ENETUNREACH' ? 'unreachable' : 'refused';
  }
  const id = Math.floor(65536 * noise(sys.world, 'dns-id', name, sys.now() + attempt));
  const question: DnsMessage = { id, response: false, name, type, code: 'NOERROR', answers: [] };
  const sent = yield* sys.sendTo(fd, server, 53, encodeDns(question));
  const answer = isFailure(sent) ? sent : yield* sys.receiveFrom(fd, { deadline: sys.now() + timeout });
  yield* sys.close(fd);
  if (isFailure(answer)) return answer.errno === 'EAGAIN' ? 'timeout' : 'refused';
  return decodeDns(answer.payload) ?? 'refused';
}
