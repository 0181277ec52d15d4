import { parseStatus, type Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { formatIpv4, type Ipv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
} from '../spec.ts';
import { exchangeHttp, type HttpOutcome, parseWebAddress, type WebAddress } from './http-client.ts';
import { profileOf } from './profile.ts';
import { resolveName } from './resolve.ts';

const FLAGS = [
  { names: ['-s', '--silent'], summary: 'no progress, no errors' },
  { names: ['-S', '--show-error'], summary: 'errors even with -s' },
  { names: ['-m', '--max-time'], argument: 'seconds', summary: 'time for everything' },
  { names: ['--connect-timeout'], argument: 'seconds', summary: 'time for connecting' },
  { names: ['-o', '--output'], argument: 'file', summary: 'write the body there' },
  { names: ['-w', '--write-out'], argument: 'format', summary: 'what to show at the end' },
  { names: ['-v', '--verbose'], summary: 'show both sides' },
  { names: ['-I', '--head'], summary: 'headers only' },
  { names: ['-i', '--include'], summary: 'headers too' },
  { names: ['-H', '--header'], argument: 'header', summary: 'another header' },
  { names: ['-X', '--request'], argument: 'method', summary: 'method' },
  { names: ['-d', '--data'], argument: 'data', summary: 'body; makes it a POST' },
  { names: ['-f', '--fail'], summary: 'fail on 400 and above' },
  { names: ['-A', '--user-agent'], argument: 'name', summary: 'user agent' },
  { names: ['-4', '--ipv4'], summary: 'IPv4' },
  { names: ['-L', '--location'], summary: 'follow redirections' },
  { names: ['-k', '--insecure'], summary: 'accepted' },
  { names: ['-g', '--globoff'], summary: 'accepted' },
  { names: ['-6', '--ipv6'], summary: 'IPv6', unmodelled: true },
  { names: ['--unix-socket'], argument: 'path', summary: 'UNIX socket', unmodelled: true },
  { names: ['--interface'], argument: 'name', summary: 'device', unmodelled: true },
  { names: ['--resolve'], argument: 'entry', summary: 'name', unmodelled: true },
  { names: ['-x', '--proxy'], argument: 'proxy', summary: 'proxy', unmodelled: true },
  { names: ['-u', '--user'], argument: 'user', summary: 'credentials', unmodelled: true },
  { names: ['-F', '--form'], argument: 'field', summary: 'form', unmodelled: true },
  { names: ['-T', '--upload-file'], argument: 'file', summary: 'upload', unmodelled: true },
  { names: ['-O', '--remote-name'], summary: 'name of the file', unmodelled: true },
] as const;

interface Transfer {
  parsed: ParsedArguments;
  centos: boolean;
  url: WebAddress;
  started: number;
  /** Microseconds of `-m`. */
  limit: number | undefined;
}

/** What went wrong: exit status and words. */
interface Trouble {
  status: number;
  text: string;
}

function* main(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'curl', parsed.flag);
    const what = parsed.kind === 'missing' ? 'requires parameter' : 'is unknown';
    yield* sys.write(
      2,
      `curl: option ${parsed.flag}: ${what}\ncurl: try 'curl --help' for more information\n`,
    );
    return 2;
  }
  const centos = profileOf(sys) === 'centos7';
  if (parsed.operands.length === 0) {
    yield* sys.write(
      2,
      `curl: ${centos ? "try 'curl --help' or 'curl --manual' for more information" : "try 'curl --help' or 'curl --manual' for more information"}\n`,
    );
    return 2;
  }
  let status = 0;
  for (const word of parsed.operands) {
    const url = parseWebAddress(word);
    if (!url) {
      yield* sys.write(2, `curl: (3) URL using bad/illegal format or missing URL\n`);
      status = 3;
      continue;
    }
    if (url.scheme !== 'http') return yield* notModelled(sys, 'curl', url.scheme);
    const seconds = parsed.flags.get('-m');
    const limit = seconds === undefined ? undefined : Math.round(Number(seconds) * 1_000_000);
    status = yield* transfer(sys, { parsed, centos, url, started: sys.now(), limit });
  }
  return status;
}

