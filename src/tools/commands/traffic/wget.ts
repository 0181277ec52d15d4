import { parseStatus, type Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
} from '../spec.ts';
import { exchangeHttp, type HttpOutcome, parseWebAddress, type WebAddress } from './http-client.ts';
import { isBusybox, profileOf } from './profile.ts';
import { resolveName } from './resolve.ts';
import { bar, busyboxProgress, dots, rateText, sizeText, stamp } from './wget-words.ts';

const FLAGS = [
  { names: ['-q', '--quiet'], summary: 'say nothing' },
  { names: ['-nv', '--no-verbose'], summary: 'one line a page' },
  { names: ['-O', '--output-document'], argument: 'file', summary: 'write there; - is standard output' },
  { names: ['-T', '--timeout'], argument: 'seconds', summary: 'time to wait' },
  { names: ['-t', '--tries'], argument: 'number', summary: 'tries (20)' },
  { names: ['-S', '--server-response'], summary: 'show headers' },
  { names: ['--spider'], summary: 'do not keep the page' },
  { names: ['-c', '--continue'], summary: 'continue', unmodelled: true },
  { names: ['--no-check-certificate'], summary: 'accepted' },
] as const;

/** GNU's tries, and the longest wait between two of them in seconds (`waitretry`). */
const TRIES = 20;
const LONGEST_PAUSE = 10;

interface Download {
  sys: Sys;
  url: WebAddress;
  word: string;
  parsed: ParsedArguments;
  say: (text: string) => Step<void>;
}

/** wget: GNU 1.14 of CentOS 7, 1.21 of Debian 12 and busybox 1.35 (the latter two recorded in a namespace). */
function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const words = sys.args.map((word) => (word === '-nv' ? '--no-verbose' : word.replace(/^-qO/, '-q\0-O')));
  const parsed = parseArguments(
    { flags: FLAGS },
    words.flatMap((word) => word.split('\0')),
  );
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'wget', parsed.flag);
    const name = parsed.flag.startsWith('--')
      ? `unrecognized option '${parsed.flag}'`
      : `invalid option -- '${parsed.flag.slice(1)}'`;
    yield* sys.write(2, `wget: ${name}\n${busybox ? BUSYBOX_USAGE : USAGE}`);
    return busybox ? 1 : 2;
  }
  const word = parsed.operands[0];
  if (word === undefined) {
    yield* sys.write(2, busybox ? BUSYBOX_USAGE : `wget: missing URL\n${USAGE}`);
    return 1;
  }
  const url = parseWebAddress(word);
  if (url?.scheme !== 'http') return yield* notModelled(sys, 'wget', url?.scheme ?? word);
  const quiet = parsed.flags.has('-q') || (parsed.flags.has('-nv') && !busybox);
  const say = function* (text: string): Step<void> {
    if (!quiet) yield* sys.write(2, text);
  };
  const download = { sys, url, word, parsed, say };
  return busybox ? yield* small(download) : yield* gnu(download);
}

const USAGE = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";
const BUSYBOX_USAGE = 'Usage: wget [-q] [-O FILE] [-T SEC] [-S] [--spider] URL...\n';

function* ask({ sys, url, parsed }: Download, address: number, agent: string): Step<HttpOutcome> {
  const seconds = parsed.flags.get('-T');
  const start = sys.now();
  return yield* exchangeHttp(sys, {
    address,
    port: url.port,
    head: parsed.flags.has('--spider'),
    request: `${parsed.flags.has('--spider') ? 'HEAD' : 'GET'} ${url.path} HTTP/1.1\r\nHost: ${url.host}${url.port === 80 ? '' : `:${url.port}`}\r\nUser-Agent: ${agent}\r\nConnection: close\r\n\r\n`,
    // Without -T only the kernel ends a connection that does not come about; a silent server gets 900 seconds.
    connectDeadline: seconds === undefined ? 'kernel' : start + Number(seconds) * 1_000_000,
    deadline: start + Number(seconds ?? 900) * 1_000_000,
  });
}

/** Names a page is saved under: its own, with a number where GNU's finds the name taken. */
function* target({ sys, url, parsed }: Download, numbered: boolean): Step<string> {
  const given = parsed.flags.get('-O');
  if (given !== undefined) return given;
  const name = url.path.split('?')[0].split('/').pop() || 'index.html';
  if (!numbered) return name;
  for (let number = 0; ; number++) {
    const tried = number === 0 ? name : `${name}.${number}`;
    if (isFailure(yield* sys.status(tried))) return tried;
  }
}

