/** What a command printed in one world: standard output, standard error, exit status. */
export interface Observation {
  stdout: string;
  stderr: string;
  status: number | undefined;
}

/** Words and the blanks between them, so that a change in spacing counts as one. */
function tokens(observation: Observation): string[] {
  return `${observation.stdout}\u0000${observation.stderr}\u0000${observation.status ?? 'running'}`.split(
    /(\s+)/,
  );
}

/**
 * An observation with what is noise taken out: the same world ran twice under two noise seeds, and tokens that differ between
 * its own runs are blanked (`undefined`). When even the number of tokens differs, whole lines that differ are blanked.
 */
export function withoutNoise(first: Observation, second: Observation): (string | undefined)[] {
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

/** Whether two worlds showed the same: compared byte by byte, never parsed; blanked tokens match anything. */
export function sameOutput(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((token, at) => token === undefined || b[at] === undefined || token === b[at]);
}
