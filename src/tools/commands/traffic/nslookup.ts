import type { Step } from '../../../lib/index.ts';
import { formatIpv4, parseIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { isBusybox, profileOf } from './profile.ts';
import { type Answered, askAll, lossText, reverseDomain } from './question.ts';
import { nameservers, resolveName } from './resolve.ts';

const FLAGS = [
  { names: ['-timeout'], argument: 'N', summary: 'seconds for an answer (-timeout=N)' },
  { names: ['-retry'], argument: 'N', summary: 'more tries (-retry=N)' },
  { names: ['-type', '-query'], argument: 'T', summary: 'A, AAAA or PTR (-type=T)' },
] as const;

interface Lookup {
  timeout: number;
  tries: number;
  type: 'A' | 'AAAA' | 'PTR';
  operands: string[];
}

function readWords(words: readonly string[]): Lookup | { unknown: string } {
  const lookup: Lookup = { timeout: 5_000_000, tries: 3, type: 'A', operands: [] };
  for (const word of words) {
    const match = /^-([a-z]+)=(\S+)$/.exec(word);
    if (!match && word.startsWith('-')) return { unknown: word };
    if (!match) lookup.operands.push(word);
    else if (match[1] === 'timeout') lookup.timeout = Number(match[2]) * 1_000_000;
    else if (match[1] === 'retry') lookup.tries = Number(match[2]) + 1;
    else if (['type', 'query', 'querytype', 'q'].includes(match[1]) && /^(A|AAAA|PTR)$/i.test(match[2]))
      lookup.type = match[2].toUpperCase() as Lookup['type'];
    else return { unknown: word };
  }
  return lookup;
}

function* main(sys: Sys): Step<number> {
  const lookup = readWords(sys.args);
  if ('unknown' in lookup) return yield* notModelled(sys, 'nslookup', lookup.unknown);
  const [name, server] = lookup.operands;
  if (name === undefined) return yield* notModelled(sys, 'nslookup', 'interactive mode');
  const servers = yield* nameservers(sys);
  if (server !== undefined) {
    const found = yield* resolveName(sys, server);
    if (!found.ok) {
      yield* sys.write(1, `nslookup: couldn't get address for '${server}': not found\n`);
      return 1;
    }
    servers.splice(0, servers.length, found.address);
  }
  const address = parseIpv4(name);
  const type = address === undefined ? lookup.type : 'PTR';
  const asked = address === undefined ? name : reverseDomain(address);
  const answered = yield* askAll(sys, {
    name: asked,
    type,
    servers,
    timeout: lookup.timeout,
    tries: lookup.tries,
  });
  return isBusybox(sys) ? yield* busybox(sys, asked, answered) : yield* bind(sys, asked, type, answered);
}

/** nslookup of BIND, 9.18 as recorded: it tells each lost try, where 9.9 tells the end only, and no server for an address. */
function* bind(sys: Sys, name: string, type: string, answered: Answered): Step<number> {
  const { server, message } = answered;
  const recent = profileOf(sys) === 'debian12';
  if (recent) yield* sys.write(1, lossText(answered, name));
  if (!message) {
    yield* sys.write(1, `;; ${recent ? '' : 'connection timed out; '}no servers could be reached\n\n`);
    return 1;
  }
  const bare = recent && type === 'PTR';
  const head = bare ? '' : `Server:\t\t${formatIpv4(server)}\nAddress:\t${formatIpv4(server)}#53\n\n`;
  if (message.code !== 'NOERROR') {
    yield* sys.write(1, `${head}** server can't find ${name}: ${message.code}\n\n`);
    return 1;
  }
  const rows = message.answers.map((a) =>
    type === 'PTR'
      ? `${name}\tname = ${a.data.replace(/\.?$/, '.')}\n`
      : `Name:\t${a.name.replace(/\.$/, '')}\nAddress: ${a.data}\n`,
  );
  const none = rows.length === 0 ? `*** Can't find ${name}: No answer\n` : '';
  const authority = type === 'PTR' || (!recent && type !== 'A');
  yield* sys.write(
    1,
    `${head}${bare ? '' : 'Non-authoritative answer:\n'}${rows.join('')}${none}` +
      `${authority ? '\nAuthoritative answers can be found from:\n' : ''}\n`,
  );
  return 0;
}

/** busybox asks for both families and answers for each. */
function* busybox(sys: Sys, name: string, { server, message }: Answered): Step<number> {
  if (!message) {
    yield* sys.write(1, `;; connection timed out; no servers could be reached\n\n`);
    return 1;
  }
  const head = `Server:\t\t${formatIpv4(server)}\nAddress:\t${formatIpv4(server)}:53\n\n`;
  if (message.code !== 'NOERROR') {
    const row = `** server can't find ${name}: ${message.code}\n\n`;
    yield* sys.write(1, `${head}${row}${row}`);
    return 1;
  }
  if (message.type === 'PTR') {
    const rows = message.answers.map((a) => `${name}\tname = ${a.data.replace(/\.$/, '')}\n`);
    yield* sys.write(1, `${head}Non-authoritative answer:\n${rows.join('')}\n`);
    return 0;
  }
  const rows = message.answers.map((a) => `Name:\t${a.name.replace(/\.$/, '')}\nAddress: ${a.data}\n`);
  yield* sys.write(1, `${head}Non-authoritative answer:\n${rows.join('')}\nNon-authoritative answer:\n\n`);
  return 0;
}

export const nslookup: CommandSpec = {
  name: 'nslookup',
  summary: 'ask a name server',
  usage: ['nslookup [-timeout=N] [-retry=N] [-type=T] NAME [SERVER]'],
  flags: FLAGS,
  run: main,
};
