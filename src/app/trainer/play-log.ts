import { keyedHex } from '../../lib/index.ts';
import type { Drill, Scorecard } from '../../drill/diagnosis/index.ts';
import type { Scenario } from '../../drill/scenario/index.ts';
import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import type { PlayNews } from './player.ts';
import type { LogEntry, SavedSession } from './store.ts';

/** Digest of a drill's file as it is played: of a variant that of the variant. */
export function scenarioDigest(scenario: Scenario): string {
  return keyedHex(0, 12, JSON.stringify(scenario));
}

/** Tells what happens to the drill being played, as it happens, for the store: a killed program loses nothing. */
export class PlayLog {
  private readonly tell: (news: PlayNews) => void;
  private readonly drill: Drill;
  /** Events of the session that were told. */
  private written = 0;

  private constructor(tell: (news: PlayNews) => void, drill: Drill) {
    this.tell = tell;
    this.drill = drill;
  }

  /** A new log; what was seen and handed in before a reset stays. */
  static begin(tell: (news: PlayNews) => void, drill: Drill, seed: number | undefined): PlayLog {
    const log = new PlayLog(tell, drill);
    const { events } = drill.session;
    const entries: LogEntry[] = events.map((event) => ({ type: 'event', event }));
    for (let i = 0; i < drill.hintsTaken; i++) entries.push({ type: 'hint' });
    for (let i = 0; i < drill.attempts; i++)
      entries.push(
        // What was said then is of no more use, only that it was, and what it earned.
        { type: 'submit', diagnosis: { verdict: 'unknown', evidence: [] } },
        { type: 'graded', score: 0, earned: drill.earned },
      );
    const header = { scenario: drill.scenario.id, seed, digest: scenarioDigest(drill.scenario) };
    tell({ kind: 'begin', header, entries });
    log.written = events.length;
    return log;
  }

  /** Goes on with a log that was read and done again. */
  static resume(tell: (news: PlayNews) => void, drill: Drill): PlayLog {
    const log = new PlayLog(tell, drill);
    log.written = drill.session.events.length;
    return log;
  }

  private append(entry: LogEntry): void {
    this.tell({ kind: 'append', entry });
  }

  /** Tells what the session did since the last call. */
  sync(): void {
    const { events } = this.drill.session;
    for (; this.written < events.length; this.written++)
      this.append({ type: 'event', event: events[this.written] });
  }

  /** A heartbeat: what a killed program may lose is what happened since the last one. */
  heartbeat(): void {
    this.append({ type: 'event', event: { kind: 'time', at: this.drill.session.now } });
  }

  hint(): void {
    this.append({ type: 'hint' });
  }

  /** What was handed in is safe before the judging begins. */
  submit(diagnosis: ScriptDiagnosis | undefined): void {
    this.sync();
    // Who grades it again has to know how late it was then.
    this.heartbeat();
    this.append({ type: 'submit', diagnosis: diagnosis ?? null });
  }

  graded(card: Scorecard): void {
    const { score, solved, verdict, marks, hints } = card;
    const result = { score, solved, named: solved || verdict === 'diagnosed', marks, hints, verdict };
    this.tell({ kind: 'score', scenario: this.drill.scenario.id, result });
    this.append({ type: 'graded', score, earned: this.drill.earned });
  }
}

/** Why a session that is done again does not show what it showed, for the line below the screen. */
export function differsNotice(saved: SavedSession, drill: Drill, engine: string, command: number) {
  const changed =
    saved.digest !== scenarioDigest(drill.scenario)
      ? { en: 'the drill was changed', zh: '练习已被修改' }
      : saved.engine !== engine
        ? { en: `Netdrill was ${saved.engine} then`, zh: `当时的 Netdrill 是 ${saved.engine}` }
        : { en: 'the saved log is damaged', zh: '保存的记录已损坏' };
  return {
    en: `Differs from what was saved from command ${command} on (${changed.en}): continue from there, or C-g r to restart.`,
    zh: `从第 ${command} 条命令起与保存时不同（${changed.zh}）：从那里继续，或按 C-g r 重新开始。`,
  };
}
