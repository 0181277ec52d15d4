import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type {
  AttemptResult,
  Best,
  LogEntry,
  SavedSession,
  SessionHeader,
  TrainerStore,
} from '../../app/trainer/index.ts';
import { entryLine, headerLine, readSessionLog } from './session-log.ts';
import {
  logNames,
  readProgress,
  readText,
  recordingFile,
  sessionFile,
  sessionFolder,
  progressFile,
} from './stored-files.ts';

const DAY = 86_400_000;
/**
 * When a drill comes back: milliseconds after it was played last. The gap is the same each time, since even gaps keep what was learnt
 * longer than growing ones (Karpicke and Roediger 2007, J Exp Psychol Learn Mem Cogn 33:704); what was not solved comes back the next day.
 */
const GAP = { solved: 7 * DAY, open: DAY };

/** $XDG_DATA_HOME/netdrill, or ~/.local/share/netdrill. */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_DATA_HOME?.startsWith('/')
    ? env.XDG_DATA_HOME
    : join(env.HOME ?? homedir(), '.local', 'share');
  return join(base, 'netdrill');
}

/**
 * Progress and sessions as files, appended as things happen. A line that cannot be read is left out and reported with its file
 * and number; a disk that takes nothing more is reported once, and the app runs on.
 */
export class FileStore implements TrainerStore {
  readonly engine: string;
  private problems: string[] = [];
  private readonly directory: string;
  private readonly now: () => number;
  private current: string | undefined;
  private failed = false;

  constructor(directory: string, engine: string, now: () => number = Date.now) {
    this.now = now;
    this.directory = directory;
    this.engine = engine;
    this.attempt(() => mkdirSync(sessionFolder(directory), { recursive: true, mode: 0o700 }));
  }

  takeProblems(): string[] {
    const taken = this.problems;
    this.problems = [];
    return taken;
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.failed) return;
      this.failed = true;
      this.problems.push(
        `${this.directory}: ${(error as Error).message}. Nothing more is saved: free space or permissions there and start again.`,
      );
    }
  }

  /** Whether nobody was ever here; true once, since it is written down that somebody was. */
  firstStart(): boolean {
    const mark = join(this.directory, 'welcomed');
    const first =
      !existsSync(mark) && !existsSync(progressFile(this.directory)) && this.unfinished().length === 0;
    if (first) this.attempt(() => writeFileSync(mark, ''));
    return first && !this.failed;
  }

  best(): Readonly<Record<string, Best>> {
    const best: Record<string, Best> = {};
    for (const { scenario, score, solved = false } of readProgress(this.directory, this.problems)) {
      const before = best[scenario];
      best[scenario] = {
        score: Math.max(before?.score ?? 0, score),
        solved: solved || (before?.solved ?? false),
      };
    }
    return best;
  }

  due(): readonly string[] {
    const at = new Map<string, number>();
    // Lines that are none were reported by `best`, which reads the same file.
    for (const value of readProgress(this.directory, []))
      if (value.at !== undefined && !Number.isNaN(Date.parse(value.at)))
        at.set(value.scenario, Date.parse(value.at) + (value.solved ? GAP.solved : GAP.open));
    const now = this.now();
    return [...at].filter(([, due]) => due <= now).map(([scenario]) => scenario);
  }

  unfinished(): readonly string[] {
    let names: string[] = [];
    this.attempt(() => {
      names = logNames(this.directory);
    });
    return names;
  }

  recordResult(scenario: string, { score, solved, named }: AttemptResult): void {
    this.attempt(() =>
      appendFileSync(
        progressFile(this.directory),
        `${JSON.stringify({ scenario, score, solved, named, at: new Date(this.now()).toISOString() })}\n`,
      ),
    );
  }

  begin(header: SessionHeader, entries: readonly LogEntry[]): void {
    const file = sessionFile(this.directory, header.scenario);
    this.current = file;
    const text = headerLine(this.engine, header) + entries.map(entryLine).join('');
    this.attempt(() => {
      writeFileSync(`${file}.new`, text, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    });
  }

  append(entry: LogEntry): void {
    const file = this.current;
    if (file) this.attempt(() => appendFileSync(file, entryLine(entry)));
  }

  load(scenario: string): SavedSession | undefined {
    const file = sessionFile(this.directory, scenario);
    const text = readText(file, this.problems);
    const saved = readSessionLog(file, text, this.problems);
    if (saved) {
      this.attempt(() => endLastLine(file));
      this.current = file;
      return saved;
    }
    if (text !== '') {
      const kept = unusedName(`${file}.broken`);
      this.attempt(() => renameSync(file, kept));
      this.problems.push(
        `${file}:1: no header of a session that this version reads. The file is now ${kept}; the drill begins anew.`,
      );
    }
    return undefined;
  }

  /** What is over is no session any more; the newest one of a drill in which something was typed is kept, to be played again. */
  end(scenario: string): void {
    this.current = undefined;
    const file = sessionFile(this.directory, scenario);
    const kept = recordingFile(this.directory, scenario);
    this.attempt(() => {
      if (!existsSync(file)) return;
      if (!readFileSync(file, 'utf8').includes('"kind":"line"')) {
        rmSync(file);
        return;
      }
      mkdirSync(dirname(kept), { recursive: true, mode: 0o700 });
      renameSync(file, kept);
    });
  }
}

/** A name that no file has: what was put aside before stays. */
function unusedName(name: string): string {
  let free = name;
  for (let number = 2; existsSync(free); number++) free = `${name}.${number}`;
  return free;
}

const LINE_FEED = 0x0a;

/**
 * The program was killed in the middle of a line: the next one must not be glued to it. Counted in octets, since those that are no
 * UTF-8 have another length as text. A line that only lost its end is ended.
 */
function endLastLine(file: string): void {
  const octets = readFileSync(file);
  const end = octets.lastIndexOf(LINE_FEED) + 1;
  if (end === octets.length) return;
  try {
    JSON.parse(octets.subarray(end).toString('utf8'));
    appendFileSync(file, '\n');
  } catch {
    truncateSync(file, end);
  }
}
