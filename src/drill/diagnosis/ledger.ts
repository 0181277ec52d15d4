import type { Lab } from '../scenario/index.ts';
import type { CommandRecord, Session } from '../session/index.ts';
import { type Observation, tellsApart } from './compare.ts';
import { Follower } from './follower.ts';
import type { Hypothesis, RivalWorlds } from './rivals.ts';
import { SharedTexts } from './shared-texts.ts';

interface Rival {
  hypothesis: Hypothesis;
  followers: [Follower, Follower];
}

/** What one command told. */
export interface CommandEvidence {
  number: number;
  /** Rivals in whose world it would have shown something else. */
  excludes: string[];
  /** Suspects left before and after, counting every command up to this one. */
  before: number;
  after: number;
  /** log2 of before over after. */
  bits: number;
}

/** A rival beside the truth. */
export interface RivalAnswers {
  hypothesis: Hypothesis;
  isTrue: boolean;
  /** Every command that tells it from the truth, with what its world showed; nothing where nobody could type it. */
  told: { command: CommandRecord; shown: Observation | undefined }[];
}

/**
 * Runs what the learner runs in every rival world as well and keeps which rivals each command rules out. It compares outputs and
 * never reads them. Work is cut into steps, so that a screen can stay alive between them.
 */
export class EvidenceLedger {
  private readonly session: Session;
  private readonly truth: Follower;
  private readonly texts = new SharedTexts();
  private readonly rivals: Rival[] = [];
  private readonly isTrue: (hypothesis: Hypothesis) => boolean;

  /** `shadow` is the true world under another noise seed. */
  constructor(session: Session, shadow: Lab, isTrue: (hypothesis: Hypothesis) => boolean) {
    this.session = session;
    this.truth = new Follower(shadow, this.texts);
    this.isTrue = isTrue;
  }

  add(rival: RivalWorlds): void {
    this.rivals.push({
      hypothesis: rival.hypothesis,
      followers: [new Follower(rival.worlds[0], this.texts), new Follower(rival.worlds[1], this.texts)],
    });
  }

  /** Hypotheses considered, the true one included when it is among the candidates. */
  hypotheses(): Hypothesis[] {
    return this.rivals.map((rival) => rival.hypothesis);
  }

  /** Brings every world up to date, yielding between them. */
  *catchUp(): Generator<void> {
    const { events } = this.session;
    yield* this.truth.catchUp(events);
    for (const rival of this.rivals) {
      for (const follower of rival.followers) yield* follower.catchUp(events);
      yield;
    }
  }

  catchUpAtOnce(): void {
    for (const _ of this.catchUp());
  }

  /** Whether a command tells the truth from a rival. A world that became undecided has no answer from there on; what it answered before stands. */
  private separates(record: CommandRecord, rival: Rival): boolean {
    if (record.ended === undefined) return false;
    const again = this.truth.observation(record.number);
    const [a, b] = rival.followers.map((f) => f.observation(record.number));
    if (!again || !a || !b) return false;
    const own = { stdout: record.stdout, stderr: record.stderr, status: record.status };
    return tellsApart([own, again], [a, b]);
  }

  /** Ids of the rivals one command rules out. */
  excludedBy(number: number): Set<string> {
    const record = this.session.commands[number - 1];
    const excluded = new Set<string>();
    if (record)
      for (const rival of this.rivals)
        if (!this.isTrue(rival.hypothesis) && this.separates(record, rival))
          excluded.add(rival.hypothesis.id);
    return excluded;
  }

  /** Every command's share, in order. */
  table(): CommandEvidence[] {
    const left = new Set(this.rivals.map((rival) => rival.hypothesis.id));
    return this.session.commands.map((record) => {
      const before = left.size;
      const excluded = this.excludedBy(record.number);
      for (const id of excluded) left.delete(id);
      return {
        number: record.number,
        excludes: [...excluded],
        before,
        after: left.size,
        bits: left.size > 0 ? Math.log2(before / left.size) : 0,
      };
    });
  }

  /** The learner's own record of a command. */
  record(number: number): CommandRecord | undefined {
    return this.session.commands[number - 1];
  }

  /** Every rival with the commands that tell it from the truth: the debrief's "side by side". */
  sideBySide(): RivalAnswers[] {
    return this.rivals.map((rival) => {
      const isTrue = this.isTrue(rival.hypothesis);
      const told: RivalAnswers['told'] = [];
      for (const command of isTrue ? [] : this.session.commands) {
        const [follower] = rival.followers;
        const shown = follower.hasTerminal(command.terminal)
          ? follower.observation(command.number)
          : undefined;
        if (this.separates(command, rival)) told.push({ command, shown });
      }
      return { hypothesis: rival.hypothesis, isTrue, told };
    });
  }

  /** What a rival's world showed for a command: the proof of a contradiction. */
  shown(number: number, hypothesisId: string): Observation | undefined {
    return this.rivals
      .find((rival) => rival.hypothesis.id === hypothesisId)
      ?.followers[0].observation(number);
  }
}
