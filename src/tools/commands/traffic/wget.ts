import { parseStatus, type Step } from '../../../lib/index.ts';
import { strerror } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { exchangeHttp, type HttpOutcome, parseWebAddress } from './http-client.ts';
import { isBusybox } from './profile.ts';
import { resolveName } from './resolve.ts';

const FLAGS = [
  { names: ['-q', '--quiet'], summary: 'say nothing' },
  { names: ['-O', '--output-document'], argument: 'file', summary: 'write there; - is standard output' },
  { names: ['-T', '--timeout'], argument: 'seconds', summary: 'time to wait' },
  { names: ['-t', '--tries'], argument: 'number', summary: 'tries; one is made here' },
  { names: ['-S', '--server-response'], summary: 'show headers' },
  { names: ['--spider'], summary: 'do not keep the page' },
  { names: ['-c', '--continue'], summary: 'continue', unmodelled: true },
  { names: ['--no-check-certificate'], summary: 'accepted' },
] as const;

function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'wget', parsed.flag);
    yield* sys.write(
      2,
      `wget: ${parsed.flag.startsWith('--') ? 'unrecognized' : 'invalid'} option -- '${parsed.flag.replace(/^-+/, '')}'\n`,
    );
    return busybox ? 1 : 2;
  }
  const word = parsed.operands[0];
  if (word === undefined) {
    yield* sys.write(
      2,
      busybox
        ? 'Usage: wget [-q] [-O FILE] [-T SEC] URL...\n'
        : 'wget: missing URL\nUsage: wget [OPTION]... [URL]...\n',
    );
    return 1;
  }
  const url = parseWebAddress(word);
  if (url?.scheme !== 'http') return yield* notModelled(sys, 'wget', url?.scheme ?? word);
  const say = (text: string) => (parsed.flags.has('-q') ? '' : text);
  const resolved = yield* resolveName(sys, url.host);
  if (!resolved.ok) {
    yield* sys.write(
      2,
      busybox
        ? `wget: bad address '${url.host}'\n`
        : say(`Resolving ${url.host}... failed: Name or service not known.\n`) +
            `wget: unable to resolve host address ‘${url.host}’\n`,
    );
    return busybox ? 1 : 4;
  }
  const address = formatIpv4(resolved.address);
  const file = parsed.flags.get('-O') ?? (url.path.split('?')[0].split('/').pop() || 'index.html');
  yield* sys.write(
    2,
    say(
      busybox
        ? `Connecting to ${url.host} (${address}:${url.port})\n`
        : `Connecting to ${url.host}:${url.port}... `,
    ),
  );
  const seconds = Number(parsed.flags.get('-T') ?? 900);
  const outcome = yield* exchangeHttp(sys, {
    address: resolved.address,
    port: url.port,
    request: `GET ${url.path} HTTP/1.1\r\nHost: ${url.host}${url.port === 80 ? '' : `:${url.port}`}\r\nUser-Agent: ${busybox ? 'Wget' : 'Wget/1.14 (linux-gnu)'}\r\nConnection: close\r\n\r\n`,
    deadline: sys.now() + seconds * 1_000_000,
  });
  if (outcome.kind !== 'answer') return yield* failed(sys, busybox, url.host, address, outcome);
  const status = parseStatus(outcome.message.start);
  const reason = outcome.message.start.replace(/^HTTP\/1\.[01] /, '');
  if (!busybox) yield* sys.write(2, say(`connected.\nHTTP request sent, awaiting response... ${reason}\n`));
  if (status >= 400) {
    yield* sys.write(
      2,
      busybox
        ? `wget: server returned error: ${outcome.message.start}\n`
        : say(`ERROR ${status}: ${reason.slice(4)}.\n`),
    );
    return busybox ? 1 : 8;
  }
  const { body } = outcome.message;
  if (parsed.flags.has('--spider')) return 0;
  if (file === '-') yield* sys.write(1, body);
  else if (file !== '/dev/null') yield* sys.writeFile(file, body);
  if (!busybox)
    yield* sys.write(
      2,
      say(
        `Length: ${body.length} [${outcome.message.headers['content-type'] ?? 'text/html'}]\nSaving to: ‘${file}’\n\n‘${file}’ saved [${body.length}/${body.length}]\n\n`,
      ),
    );
  return 0;
}

function* failed(
  sys: Sys,
  busybox: boolean,
  host: string,
  address: string,
  outcome: Exclude<HttpOutcome, { kind: 'answer' }>,
): Step<number> {
  const reason =
    outcome.kind === 'not-connected'
      ? strerror(outcome.errno)
      : outcome.kind === 'connect-timeout' || outcome.kind === 'timeout'
        ? 'Connection timed out'
        : 'Connection reset by peer';
  if (outcome.kind === 'interrupted') return 130;
  if (!busybox) {
    yield* sys.write(2, `failed: ${reason}.\n`);
    return 4;
  }
  if (outcome.kind === 'not-connected')
    yield* sys.write(2, `wget: can't connect to remote host (${address}): ${reason}\n`);
  else if (outcome.kind === 'empty' || outcome.kind === 'broken')
    yield* sys.write(2, `wget: error getting response from ${host}\n`);
  else yield* sys.write(2, 'wget: download timed out\n');
  return 1;
}

export const wget: CommandSpec = {
  name: 'wget',
  summary: 'fetch a web page into a file',
  usage: ['wget [-q] [-O FILE] [-T SECONDS] URL'],
  flags: FLAGS,
  run: main,
};