function* gnu(download: Download): Step<number> {
  const { sys, url, word, parsed, say } = download;
  const spider = parsed.flags.has('--spider');
  const full = /^[a-z]+:\/\//i.test(word) ? word : `http://${word}`;
  const shown = /^[a-z]+:\/\/[^/]+$/i.test(full) ? `${full}/` : full;
  if (spider) yield* say('Spider mode enabled. Check if remote file exists.\n');
  yield* say(`--${stamp(sys)}--  ${shown}\n`);
  const resolved = yield* resolveName(sys, url.host);
  const literal = url.host === (resolved.ok ? formatIpv4(resolved.address) : '');
  const named = `${url.host} (${url.host})`;
  if (!resolved.ok) {
    const why =
      resolved.reason === 'not-found' ? 'Name or service not known' : 'Temporary failure in name resolution';
    yield* say(`Resolving ${named}... failed: ${why}.\n`);
    yield* sys.write(2, `wget: unable to resolve host address ‘${url.host}’\n`);
    return 4;
  }
  const address = formatIpv4(resolved.address);
  const tries = Number(parsed.flags.get('-t') ?? TRIES) || Number.POSITIVE_INFINITY;
  for (let count = 1; ; count++) {
    if (count > 1) yield* say(`--${stamp(sys)}--  (try:${String(count).padStart(2)})  ${shown}\n`);
    else if (!literal) yield* say(`Resolving ${named}... ${address}\n`);
    yield* say(
      `Connecting to ${literal ? `${address}:${url.port}` : `${named}|${address}|:${url.port}`}... `,
    );
    const outcome = yield* ask(
      download,
      resolved.address,
      `Wget/${profileOf(sys) === 'debian12' ? '1.21.3' : '1.14 (linux-gnu)'}`,
    );
    if (outcome.kind === 'interrupted') return 130;
    if (outcome.kind === 'answer') return yield* save(download, outcome, shown);
    const again = yield* tellFailure(download, outcome);
    if (!again) return 4;
    if (count >= tries) {
      yield* say('Giving up.\n\n');
      return 4;
    }
    yield* say('Retrying.\n\n');
    if (isFailure(yield* sys.sleep(Math.min(count, LONGEST_PAUSE) * 1_000_000))) return 130;
  }
}

/** Whether the failure is one that another try may mend (`retryable_socket_connect_error` of connect.c). */
function* tellFailure({ say }: Download, outcome: Exclude<HttpOutcome, { kind: 'answer' }>): Step<boolean> {
  if (outcome.kind === 'not-connected') {
    yield* say(`failed: ${strerror(outcome.errno)}.\n`);
    return !['ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'].includes(outcome.errno);
  }
  if (outcome.kind === 'connect-timeout') yield* say('failed: Connection timed out.\n');
  else if (outcome.kind === 'empty')
    yield* say('connected.\nHTTP request sent, awaiting response... No data received.\n');
  else
    yield* say(
      `connected.\nHTTP request sent, awaiting response... Read error (${outcome.kind === 'timeout' ? 'Connection timed out' : 'Connection reset by peer'}) in headers.\n`,
    );
  return true;
}

