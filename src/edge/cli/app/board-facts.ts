import { readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve, sep } from 'node:path';
import type { Attempt, BoardDrill, OpenSession, Player } from '../../../app/board/index.ts';
import { NOTHING } from '../../../drill/diagnosis/index.ts';
import { faults } from '../../../drill/scenario/index.ts';
import type { PackEntry } from '../packs.ts';
import {
  readSessionLog,
  logNames,
  progressFile,
  readProgress,
  readText,
  sessionFile,
  sessionFolder,
} from '../../logs/index.ts';

/** A data folder and whose it is. */
export interface DataFolder {
  directory: string;
  name: string;
}

/** Parts of a data folder's path that every player's has. */
const COMMON = new Set(['netdrill', 'share', '.local', '']);

/** Whose a data folder is, by its path: /home/anna/.local/share/netdrill is anna's. */
export function folderOwner(directory: string): string {
  const parts = resolve(directory).split(sep);
  return parts.findLast((part) => !COMMON.has(part)) ?? directory;
}

/** The name of who runs the program; containers often have users without one. */
export function ownName(env: NodeJS.ProcessEnv): string {
  try {
    return userInfo().username;
  } catch {
    return env.USER || String(process.getuid?.() ?? '?');
  }
}

/** What the board has to know of the packs. */
export function boardDrills(entries: readonly PackEntry[]): BoardDrill[] {
  return entries.map(({ scenario: { id, title, drill } }) => {
    const cause = faults.find((known) => known.id === drill?.fault?.mechanism) ?? NOTHING;
    return {
      id,
      title,
      twin: drill?.twin ?? 0,
      level: drill?.level ?? 0,
      cause: drill && { id: cause.id, title: cause.title },
    };
  });
}

/** What the files of a data folder say; nothing is written there, and what cannot be read is reported. */
export function readPlayer({ directory, name }: DataFolder, problems: string[]): Player {
  const barred = unreadable(directory);
  if (barred !== undefined) {
    problems.push(`${barred}. Make it readable for who runs the board, and start again.`);
    return { name, attempts: [], sessions: [] };
  }
  const attempts = readProgress(directory, problems).map(
    ({ scenario, score, solved = false, named = solved, at }): Attempt => ({
      drill: scenario,
      score,
      solved,
      named,
      at: at === undefined || Number.isNaN(Date.parse(at)) ? undefined : Date.parse(at),
    }),
  );
  return { name, attempts, sessions: readSessions(directory, problems) };
}

/** Why a folder cannot be looked into; a file there would seem to be missing. None at all is fine: nobody played. */
function unreadable(directory: string): string | undefined {
  try {
    readdirSync(directory);
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? undefined : message;
  }
}

function readSessions(directory: string, problems: string[]): OpenSession[] {
  let names: string[] = [];
  try {
    names = logNames(directory);
  } catch (error) {
    problems.push(`${(error as Error).message}. Make ${sessionFolder(directory)} readable and start again.`);
  }
  return names.flatMap((name) => {
    const file = sessionFile(directory, name);
    const text = readText(file, problems);
    const saved = readSessionLog(file, text, problems);
    if (!saved) {
      // Of a file that could not be read that was said.
      if (text !== '')
        problems.push(
          `${file}:1: no header of a session that this version reads. Remove the file: the drill begins anew then.`,
        );
      return [];
    }
    return {
      drill: saved.scenario,
      written: modified(file),
      simulated: sinceBegin(saved.events.map(({ at }) => at)),
      commands: saved.events.filter(({ kind }) => kind === 'ended').length,
      hints: saved.hints,
      submissions: saved.submissions.length,
      screen: saved.view.screen,
    };
  });
}

/** The clock runs since the machines booted; what was before the session is no time of the player's. */
function sinceBegin(times: readonly number[]): number {
  return times.reduce((latest, at) => Math.max(latest, at), 0) - (times[0] ?? 0);
}

/** When a file was written last; 0 where it just went away. */
function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Changes whenever a file of the folders does: the logs are long, and most looks find nothing new. */
export function filesDigest(folders: readonly DataFolder[]): string {
  return folders.map(({ directory }) => folderDigest(directory)).join('\n');
}

function folderDigest(directory: string): string {
  const state = (file: string) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return `${file} ${found?.mtimeMs} ${found?.size}`;
  };
  try {
    const sessions = logNames(directory).map((name) => sessionFile(directory, name));
    return [progressFile(directory), ...sessions].map(state).join('\n');
  } catch (error) {
    return (error as Error).message;
  }
}
