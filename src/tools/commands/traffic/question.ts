import type { Step } from '../../../lib/index.ts';
import { formatIpv4, type Ipv4 } from '../../../model/wire/index.ts';
import type { DnsMessage, Sys } from '../../../machine/os/index.ts';
import { askServer } from './resolve.ts';

/** A question of nslookup or dig and how long they insist. */
export interface Question {
  name: string;
  type: DnsMessage['type'];
  servers: readonly Ipv4[];
  /** Microseconds of one try. */
  timeout: number;
  tries: number;
}

export interface Answered {
  server: Ipv4;
  /** Absent when nobody answered. */
  message?: DnsMessage;
  /** Tries without an answer. */
  lost: { server: Ipv4; how: 'timeout' | 'refused' | 'unreachable' }[];
}

/** Asks the servers in turn, each round all of them. */
export function* askAll(sys: Sys, question: Question): Step<Answered> {
  const lost: Answered['lost'] = [];
  for (let round = 0; round < question.tries; round++)
    for (const server of question.servers) {
      // A server that no route leads to is not tried again.
      if (lost.some((one) => one.server === server && one.how === 'unreachable')) continue;
      const answer = yield* askServer(sys, server, question.name, question.type, round, question.timeout);
      if (typeof answer !== 'string') return { server, message: answer, lost };
      lost.push({ server, how: answer });
    }
  return { server: question.servers[0] ?? 0, lost };
}

/** What BIND 9.18 says of each try that was lost (recorded); 9.9 tells the end only. */
export function lossText({ lost }: Answered, name: string): string {
  return lost
    .map(({ server, how }) => {
      const at = `${formatIpv4(server)}#53`;
      return how === 'unreachable'
        ? `;; UDP setup with ${at}(${formatIpv4(server)}) for ${name} failed: network unreachable.\n`
        : `;; communications error to ${at}: ${how === 'timeout' ? 'timed out' : 'connection refused'}\n`;
    })
    .join('');
}

/** The name that a PTR question asks for. */
export function reverseDomain(address: Ipv4): string {
  return `${formatIpv4(address).split('.').reverse().join('.')}.in-addr.arpa`;
}