function* transfer(sys: Sys, t: Transfer): Step<number> {
  const { parsed, url } = t;
  const resolved = yield* resolveName(sys, url.host);
  if (!resolved.ok) {
    const text = `Could not resolve host: ${url.host}${t.centos ? '; Unknown error' : ''}`;
    return yield* finish(sys, t, { status: 6, text }, undefined, undefined);
  }
  const { address } = resolved;
  const verbose = parsed.flags.has('-v');
  if (verbose)
    yield* sys.write(
      2,
      t.centos
        ? `* About to connect() to ${url.host} port ${url.port} (#0)\n*   Trying ${formatIpv4(address)}...\n`
        : `*   Trying ${formatIpv4(address)}:${url.port}...\n`,
    );
  const request = requestText(t);
  const connect = parsed.flags.get('--connect-timeout');
  const outcome = yield* exchangeHttp(sys, {
    address,
    port: url.port,
    request,
    deadline: t.limit === undefined ? undefined : t.started + t.limit,
    connectDeadline: connect === undefined ? undefined : t.started + Math.round(Number(connect) * 1_000_000),
    head: parsed.flags.has('-I'),
    *connected() {
      if (!verbose) return;
      yield* sys.write(2, `* Connected to ${url.host} (${formatIpv4(address)}) port ${url.port} (#0)\n`);
      yield* sys.write(
        2,
        `${request
          .split('\r\n\r\n')[0]
          .split('\r\n')
          .map((line) => `> ${line}\n`)
          .join('')}> \n`,
      );
    },
  });
  if (outcome.kind === 'interrupted') return 130;
  if (outcome.kind !== 'answer')
    return yield* finish(sys, t, trouble(sys, t, outcome, address), undefined, address);
  return yield* answered(sys, t, outcome, address);
}

function requestText({ parsed, url, centos }: Transfer): string {
  const values = (flag: string) =>
    parsed.all.filter((given) => given.name === flag).map((given) => given.value);
  const data = values('-d');
  const method =
    parsed.flags.get('-X') ?? (parsed.flags.has('-I') ? 'HEAD' : data.length > 0 ? 'POST' : 'GET');
  const host = `Host: ${url.host}${url.port === 80 ? '' : `:${url.port}`}`;
  const agent = `User-Agent: ${parsed.flags.get('-A') ?? (centos ? 'curl/7.29.0' : 'curl/7.88.1')}`;
  const own = values('-H').filter((header) => /:\s*\S/.test(header));
  const named = (line: string) =>
    own.some((header) => header.toLowerCase().startsWith(`${line.split(':')[0].toLowerCase()}:`));
  const usual = [...(centos ? [agent, host] : [host, agent]), 'Accept: */*'].filter((line) => !named(line));
  const body = data.join('&');
  const length =
    data.length === 0
      ? []
      : [`Content-Length: ${body.length}`, 'Content-Type: application/x-www-form-urlencoded'].filter(
          (line) => !named(line),
        );
  return `${method} ${url.path} HTTP/1.1\r\n${[...usual, ...own, ...length].join('\r\n')}\r\n\r\n${body}`;
}

function trouble(
  sys: Sys,
  t: Transfer,
  outcome: Exclude<HttpOutcome, { kind: 'answer' }>,
  address: Ipv4,
): Trouble {
  const { url, centos } = t;
  const elapsed = Math.floor((sys.now() - t.started) / 1000);
  switch (outcome.kind) {
    case 'connect-timeout':
      return { status: 28, text: `Connection timed out after ${elapsed} milliseconds` };
    case 'timeout':
      return {
        status: 28,
        text: `Operation timed out after ${elapsed} milliseconds with ${outcome.received} ${outcome.total === undefined || outcome.received === 0 ? '' : `out of ${outcome.total} `}bytes received`,
      };
    case 'not-connected': {
      if (!centos)
        return {
          status: 7,
          text: `Failed to connect to ${url.host} port ${url.port} after ${elapsed} ms: Couldn't connect to server`,
        };
      // 7.29 words a refusal by connect(2) itself and one that comes later differently.
      const text =
        outcome.errno === 'ENETUNREACH'
          ? `Failed to connect to ${formatIpv4(address)}: ${strerror(outcome.errno)}`
          : `Failed connect to ${url.host}:${url.port}; ${strerror(outcome.errno)}`;
      return { status: 7, text };
    }
    case 'empty':
      return { status: 52, text: 'Empty reply from server' };
    case 'broken':
      return outcome.errno === undefined
        ? { status: 18, text: `transfer closed with ${outcome.missing} bytes remaining to read` }
        : { status: 56, text: `Recv failure: ${strerror(outcome.errno)}` };
    case 'interrupted':
      return { status: 130, text: '' };
  }
}

