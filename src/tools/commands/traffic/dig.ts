import type { Step } from '../../../lib/index.ts';
import { noise } from '../../../model/state/index.ts';
import { encodeDns, formatIpv4, parseIpv4 } from '../../../model/wire/index.ts';
import type { DnsMessage, Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { zoneName } from '../net/wall-clock.ts';
import { wallClock } from '../system/clock-text.ts';
import { profileOf } from './profile.ts';
import { askAll, lossText, reverseDomain } from './question.ts';
import { nameservers, resolveName } from './resolve.ts';

interface Request {
  name: string;
  type: DnsMessage['type'];
  server?: string;
  timeout: number;
  tries: number;
  short: boolean;
  sections: Record<'comments' | 'question' | 'answer' | 'stats' | 'cmd', boolean>;
}

function readWords(words: readonly string[]): Request | { unknown: string } {
  const sections = { comments: true, question: true, answer: true, stats: true, cmd: true };
  const request: Request = { name: '.', type: 'A', timeout: 5_000_000, tries: 3, short: false, sections };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const option = /^\+(no)?([a-z]+)(?:=(\d+))?$/.exec(word);
    if (word.startsWith('@')) request.server = word.slice(1);
    else if (word === '-x') {
      const address = parseIpv4(words[++i] ?? '');
      if (address === undefined) return { unknown: '-x' };
      request.name = reverseDomain(address);
      request.type = 'PTR';
    } else if (word === '-t') request.type = (words[++i] ?? 'A').toUpperCase() as DnsMessage['type'];
    else if (option) {
      const on = option[1] === undefined;
      if (option[2] === 'short') request.short = on;
      else if (option[2] === 'all')
        for (const key of Object.keys(sections) as (keyof typeof sections)[])
          sections[key] = on && key !== 'cmd';
      else if (option[2] in sections) sections[option[2] as keyof typeof sections] = on;
      else if (option[2] === 'time' || option[2] === 'timeout')
        request.timeout = Number(option[3]) * 1_000_000;
      else if (option[2] === 'tries') request.tries = Number(option[3]);
      else if (option[2] === 'retry') request.tries = Number(option[3]) + 1;
      else return { unknown: word };
    } else if (/^(A|AAAA|PTR)$/i.test(word)) request.type = word.toUpperCase() as DnsMessage['type'];
    else if (/^(ANY|MX|NS|SOA|SRV|TXT|CNAME)$/.test(word) || word.startsWith('-')) return { unknown: word };
    else request.name = word;
  }
  return request;
}

function* main(sys: Sys): Step<number> {
  const request = readWords(sys.args);
  if ('unknown' in request) return yield* notModelled(sys, 'dig', request.unknown);
  const servers = yield* nameservers(sys);
  if (request.server !== undefined) {
    const found = yield* resolveName(sys, request.server);
    if (!found.ok) {
      yield* sys.write(2, `dig: couldn't get address for '${request.server}': not found\n`);
      return profileOf(sys) === 'debian12' ? 1 : 10;
    }
    servers.splice(0, servers.length, found.address);
  }
  const recent = profileOf(sys) === 'debian12';
  const started = sys.now();
  const { name, type, timeout, tries, sections } = request;
  const answered = yield* askAll(sys, { name, type, servers, timeout, tries });
  const { server, message } = answered;
  const version = recent ? '9.18.24-1-Debian' : '9.9.4-RedHat-9.9.4-61.el7';
  const banner =
    sections.cmd && !request.short
      ? `\n; <<>> DiG ${version} <<>> ${sys.args.join(' ')}\n${request.server === undefined ? '' : '; (1 server found)\n'};; global options: +cmd\n`
      : '';
  if (recent) yield* sys.write(1, lossText(answered, name));
  if (!message) {
    yield* sys.write(
      1,
      `${banner}${recent ? '' : ';; connection timed out; '}${recent ? ';; ' : ''}no servers could be reached\n`,
    );
    return 9;
  }
  if (request.short) {
    yield* sys.write(1, message.answers.map((a) => `${a.data}\n`).join(''));
    return 0;
  }
  const elapsed = Math.max(0, Math.round((sys.now() - started) / 1000));
  const id = Math.floor(65536 * noise(sys.world, 'dig', name, started));
  yield* sys.write(
    1,
    banner +
      blocks(sys, request, message, id) +
      statistics(sys, request, message, formatIpv4(server), elapsed, recent),
  );
  return 0;
}

function blocks(_sys: Sys, { sections, name, type }: Request, message: DnsMessage, id: number): string {
  const dotted = (text: string) => (text.endsWith('.') ? text : `${text}.`);
  const column = (text: string) => text + '\t'.repeat(Math.max(1, 3 - Math.floor(text.length / 8)));
  let text = '';
  if (sections.comments)
    text +=
      `;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: ${message.code}, id: ${id}\n` +
      `;; flags: qr rd ra; QUERY: 1, ANSWER: ${message.answers.length}, AUTHORITY: 0, ADDITIONAL: 0\n\n`;
  if (sections.question)
    text += `${sections.comments ? ';; QUESTION SECTION:\n' : ''}${column(`;${dotted(name)}`)}\tIN\t${type}\n${sections.comments ? '\n' : ''}`;
  if (sections.answer && message.answers.length > 0) {
    const rows = message.answers.map((a) => `${column(dotted(a.name))}${a.ttl}\tIN\t${a.type}\t${a.data}\n`);
    text += `${sections.comments ? ';; ANSWER SECTION:\n' : ''}${rows.join('')}${sections.comments ? '\n' : ''}`;
  }
  return text;
}

function statistics(
  sys: Sys,
  { sections }: Request,
  message: DnsMessage,
  server: string,
  elapsed: number,
  recent: boolean,
): string {
  if (!sections.stats) return '';
  const when = wallClock(sys.world, sys.now()).toUTCString();
  const match = /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(when);
  const [, day, date, month, year, time] = match ?? [];
  const zone = zoneName(sys.world.utcOffset);
  return (
    `;; Query time: ${elapsed} msec\n;; SERVER: ${server}#53(${server})${recent ? ' (UDP)' : ''}\n` +
    `;; WHEN: ${day} ${month} ${date} ${time} ${zone} ${year}\n;; MSG SIZE  rcvd: ${encodeDns(message).length}\n\n`
  );
}

export const dig: CommandSpec = {
  name: 'dig',
  profiles: ['centos7', 'debian12'],
  summary: 'ask a name server and show its answer in full',
  usage: ['dig [@SERVER] NAME [A|AAAA|PTR] [+short] [+noall +answer] [+time=N] [+tries=N] [-x ADDRESS]'],
  flags: [
    { names: ['-x'], argument: 'ADDRESS', summary: 'the name of an address' },
    { names: ['-t'], argument: 'TYPE', summary: 'A, AAAA or PTR' },
  ],
  run: main,
};