function* save(
  download: Download,
  { message, connectedAt }: Extract<HttpOutcome, { kind: 'answer' }>,
  shown: string,
): Step<number> {
  const { sys, parsed, say } = download;
  const status = parseStatus(message.start);
  const reason = message.start.replace(/^HTTP\/1\.[01] /, '');
  const headers = Object.entries(message.headers).map(([name, value]) => `  ${capitals(name)}: ${value}\n`);
  const listed = parsed.flags.has('-S') ? `\n  ${message.start}\n${headers.join('')}` : `${reason}\n`;
  yield* say(`connected.\nHTTP request sent, awaiting response... ${listed}`);
  const spider = parsed.flags.has('--spider');
  if (status >= 400) {
    if (spider) yield* say('Remote file does not exist -- broken link!!!\n\n');
    else yield* say(`${stamp(sys)} ERROR ${status}: ${reason.slice(4)}.\n\n`);
    if (parsed.flags.has('-nv'))
      yield* sys.write(2, `${shown}:\n${stamp(sys)} ERROR ${status}: ${reason.slice(4)}.\n`);
    return 8;
  }
  const { body } = message;
  const size = Number(message.headers['content-length'] ?? body.length);
  const human = size >= 1024 ? ` (${sizeText(size)})` : '';
  yield* say(`Length: ${size}${human} [${message.headers['content-type'] ?? 'text/html'}]\n`);
  if (spider) {
    yield* say('Remote file exists.\n\n');
    return 0;
  }
  const file = yield* target(download, true);
  const standard = file === '-';
  yield* say(`Saving to: ‘${standard ? 'STDOUT' : file}’\n`);
  if (standard) yield* sys.write(1, body);
  else if (file !== '/dev/null') {
    const failure = yield* sys.writeFile(file, body);
    if (failure) {
      yield* sys.write(2, `${file}: ${strerror(failure.errno)}\n`);
      return 3;
    }
  }
  // What the model knows of the transfer: its time from the connection to the end.
  const seconds = (sys.now() - connectedAt) / 1_000_000;
  const old = profileOf(sys) !== 'debian12';
  const progress = sys.isTerminal(2)
    ? bar(file, size, seconds, sys.windowSize().columns, old)
    : dots(size, seconds, old);
  yield* say(`\n${progress}\n`);
  const end = standard ? `written to stdout` : `‘${file}’ saved`;
  yield* say(`${stamp(sys)} (${rateText(size, seconds)}) - ${end} [${size}/${size}]\n\n`);
  if (parsed.flags.has('-nv'))
    yield* sys.write(2, `${stamp(sys)} URL:${shown} [${size}/${size}] -> "${file}" [1]\n`);
  return 0;
}

function capitals(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function* small(download: Download): Step<number> {
  const { sys, url, parsed, say } = download;
  const resolved = yield* resolveName(sys, url.host);
  if (!resolved.ok) {
    yield* sys.write(2, `wget: bad address '${url.host}'\n`);
    return 1;
  }
  const address = formatIpv4(resolved.address);
  const place = url.port === 80 ? url.host : `${url.host}:${url.port}`;
  yield* say(`Connecting to ${place} (${address}:${url.port})\n`);
  const outcome = yield* ask(download, resolved.address, 'Wget');
  if (outcome.kind === 'interrupted') return 130;
  if (outcome.kind === 'not-connected') {
    yield* sys.write(2, `wget: can't connect to remote host (${address}): ${strerror(outcome.errno)}\n`);
    return 1;
  }
  if (outcome.kind !== 'answer') {
    const broken = outcome.kind === 'empty' || outcome.kind === 'broken';
    yield* sys.write(
      2,
      broken ? `wget: error getting response from ${url.host}\n` : 'wget: download timed out\n',
    );
    return 1;
  }
  const { start, body } = outcome.message;
  if (parsed.flags.has('-S')) {
    const rows = Object.entries(outcome.message.headers).map(
      ([name, value]) => `  ${capitals(name)}: ${value}\n`,
    );
    yield* sys.write(2, `  ${start}\n${rows.join('')}`);
  }
  if (parseStatus(start) >= 400) {
    yield* sys.write(2, `wget: server returned error: ${start}\n`);
    return 1;
  }
  if (parsed.flags.has('--spider')) {
    yield* say('remote file exists\n');
    return 0;
  }
  const file = yield* target(download, false);
  const standard = file === '-';
  if (!standard && parsed.flags.get('-O') === undefined && !isFailure(yield* sys.status(file))) {
    yield* sys.write(2, `wget: can't open '${file}': File exists\n`);
    return 1;
  }
  yield* say(standard ? 'writing to stdout\n' : `saving to '${file}'\n`);
  if (standard) yield* sys.write(1, body);
  else if (file !== '/dev/null') yield* sys.writeFile(file, body);
  yield* say(busyboxProgress(file, body.length, sys.windowSize().columns));
  yield* say(standard ? 'written to stdout\n' : `'${file}' saved\n`);
  return 0;
}

export const wget: CommandSpec = {
  name: 'wget',
  summary: 'fetch a web page into a file',
  usage: ['wget [-q] [-O FILE] [-T SECONDS] [-t TRIES] URL'],
  flags: FLAGS,
  run: main,
};
