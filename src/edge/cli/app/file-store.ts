import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LogEntry, SavedSession, TrainerStore } from '../../../app/trainer/index.ts';

/** Format of a session's log; another one is not read. */
const FORMAT = 1;

interface Header {
  type: 'header';
  format: number;
  engine: string;
  scenario: string;
  seed: number | null;
}

/** $XDG_DATA_HOME/netdrill, or ~/.local/share/netdrill. */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const base =
    env.XDG_DATA_HOME && env.XDG_DATA_HOME.startsWith('/')
      ? env.XDG_DATA_HOME
      : join(env.HOME ?? homedir(), '.local', 'share');
  return join(base, 'netdrill');
}

/**
 * Progress and sessions as files, appended as things happen. A line that cannot be read is left out and reported with its file
 * and number; a disk that takes nothing more is reported once, and the app runs on.
 */
export class FileStore implements TrainerStore {
  readonly problems: string[] = [];
  private readonly directory: string;
  private readonly version: string;
  private current: string | undefined;
  private failed = false;

  constructor(directory: string, version: string) {
    this.directory = directory;
    this.version = version;
    this.attempt(() => mkdirSync(join(directory, 'sessions'), { recursive: true, mode: 0o700 }));
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (this.failed) return;
      this.failed = true;
      this.problems.push(
        `${this.directory}: ${(error as Error).message}. Nothing more is saved; free space or permissions there and start again.`,
      );
    }
  }

  private get progressFile(): string {
    return join(this.directory, 'progress.jsonl');
  }

  private sessionFile(scenario: string): string {
    return join(this.directory, 'sessions', `${scenario.replace(/[^a-z0-9-]/g, '_')}.jsonl`);
  }

  /** Parsed lines of a file; broken ones are reported with their number. */
  private lines(file: string): unknown[] {
    if (!existsSync(file)) return [];
    const parsed: unknown[] = [];
    const rows = readFileSync(file, 'utf8').split('\n');
    rows.forEach((row, at) => {
      if (row === '') return;
      try {
        parsed.push(JSON.parse(row));
      } catch {
        // The last line may be half written: the program was killed in the middle of it.
        if (at < rows.length - 1)
          this.problems.push(
            `${file}:${at + 1}: not a line of a Netdrill log. Delete this line; the rest is used.`,
          );
      }
    });
    return parsed;
  }

  best(): Readonly<Record<string, number>> {
    const best: Record<string, number> = {};
    for (const row of this.lines(this.progressFile)) {
      const { scenario, score } = row as { scenario?: unknown; score?: unknown };
      if (typeof scenario === 'string' && typeof score === 'number')
        best[scenario] = Math.max(best[scenario] ?? 0, score);
    }
    return best;
  }

  unfinished(): readonly string[] {
    const directory = join(this.directory, 'sessions');
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => name.slice(0, -'.jsonl'.length));
  }

  recordScore(scenario: string, score: number, solved: boolean): void {
    this.attempt(() =>
      appendFileSync(
        this.progressFile,
        `${JSON.stringify({ scenario, score, solved, at: new Date().toISOString() })}\n`,
      ),
    );
  }

  begin(scenario: string, seed: number | undefined): void {
    this.current = this.sessionFile(scenario);
    const header: Header = {
      type: 'header',
      format: FORMAT,
      engine: this.version,
      scenario,
      seed: seed ?? null,
    };
    const file = this.current;
    this.attempt(() => writeFileSync(file, `${JSON.stringify(header)}\n`, { mode: 0o600 }));
  }

  append(entry: LogEntry): void {
    const file = this.current;
    if (file) this.attempt(() => appendFileSync(file, `${JSON.stringify(entry)}\n`));
  }

  load(scenario: string): SavedSession | undefined {
    const file = this.sessionFile(scenario);
    const [header, ...entries] = this.lines(file) as [Header | undefined, ...LogEntry[]];
    if (header?.type !== 'header' || header.format !== FORMAT) {
      if (existsSync(file)) {
        this.attempt(() => renameSync(file, `${file}.broken`));
        this.problems.push(
          `${file}:1: no header of a session log. It was moved to ${file}.broken; the drill begins anew.`,
        );
      }
      return undefined;
    }
    const saved: SavedSession = {
      scenario,
      seed: header.seed ?? undefined,
      events: [],
      hints: 0,
      drafts: {},
      screen: 'workspace',
      active: 0,
      submissions: [],
    };
    for (const entry of entries) {
      if (entry.type === 'event') saved.events.push(entry.event);
      else if (entry.type === 'hint') saved.hints++;
      else if (entry.type === 'submit') saved.submissions.push(entry.diagnosis);
      else if (entry.type === 'view')
        Object.assign(saved, {
          screen: entry.screen,
          active: entry.active,
          drafts: entry.drafts,
          diagnosis: entry.diagnosis,
        });
    }
    this.current = file;
    return saved;
  }

  end(scenario: string): void {
    this.current = undefined;
    this.attempt(() => rmSync(this.sessionFile(scenario), { force: true }));
  }
}
