import { asSet, sorted } from './lines.ts';
import type { Row } from './recording.ts';

type Text = Pick<Row, 'stdout' | 'stderr'>;

interface Rule {
  /** Which commands: the first words. */
  of: RegExp;
  phases?: readonly string[];
  places?: RegExp;
  rewrite(text: Text): Text;
}

const VALID = /\b(REACHABLE|STALE|DELAY|PROBE)\b/g;
const LOST = /\b(FAILED|INCOMPLETE)\b/g;

/**
 * What a clock, a port drawn at random or the order of two processors decide becomes a token; what carries meaning (who answers,
 * with which text, which counter moved) stays. The rules are those the recorded lab compares two runs on a real kernel with.
 */
const RULES: readonly Rule[] = [
  {
    of: /^tcpdump /,
    rewrite: ({ stdout, stderr }) => ({
      stdout: asSet(
        teardown(stdout)
          .replace(/^\d\d:\d\d:\d\d\.\d+ /gm, 'T ')
          .replace(/\bid \d+/g, 'id N')
          .replace(/(\d+\.\d+\.\d+\.\d+)\.(?:3[2-9]\d{3}|[4-6]\d{4})\b/g, '$1.EPHEMERAL')
          .replace(/\[bad udp cksum 0x[0-9a-f]+ -> 0x[0-9a-f]+!\]/g, '[bad udp cksum]')
          .replace(/^\s+0x[0-9a-f]{4}:.*\n/gm, ''),
      ),
      stderr: stderr
        .split('\n')
        .filter((line) => line.startsWith('listening on'))
        .join('\n'),
    }),
  },
  {
    of: /^ping /,
    rewrite: onStdout((text) =>
      text
        .replace(/time=[\d.]+ ms/g, 'time=T')
        .replace(/time \d+ms/g, 'time T')
        .replace(/^(rtt|pipe) .*\n?/gm, ''),
    ),
  },
  {
    of: /^ip neigh/,
    rewrite: onStdout((text) => sorted(text.replace(VALID, 'VALID').replace(LOST, 'FAILED'))),
  },
  { of: /^(ip|bridge) monitor/, rewrite: onStdout((text) => asSet(text.replace(VALID, 'VALID'))) },
  { of: /^bridge fdb/, rewrite: onStdout((text) => sorted(text.replace(/used \d+\/\d+/g, 'used N/N'))) },
  {
    of: /^brctl show(macs|stp)/,
    rewrite: onStdout((text) => sorted(text.replace(/\d+\.\d\d\b/g, 'T').replace(/[ \t]+/g, ' '))),
  },
  // In turn, much had happened before: whether a counter moved is what remains.
  {
    of: /^nstat/,
    phases: ['seq'],
    rewrite: onStdout((text) =>
      text.replace(/^(\S+)\s+(\d+).*$/gm, (_, name, figure) => `${name} ${figure === '0' ? '0' : 'N'}`),
    ),
  },
  { of: /^ip (-s )+link/, phases: ['seq'], rewrite: onStdout(withoutNumbers) },
  { of: /^(ss|netstat) /, phases: ['seq'], rewrite: onStdout((text) => text.replace(/\d+/g, 'N')) },
  { of: /^ip route/, rewrite: onStdout((text) => text.replace(/expires \d+sec/g, 'expires Nsec')) },
  {
    of: /^(traceroute|tracepath) /,
    rewrite: onStdout((text) => text.replace(/\s*[\d.]+ ?ms/g, ' T').replace(/ +/g, ' ')),
  },
  { of: /^arping /, rewrite: onStdout((text) => text.replace(/[\d.]+ms/g, 'T')) },
  {
    of: /^curl /,
    rewrite: ({ stdout, stderr }) => ({
      stdout,
      stderr: stderr
        .replace(/after \d+ m(illi)?s/g, 'after N ms')
        .replace(/with \d+ (out|bytes)/g, 'with N $1'),
    }),
  },
  // Figures per processor: which one worked is chance (two packets counted 2 and 0, 0 and 2, 1 and 1 in three recordings).
  { of: /^conntrack -S/, rewrite: onStdout((text) => overProcessors(text)) },
  // Rates are noise. Membership reports of the bridges move the sums of packets.
  {
    of: /^nstat/,
    rewrite: onStdout((text) => text.replace(/ +[\d.]+$/gm, '').replace(/^IpOutRequests.*\n?/gm, '')),
  },
  {
    of: /^nstat/,
    places: /^(?!host)/,
    rewrite: onStdout((text) => text.replace(/^IpInReceives.*\n?/gm, '')),
  },
  // Neighbour discovery of IPv6 crosses the cards at moments that nothing fixes.
  { of: /^ip -s link show ens/, rewrite: onStdout(withoutNumbers) },
  { of: /^ip -s -s link/, phases: ['pre'], rewrite: onStdout(withoutNumbers) },
  {
    of: /^netstat -su/,
    phases: ['pre'],
    rewrite: onStdout((text) => text.replace(/\d+/g, 'N').replace(/^\s+\S+McastPkts.*\n?/gm, '')),
  },
];

/** The form in which two answers to one command are compared: what was printed, complaints, exit status. */
export function normalise(row: Row): string {
  let text: Text = row;
  for (const { of, phases, places, rewrite } of RULES)
    if (of.test(row.cmd) && (phases?.includes(row.phase) ?? true) && (places?.test(row.where) ?? true))
      text = rewrite(text);
  const complaint = text.stderr.trim();
  return `${text.stdout.trim()}${complaint === '' ? '' : `\n[stderr] ${complaint}`}\n[exit] ${row.exit}`;
}

function onStdout(change: (text: string) => string): Rule['rewrite'] {
  return ({ stdout, stderr }) => ({ stdout: change(stdout), stderr });
}

function withoutNumbers(text: string): string {
  return text.replace(/\b\d+\b/g, 'N').replace(/ +/g, ' ');
}

/** Who closes first, and which acknowledgements travel alone, depends on timing; sequence numbers and windows are drawn. */
function teardown(text: string): string {
  if (!text.includes('Flags')) return text;
  return text
    .split('\n')
    .filter((line) => !line.includes('Flags [.]'))
    .join('\n')
    .replace(/Flags \[F\.\].*/g, 'Flags [F.]')
    .replace(/(length \d+): (?=\S+\.80|\S+\.\d{5})/g, '$1')
    .replace(/cksum 0x[0-9a-f]{4} \(incorrect -> 0x[0-9a-f]{4}\)/g, 'cksum BAD')
    .replace(/cksum 0x[0-9a-f]{4} \(correct\)/g, 'cksum OK')
    .replace(/seq \d{5,}(:\d+)?/g, 'seq N')
    .replace(/ack \d{5,}/g, 'ack N')
    .replace(/TS val \d+ ecr \d+/g, 'TS val N ecr N')
    .replace(/win \d+/g, 'win N')
    .replace(/wscale \d+/g, 'wscale N');
}

/** One line for all processors: which counters moved. */
function overProcessors(text: string): string {
  const moved = new Map<string, boolean>();
  for (const [, name, figure] of text.matchAll(/\b(\w+)=(\d+)/g))
    if (name !== 'cpu') moved.set(name, (moved.get(name) ?? false) || figure !== '0');
  return [...moved].map(([name, some]) => `${name}=${some ? 'N' : '0'}`).join(' ');
}
