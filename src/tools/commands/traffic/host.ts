import type { Step } from '../../../lib/index.ts';
import { formatIpv4, parseIpv4 } from '../../../model/wire/index.ts';
import type { DnsMessage, Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { profileOf } from './profile.ts';
import { askAll, lossText, reverseDomain } from './question.ts';
import { nameservers, resolveName } from './resolve.ts';

const FLAGS = [
  { names: ['-t'], argument: 'TYPE', summary: 'A, AAAA or PTR' },
  { names: ['-W'], argument: 'SECONDS', summary: 'how long to wait for a reply' },
  { names: ['-R'], argument: 'NUMBER', summary: 'tries' },
  { names: ['-4'], summary: 'IPv4' },
  { names: ['-v', '-d'], summary: 'verbose output', unmodelled: true },
  {
    names: ['-a', '-A', '-C', '-l', '-r', '-s', '-T', '-U', '-V', '-w', '-6'],
    summary: 'of the real tool',
    unmodelled: true,
  },
] as const;

/** Usage of 9.18; 9.9 of CentOS 7 has the same options but `-A`, `-p` and `-U`. */
const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -R specifies number of retries for UDP packets
       -t specifies the query type
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
`;

const ROW: Readonly<Record<string, string>> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  PTR: 'domain name pointer',
  CNAME: 'is an alias for',
};

/** host(1) of bind-utils: 9.9.4 on CentOS 7, 9.18 on Debian 12 (recorded in a namespace). */
function* main(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'host', parsed.flag);
    const what = parsed.kind === 'missing' ? 'option requires an argument' : 'invalid option';
    yield* sys.write(2, `host: ${what} -- '${parsed.flag.replace(/^-+/, '')}'\n${USAGE}`);
    return 1;
  }
  const [name, given] = parsed.operands;
  if (name === undefined) {
    yield* sys.write(2, USAGE);
    return 1;
  }
  const wanted = parsed.flags.get('-t')?.toUpperCase();
  if (wanted !== undefined && !/^(A|AAAA|PTR)$/.test(wanted))
    return yield* notModelled(sys, 'host', `-t ${wanted}`);
  let servers = yield* nameservers(sys);
  if (given !== undefined) {
    const found = yield* resolveName(sys, given);
    if (!found.ok) {
      yield* sys.write(2, `host: couldn't get address for '${given}': not found\n`);
      return 1;
    }
    servers = [found.address];
  }
  const address = parseIpv4(name);
  const asked = address === undefined || wanted !== undefined ? name : reverseDomain(address);
  const type = (wanted ?? (address === undefined ? 'A' : 'PTR')) as DnsMessage['type'];
  const answered = yield* askAll(sys, {
    name: asked,
    type,
    servers,
    timeout: Number(parsed.flags.get('-W') ?? 5) * 1_000_000,
    // `-R` counts what follows the first try, of which there is one at least.
    tries: Math.max(1, Number(parsed.flags.get('-R') ?? 1)) + 1,
  });
  const recent = profileOf(sys) === 'debian12';
  if (recent) yield* sys.write(1, lossText(answered, asked));
  if (!answered.message) {
    yield* sys.write(1, `;; ${recent ? '' : 'connection timed out; '}no servers could be reached\n`);
    return 1;
  }
  const at = formatIpv4(answered.server);
  if (given !== undefined)
    yield* sys.write(1, `Using domain server:\nName: ${given}\nAddress: ${at}#53\nAliases: \n\n`);
  return yield* tell(sys, asked, type, answered.message);
}

function* tell(sys: Sys, name: string, type: string, message: DnsMessage): Step<number> {
  if (message.code !== 'NOERROR') {
    const number = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 }[message.code];
    const dotted = type === 'PTR' ? name.replace(/\.?$/, '.') : name;
    yield* sys.write(1, `Host ${dotted} not found: ${number}(${message.code})\n`);
    return 1;
  }
  if (message.answers.length === 0) {
    yield* sys.write(1, `${name} has no ${type} record\n`);
    return 0;
  }
  for (const answer of message.answers) {
    const data = answer.type === 'PTR' ? answer.data.replace(/\.?$/, '.') : answer.data;
    yield* sys.write(
      1,
      `${answer.name.replace(/\.$/, '')} ${ROW[answer.type] ?? `has ${answer.type} record`} ${data}\n`,
    );
  }
  return 0;
}

export const host: CommandSpec = {
  name: 'host',
  profiles: ['centos7', 'debian12'],
  summary: 'ask a name server, in one line',
  usage: ['host [-t TYPE] [-W SECONDS] NAME [SERVER]'],
  flags: FLAGS,
  run: main,
};
