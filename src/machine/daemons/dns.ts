import type { Step } from '../../lib/index.ts';
import { isFailure } from '../../model/state/index.ts';
import { formatIpv4, parseIpv4 } from '../../model/wire/index.ts';
import { decodeDns, type DnsMessage, encodeDns, type Routine, type Sys } from '../os/index.ts';

/** Answers a question from a table of names to addresses (RFC 1035; a known name without an address of the type: no data). */
export function answerFrom(table: ReadonlyMap<string, number>, question: DnsMessage, ttl = 600): DnsMessage {
  const reply: DnsMessage = { ...question, response: true, answers: [], code: 'NOERROR' };
  const name = question.name.toLowerCase().replace(/\.$/, '');
  if (question.type === 'PTR') {
    const address = parseIpv4(
      name
        .replace(/\.in-addr\.arpa$/, '')
        .split('.')
        .reverse()
        .join('.'),
    );
    const found = [...table].find(([, value]) => value === address);
    if (!found) return { ...reply, code: 'NXDOMAIN' };
    return { ...reply, answers: [{ name, type: 'PTR', ttl, data: `${found[0]}.` }] };
  }
  const address = table.get(name);
  if (address === undefined) return { ...reply, code: 'NXDOMAIN' };
  if (question.type === 'A') reply.answers.push({ name, type: 'A', ttl, data: formatIpv4(address) });
  return reply;
}

function* main(sys: Sys): Step<number> {
  const fd = yield* sys.socket({ type: 'udp' });
  if (isFailure(fd)) return 1;
  if (yield* sys.bind(fd, parseIpv4(sys.args[0] ?? '') ?? 0, Number(sys.args[1] ?? 53))) return 1;
  yield* sys.thread('answer', { fd });
  while (true) yield* sys.await('never');
}

function* answer(sys: Sys, socket: { fd: number }): Step<unknown> {
  const datagram = yield* sys.receiveFrom(socket.fd);
  const question = isFailure(datagram) ? undefined : decodeDns(datagram.payload);
  if (question && !isFailure(datagram)) {
    const table = new Map<string, number>();
    for (const pair of sys.args.slice(2)) {
      const [name, address] = pair.split('=');
      const value = parseIpv4(address ?? '');
      if (value !== undefined) table.set(name.toLowerCase(), value);
    }
    yield* sys.sendTo(socket.fd, datagram.from, datagram.fromPort, encodeDns(answerFrom(table, question)));
  }
  return yield* sys.again(socket);
}

/** `dns-server ADDRESS PORT NAME=ADDRESS...` */
export const DNS_SERVER: Readonly<Record<string, Routine>> = { main, answer: answer as Routine };
