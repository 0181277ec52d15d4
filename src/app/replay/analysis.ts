import type { Drill, Scorecard } from '../../drill/diagnosis/index.ts';
import { replayEvents, type ScriptDiagnosis } from '../../drill/session/index.ts';
import { type NotebookRow, RivalWork } from '../trainer/index.ts';
import type { RecordedPart, Recording } from './recording.ts';
import { commandIndex, type Timeline } from './timeline.ts';
import { type JudgedSubmission, type WeighedCommand, type WrongTurn, wrongTurnOf } from './wrong-turn.ts';

/** What the ledger and the rules say of a recording. */
export interface Analysis {
  /** What each command told, by part and number. */
  readonly told: readonly ReadonlyMap<number, NotebookRow>[];
  /** Suspects before the first command. */
  readonly suspects: number;
  /** What each submission earns by the present rules. */
  readonly cards: readonly Scorecard[];
  readonly wrongTurn: WrongTurn | undefined;
}

/**
 * Plays a recording once more, with every rival world beside it. In pieces: a screen does other things in between.
 *
 * @param make begins the drill in a world of its own.
 */
export function* analyse(
  recording: Recording,
  timeline: Timeline,
  make: () => Drill,
): Generator<void, Analysis> {
  const judge = new Judge(timeline, make);
  for (const [at, part] of recording.parts.entries()) yield* judge.part(part, at);
  return judge.analysis();
}

class Judge {
  private readonly timeline: Timeline;
  private readonly make: () => Drill;
  private readonly told: ReadonlyMap<number, NotebookRow>[] = [];
  private readonly cards: Scorecard[] = [];
  private readonly judged: JudgedSubmission[] = [];
  private readonly weighed: WeighedCommand[] = [];
  private suspects = 0;

  constructor(timeline: Timeline, make: () => Drill) {
    this.timeline = timeline;
    this.make = make;
  }

  *part({ steps, carried }: RecordedPart, index: number): Generator<void> {
    const drill = this.make();
    const rivals = new RivalWork(drill);
    for (const [at, step] of steps.entries()) {
      if (step.type === 'event') replayEvents(drill.session, [step.event]);
      else if (step.type === 'hint') drill.takeHint();
      else if (step.type === 'graded' && at < carried) drill.earned = step.earned;
      else if (step.type === 'submit' && at < carried) drill.attempts++;
      else if (step.type === 'submit') {
        yield* caughtUp(rivals);
        this.judge(drill, rivals, step.diagnosis ?? undefined, index);
      }
      yield;
    }
    yield* caughtUp(rivals);
    this.told.push(rivals.told);
    this.suspects = rivals.suspects.total;
    this.weigh(drill, index);
  }

  private judge(drill: Drill, rivals: RivalWork, diagnosis: ScriptDiagnosis | undefined, part: number): void {
    // A later submission keeps what an earlier one earned; whether it is right, it says by itself.
    const { marks, contradiction } = drill.assess(diagnosis);
    const { commands } = this.timeline;
    this.cards.push(drill.submit(diagnosis));
    this.judged.push({
      submission: this.judged.length,
      givenUp: diagnosis === undefined,
      right: marks.mechanism > 0,
      left: rivals.suspects.left,
      contradiction: contradiction && {
        command: commandIndex(commands, part, contradiction.command),
        predicted: contradiction.predicted,
        seen: contradiction.seen,
      },
    });
  }

  private weigh({ ledger, plan, worlds }: Drill, part: number): void {
    const alike = plan.alike();
    const left = new Set(
      ledger
        .hypotheses()
        .filter((hypothesis) => !worlds.isTrue(hypothesis) && !alike.has(hypothesis.id))
        .map(({ id }) => id),
    );
    const { commands } = this.timeline;
    for (const { number, before, after, excludes } of ledger.table()) {
      const command = commandIndex(commands, part, number);
      if (commands[command]?.part === part)
        this.weighed.push({ command, before, after, open: left.size > 0 });
      for (const id of excludes) left.delete(id);
    }
  }

  analysis(): Analysis {
    const { told, suspects, cards, judged, weighed, timeline } = this;
    return { told, suspects, cards, wrongTurn: wrongTurnOf(judged, weighed, timeline.commands) };
  }
}

function* caughtUp(rivals: RivalWork): Generator<void> {
  while (rivals.step(true) !== 'answered') yield;
}