function* answered(
  sys: Sys,
  t: Transfer,
  outcome: Extract<HttpOutcome, { kind: 'answer' }>,
  address: Ipv4,
): Step<number> {
  const { parsed } = t;
  const { message } = outcome;
  const status = parseStatus(message.start);
  const names = Object.entries(message.headers).map(
    ([n, v]) => `${n.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase())}: ${v}`,
  );
  const head = [message.start, ...names];
  if (parsed.flags.has('-v')) yield* sys.write(2, `${head.map((line) => `< ${line}\n`).join('')}< \n`);
  const failed = parsed.flags.has('-f') && status >= 400;
  const shown = parsed.flags.has('-I') || parsed.flags.has('-i') ? `${head.join('\r\n')}\r\n\r\n` : '';
  const body = failed ? '' : shown + (parsed.flags.has('-I') ? '' : message.body);
  const file = parsed.flags.get('-o');
  yield* progress(sys, t, parsed.flags.has('-I') ? 0 : message.body.length);
  if (file !== undefined && file !== '-') {
    const failure = file === '/dev/null' ? undefined : yield* sys.writeFile(file, body);
    if (failure)
      return yield* finish(
        sys,
        t,
        { status: 23, text: `Failed writing body (0 != ${body.length})` },
        outcome,
        address,
      );
  } else if (body !== '' && isFailure(yield* sys.write(1, body))) return 23;
  if (parsed.flags.has('-v')) yield* sys.write(2, '* Closing connection 0\n');
  const wrong = t.centos
    ? `The requested URL returned error: ${message.start.replace(/^HTTP\/1\.[01] /, '')}`
    : `The requested URL returned error: ${status}`;
  return yield* finish(sys, t, failed ? { status: 22, text: wrong } : undefined, outcome, address);
}

/** The progress meter, where the body does not go to a terminal. */
function* progress(sys: Sys, t: Transfer, size: number): Step<void> {
  const file = t.parsed.flags.get('-o');
  if (t.parsed.flags.has('-s') || (file === undefined && sys.isTerminal(1))) return;
  const seconds = Math.max(0.001, (sys.now() - t.started) / 1_000_000);
  const total = String(size).padStart(5);
  const speed = String(Math.floor(size / seconds)).padStart(6);
  yield* sys.write(
    2,
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
      '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
      `100 ${total}  100 ${total}    0     0 ${speed}      0 --:--:-- --:--:-- --:--:-- ${speed.trim().padStart(5)}\n`,
  );
}

function* finish(
  sys: Sys,
  t: Transfer,
  problem: Trouble | undefined,
  outcome: Extract<HttpOutcome, { kind: 'answer' }> | undefined,
  address: Ipv4 | undefined,
): Step<number> {
  const { parsed } = t;
  const format = parsed.flags.get('-w');
  if (format !== undefined) {
    const seconds = (at: number) => ((at - t.started) / 1_000_000).toFixed(t.centos ? 3 : 6);
    const values: Readonly<Record<string, string>> = {
      http_code: String(outcome ? parseStatus(outcome.message.start) : 0).padStart(3, '0'),
      response_code: String(outcome ? parseStatus(outcome.message.start) : 0).padStart(3, '0'),
      size_download: String(outcome && !parsed.flags.has('-I') ? outcome.message.body.length : 0),
      time_total: seconds(sys.now()),
      time_connect: seconds(outcome?.connectedAt ?? t.started),
      remote_ip: outcome && address !== undefined ? formatIpv4(address) : '',
      remote_port: outcome ? String(t.url.port) : '0',
      local_ip: outcome?.local ? formatIpv4(outcome.local.address) : '',
      local_port: outcome?.local ? String(outcome.local.port) : '0',
      content_type: outcome?.message.headers['content-type'] ?? '',
      exitcode: String(problem?.status ?? 0),
      errormsg: problem?.text ?? '',
    };
    const text = format
      .replace(/%\{(\w+)\}/g, (_all, name: string) => values[name] ?? '')
      .replace(/\\([nrt])/g, (_all, letter: string) => ({ n: '\n', r: '\r', t: '\t' })[letter] ?? '');
    yield* sys.write(1, text);
  }
  if (!problem) return 0;
  if (!parsed.flags.has('-s') || parsed.flags.has('-S'))
    yield* sys.write(2, `curl: (${problem.status}) ${problem.text}\n`);
  return problem.status;
}

export const curl: CommandSpec = {
  name: 'curl',
  profiles: ['centos7', 'debian12'],
  summary: 'fetch a web page',
  usage: ['curl [-sS] [-m SECONDS] [-o FILE] [-w FORMAT] [-v] [-I] [-X METHOD] [-d DATA] URL...'],
  flags: FLAGS,
  run: main,
};
