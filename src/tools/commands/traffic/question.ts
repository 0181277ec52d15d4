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
  lost: { server: Ipv4; how: 'timeout' | 'refused' }[];
}

/** Asks the servers in turn, each round all of them. */
export function* askAll(sys: Sys, question: Question): Step<Answered> {
  const lost: Answered['lost'] = [];
  for (let round = 0; round < question.tries; round++)
    for (const server of question.servers) {
      const answer = yield* askServer(sys, server, question.name, question.type, round, question.timeout);
      if (typeof answer !== 'string') return { server, message: answer, lost };
      lost.push({ server, how: answer });
    }
  return { server: question.servers[0] ?? 0, lost };
}

/** The name that a PTR question asks for. */
export function reverseDomain(address: Ipv4): string {
  return `${formatIpv4(address).split('.').reverse().join('.')}.in-addr.arpa`;
}
