import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../usage-error.ts';

/**
 * Parts of a recording, in the order in which they ran: the state before any traffic, captures of one flow, the state after it,
 * captures of several flows, commands in turn, probes.
 */
export type Phase = 'pre' | 'trace1' | 'mid' | 'trace2' | 'seq' | 'probe';

/** Status of a command that was cut because it took too long. */
export const CUT = -1;

/** One command of a recorded lab and what it printed. */
export interface Row {
  phase: Phase;
  where: string;
  cmd: string;
  stdout: string;
  stderr: string;
  exit: number;
}

/** What a real kernel answered, kept where no part of the simulator reads it. */
export interface Recording {
  lab: string;
  rows: readonly Row[];
  /** Whether two runs on the real kernel disagreed on a row, so that no answer is the right one. */
  isUnstable(row: Row): boolean;
}

/** The folder of a lab's recordings in a checkout. They are no part of the published package. */
export function recordingsDirectory(given: string | undefined, lab: readonly string[]): string {
  if (given !== undefined) {
    if (!existsSync(given))
      throw new UsageError(`netdrill conformance: --recordings ${given}: no such folder`);
    return given;
  }
  let at = dirname(fileURLToPath(import.meta.url));
  for (let depth = 0; depth < 8; depth++) {
    const folder = join(at, 'test', 'fixtures', 'real', ...lab);
    if (existsSync(folder)) return folder;
    at = dirname(at);
  }
  throw new UsageError(
    'netdrill conformance: no recordings beside this program; they come with the source, or name a folder with --recordings',
  );
}

/** Names of the recordings of a folder that begin with one of `wanted`; all of them without names. A name nobody has is an error. */
export function labsIn(directory: string, wanted: readonly string[]): string[] {
  const labs = readdirSync(directory)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort();
  for (const name of wanted)
    if (!labs.some((lab) => belongsTo(lab, name)))
      throw new UsageError(`netdrill conformance: no recording '${name}'; there are: ${labs.join(', ')}`);
  return labs.filter((lab) => wanted.length === 0 || wanted.some((name) => belongsTo(lab, name)));
}

/** What a file of one JSON value a line holds. */
export function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** Reads the recordings whose names begin with one of `wanted`; all of them without names. Healthy first. */
export function readRecordings(directory: string, wanted: readonly string[]): Recording[] {
  const unstable = readUnstable(join(directory, 'unstable.tsv'));
  return labsIn(directory, wanted)
    .sort((a, b) => Number(b === 'healthy') - Number(a === 'healthy'))
    .map((lab) => ({
      lab,
      rows: readLines<Row>(join(directory, `${lab}.jsonl`)),
      isUnstable: (row) => unstable.has(`${lab}\t${row.phase}\t${row.where}\t${row.cmd}`),
    }));
}

/** `f01` means `f01-input-drop-4789`. */
function belongsTo(lab: string, name: string): boolean {
  return lab === name || lab.startsWith(`${name}-`);
}

/** Lines of phase, place, command and the labs in which the row is unstable. */
function readUnstable(file: string): Set<string> {
  const keys = new Set<string>();
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const [phase, where, cmd, labs = ''] = line.split('\t');
    for (const lab of labs.split(',')) keys.add(`${lab}\t${phase}\t${where}\t${cmd}`);
  }
  return keys;
}
