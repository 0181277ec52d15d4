/** What a command printed in one world: standard output, standard error, exit status. */
export interface Observation {
  stdout: string;
  stderr: string;
  status: number | undefined;
}

/** Words and what is between them, so that a change in spacing counts as one; the parts of a line of JSON are words too. */
function tokens(observation: Observation): string[] {
  const { stdout, stderr, status } = observation;
  return `${stdout}\u0000${stderr}\u0000${status ?? 'running'}`.split(/([\s{}",]+)/);
}

/**
 * An observation with what is noise taken out: the same world ran twice under two noise seeds, and tokens that differ between
 * its own runs are blanked (`undefined`). When even the number of tokens differs, whole lines that differ are blanked.
 */
function withoutNoise(first: Observation, second: Observation): (string | undefined)[] {
  const a = tokens(first);
  const b = tokens(second);
  if (a.length === b.length) return a.map((token, at) => (token === b[at] ? token : undefined));
  const other = new Set(`${second.stdout}\n${second.stderr}`.split('\n'));
  const keep = (text: string) =>
    text
      .split('\n')
      .filter((line) => other.has(line))
      .join('\n');
  return tokens({
    stdout: keep(first.stdout),
    stderr: keep(first.stderr),
    status: first.status === second.status ? first.status : undefined,
  });
}

/** One world's answer to a command, under both noise seeds. */
export type TwoRuns = readonly [Observation, Observation];

const identical = (a: Observation, b: Observation) =>
  a.stdout === b.stdout && a.stderr === b.stderr && a.status === b.status;

/**
 * Whether an answer tells two worlds apart. What one of them printed to the letter in either run is possible in both, however much the
 * runs of the other one differ from each other.
 */
export function tellsApart(one: TwoRuns, other: TwoRuns): boolean {
  if (one.some((own) => other.some((there) => identical(own, there)))) return false;
  return !sameOutput(withoutNoise(...one), withoutNoise(...other));
}

/** Whether two worlds showed the same: compared byte by byte, never parsed; blanked tokens match anything. */
function sameOutput(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((token, at) => token === undefined || b[at] === undefined || token === b[at]);
}
