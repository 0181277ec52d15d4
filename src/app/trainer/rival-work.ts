import type { Drill } from '../../drill/diagnosis/index.ts';
import type { NotebookRow, PlayState } from './state.ts';

/**
 * The slow part of a drill, done in small pieces whenever there is time: the rivals' worlds are built, and every command the learner
 * ran is run in them.
 */
export class RivalWork {
  private readonly drill: Drill;
  private preparing: Generator<void> | undefined;
  private catching: Generator<void> | undefined;
  /** What each command told, by its number, as far as every rival has answered. */
  readonly told = new Map<number, NotebookRow>();
  suspects: PlayState['suspects'] = { left: 0, total: 0, ready: false };

  constructor(drill: Drill) {
    this.drill = drill;
    // A lab has no ticket that causes could fit.
    this.preparing = drill.scenario.drill && drill.prepareRivals();
  }

  /**
   * One piece. `all` asks for an answer to everything, whether or not a command waits for one.
   *
   * @returns `idle` when there is nothing to do, `answered` when all rivals have caught up with the session.
   */
  step(all: boolean): 'idle' | 'more' | 'answered' {
    if (this.preparing) {
      if (this.preparing.next().done) this.preparing = undefined;
      return 'more';
    }
    const { session, ledger } = this.drill;
    const pending = session.commands.some((c) => c.ended !== undefined && !this.told.has(c.number));
    if (!this.catching && (pending || all || !this.suspects.ready)) this.catching = ledger.catchUp();
    if (!this.catching) return 'idle';
    if (!this.catching.next().done) return 'more';
    this.catching = undefined;
    this.note();
    return 'answered';
  }

  /** Takes over what the ledger knows now. */
  note(): void {
    const { session, ledger } = this.drill;
    const table = ledger.table();
    for (const row of table) {
      const record = session.commands[row.number - 1];
      if (record?.ended === undefined) continue;
      this.told.set(row.number, {
        number: row.number,
        where: record.where,
        line: record.line,
        status: record.status,
        before: row.before,
        after: row.after,
        bits: row.bits,
      });
    }
    const total = ledger.hypotheses().length;
    this.suspects = { left: table[table.length - 1]?.after ?? total, total, ready: true };
  }
}
