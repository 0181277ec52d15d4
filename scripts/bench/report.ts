/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** One line of the report: what, how much, against what, and whether the aim is met. */
export function row(what: string, value: string, against: string, aim = ''): string {
  return `${what.padEnd(44)}${value.padStart(12)}   ${against.padEnd(34)}${aim}`.trimEnd();
}

/** Whether a value keeps below its aim, in words. */
export function aimed(value: number, aim: number, unit = ''): string {
  return `aim ${aim}${unit}: ${value <= aim ? 'met' : 'missed'}`;
}
