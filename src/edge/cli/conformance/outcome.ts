import { CUT, type Row } from './recording.ts';

/** What became of a probe, without its wording: exit status, and what the tool counted or how it named its failure. */
export function outcome(row: Row): string {
  // What a tool had printed into a buffer when it was cut is lost.
  if (row.exit === CUT) return 'cut';
  const tool = row.cmd.split(' ')[0];
  return [`exit ${row.exit}`, ...(DETAILS[tool]?.(row) ?? complaint(row))].join(', ');
}

const DETAILS: Readonly<Record<string, (row: Row) => string[]>> = {
  ping: ({ stdout, stderr }) => {
    const counts = /(\d+) packets transmitted, (\d+) received/.exec(stdout);
    const tooLong = /message too long, mtu=\d+/.exec(stdout + stderr);
    return [
      ...(counts ? [`${counts[1]} sent`, `${counts[2]} received`] : firstLine(stderr)),
      ...(tooLong ? [tooLong[0]] : []),
    ];
  },
  arping: ({ stdout, stderr }) => {
    const counts = /Sent (\d+) probes[\s\S]*Received (\d+) response/.exec(stdout);
    return counts ? [`${counts[1]} sent`, `${counts[2]} received`] : firstLine(stderr);
  },
  // `curl: (28) ...`: the number is the class; a body counts by its text.
  curl: ({ stdout, stderr }) =>
    [...(/^curl: \(\d+\)/m.exec(stderr) ?? firstLine(stderr)), stdout.trim()].filter(Boolean),
  nc: ({ stderr }) => firstLine(stderr),
  // Who answered at each hop; how long it took is noise.
  traceroute: ({ stdout, stderr }) => [...hops(stdout), ...firstLine(stderr)],
  tracepath: ({ stdout, stderr }) => [...hops(stdout), ...firstLine(stderr)],
  getent: ({ stdout }) => [stdout.trim().replace(/\s+/g, ' ')],
  nslookup: ({ stdout }) => stdout.split('\n').filter((line) => /^(Name|Address|\*\*)/.test(line)),
};

function hops(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter((line) => /^ ?\d/.test(line))
    .map((line) =>
      line
        .replace(/[\d.]+ ?ms/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    );
}

function complaint({ stderr }: Row): string[] {
  return firstLine(stderr);
}

function firstLine(text: string): string[] {
  const line = text.trim().split('\n')[0];
  return line === '' ? [] : [line];
}
