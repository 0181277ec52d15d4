import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { readLines } from './session-log.ts';

const progressLine = z.object({
  scenario: z.string(),
  score: z.number(),
  solved: z.optional(z.boolean()),
  /** Whether the cause was named; lines of older versions do not say. */
  named: z.optional(z.boolean()),
  at: z.optional(z.string()),
});

/** The file of results of a data folder: a line for each that was handed in. */
export const progressFile = (directory: string): string => join(directory, 'progress.jsonl');

/** The folder of sessions that are not over. */
export const sessionFolder = (directory: string): string => join(directory, 'sessions');

/** The file of a scenario's session. */
export function sessionFile(directory: string, scenario: string): string {
  return join(sessionFolder(directory), fileName(scenario));
}

/** The file of the scenario's session that was over last. */
export function recordingFile(directory: string, scenario: string): string {
  return join(directory, 'recordings', fileName(scenario));
}

function fileName(scenario: string): string {
  return `${scenario.replace(/[^a-z0-9-]/g, '_')}.jsonl`;
}

/** Scenario ids with a session that is not over. Throws where the folder cannot be read. */
export function logNames(directory: string): string[] {
  const folder = sessionFolder(directory);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
}

/** A file's text; empty where there is none, or where it cannot be read, which is reported. */
export function readText(file: string, problems: string[]): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  } catch (error) {
    problems.push(`${file}: ${(error as Error).message}. Make it readable and start again.`);
    return '';
  }
}

/** The results of a data folder, oldest first; what is no result is reported and left out. */
export function readProgress(directory: string, problems: string[]): z.infer<typeof progressLine>[] {
  const file = progressFile(directory);
  return readLines(file, readText(file, problems), progressLine, problems).map(({ value }) => value);
}
