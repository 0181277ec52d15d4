import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { labsIn, readLines } from '../recording.ts';

/** A command of a recorded engine lab, and what it printed. `where` is `lab` for what the lab did to its engines. */
export interface EngineRow {
  phase: string;
  where: string;
  cmd: string;
  stdout: string;
  stderr: string;
  exit: number;
}

/** The form in which two answers of an engine lab are compared. */
export interface EngineForm {
  stdout: string;
  stderr: string;
  exit: number;
}

/** What happened next. */
export type EngineStep =
  | EngineRow
  /** Began before what follows and watched it. */
  | (EngineRow & { watch: true })
  /** Carried out, but not recorded. */
  | { unrecorded: true; where: string; cmd: string }
  /** Several beside each other. */
  | { together: readonly EngineRow[] }
  /** Seconds in which nothing was done. */
  | { pause: number }
  /** All watchers were ended. */
  | { watched: number };

/** A lab of two real engines as it was recorded: steps in order; the rows of watchers stand where they were ended. */
export interface EngineRecording {
  lab: string;
  steps: readonly EngineStep[];
  /** Whether two runs of the real engines disagreed on a row. */
  isUnstable(row: EngineRow): boolean;
}

/** Reads the engine recordings of a folder whose names begin with one of `wanted`; all without names. */
export function readEngineRecordings(directory: string, wanted: readonly string[]): EngineRecording[] {
  const unstable = new Set(
    readFileSync(join(directory, 'unstable.tsv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t').slice(0, 4).join('\t')),
  );
  return labsIn(directory, wanted).map((lab) => ({
    lab,
    steps: readLines<EngineStep>(join(directory, `${lab}.jsonl`)),
    isUnstable: (row) => unstable.has([lab, row.phase, row.where, row.cmd].join('\t')),
  }));
}

/** The recorded rows of a lab, in the order in which they were written down: watchers when they ended. */
export function rowsOf(steps: readonly EngineStep[]): EngineRow[] {
  const rows: EngineRow[] = [];
  let watching: EngineRow[] = [];
  for (const step of steps) {
    if ('together' in step) rows.push(...step.together);
    else if ('watched' in step) {
      rows.push(...watching);
      watching = [];
    } else if ('exit' in step) ('watch' in step ? watching : rows).push(step);
  }
  return rows;
}
