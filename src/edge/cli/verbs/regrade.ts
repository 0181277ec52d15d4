import packageJson from '../../../../package.json' with { type: 'json' };
import { DrillWorlds, type Scorecard } from '../../../drill/diagnosis/index.ts';
import { type Scenario, variantOf } from '../../../drill/scenario/index.ts';
import {
  type AttemptRecord,
  countingMarks,
  EARNED,
  type Gradebook,
  type Mark,
} from '../../gradebook/index.ts';
import { readSteps } from '../../logs/index.ts';
import { choiceOptions, chosenAttempts, storeOption, withGradebook } from '../class-store.ts';
import { type PackEntry, readPacks } from '../packs.ts';
import { regradeLog } from '../regrade.ts';
import { worldParts } from '../worlds.ts';
import type { Verb } from './verb.ts';

type Earned = Pick<Mark, (typeof EARNED)[number]>;

/** A mark that is another one by the present rules; nothing was there before where a judgement never came to its end. */
interface Moved extends Pick<AttemptRecord, 'class' | 'learner' | 'drill'> {
  attempt: string;
  submission: number;
  before: Earned | null;
  after: Earned;
}

/** `netdrill regrade --store T`: grades stored attempts again and lists the marks that moved. */
export const regrade: Verb = {
  spec: {
    name: 'regrade',
    operands: '',
    summary: 'Grade stored attempts again from their logs: the marks that moved.',
    options: [
      storeOption,
      ...choiceOptions,
      { name: 'write', summary: 'keep the new marks beside the old ones; exports have the new' },
    ],
  },
  async run(invocation, output) {
    const { options } = invocation;
    const { entries, problems } = await readPacks(options.get('scenarios'));
    const json = options.has('json');
    const all: Moved[] = [];
    await withGradebook(invocation, 'regrade', async (book) => {
      // One after the other by drill and variant: their worlds are built once.
      const attempts = (await book.attempts(chosenAttempts(invocation))).toSorted((a, b) =>
        worldsKey(a) < worldsKey(b) ? -1 : Number(worldsKey(a) > worldsKey(b)),
      );
      const kept = new BuiltWorlds(entries);
      for (const attempt of attempts) {
        const moved = await movedMarks(book, attempt, kept, problems);
        if (!json) for (const mark of moved) output.stdout(movedText(mark));
        all.push(...moved);
        if (options.has('write') && moved.length > 0) await keep(book, attempt, moved);
      }
    });
    if (json) output.stdout(`${JSON.stringify(all, null, 2)}\n`);
    for (const problem of problems) output.stderr(`${problem}\n`);
    return problems.length > 0 ? 1 : 0;
  },
};

/** The worlds of a drill as a learner of a class played it. */
function worldsOf(scenario: Scenario, seed: number | null): DrillWorlds {
  if (seed === null) return new DrillWorlds(scenario, worldParts);
  return new DrillWorlds(variantOf(scenario, seed), { ...worldParts, seed });
}

function worldsKey({ drill, seed }: AttemptRecord): string {
  return `${drill} ${seed}`;
}

/** The worlds of the drill that was asked for last. */
class BuiltWorlds {
  private readonly entries: readonly PackEntry[];
  private built: { key: string; worlds: DrillWorlds } | undefined;

  constructor(entries: readonly PackEntry[]) {
    this.entries = entries;
  }

  of(attempt: AttemptRecord): DrillWorlds | undefined {
    const scenario = this.entries.find((entry) => entry.scenario.id === attempt.drill)?.scenario;
    if (!scenario?.drill) return undefined;
    const key = worldsKey(attempt);
    if (this.built?.key !== key)
      this.built = {
        key,
        worlds: worldsOf(scenario, attempt.seed),
      };
    return this.built.worlds;
  }
}

async function movedMarks(
  book: Gradebook,
  attempt: AttemptRecord,
  kept: BuiltWorlds,
  problems: string[],
): Promise<Moved[]> {
  const name = `${attempt.class} ${attempt.learner} ${attempt.drill} (attempt ${attempt.id})`;
  const unreadable: string[] = [];
  const steps = readSteps(
    name,
    (await book.log(attempt.id)).map(({ line }) => line),
    unreadable,
  );
  const submits = steps.filter(({ type }) => type === 'submit').length;
  if (submits === 0 && attempt.marks.length === 0 && unreadable.length === 0) return [];
  const trouble = (text: string) => {
    problems.push(`${name}: ${text} Its marks stay as they are.`);
    return [];
  };
  if (unreadable.length > 0) {
    problems.push(...unreadable);
    return trouble('the log cannot be read whole.');
  }
  const worlds = kept.of(attempt);
  if (!worlds) return trouble('there is no such drill. Name its folder with --scenarios.');
  const { cards, differs } = regradeLog(steps, worlds);
  if (differs !== undefined)
    return trouble(
      `command ${differs} does not print what the learner saw (the drill or Netdrill changed since ${attempt.engine}).`,
    );
  if (attempt.marks.some(({ submission }) => submission > cards.length))
    return trouble(`it has marks for more than the ${cards.length} submissions of its log.`);
  const marks = new Map(countingMarks(attempt.marks).map(({ mark }) => [mark.submission, mark]));
  return cards.flatMap((card, at): Moved[] => {
    const submission = at + 1;
    const mark = marks.get(submission);
    // It may be judged at this moment.
    if (!mark && attempt.ended === null) return [];
    const before = mark ? pick(mark) : null;
    const after = earned(card);
    if (before && EARNED.every((field) => before[field] === after[field])) return [];
    const { class: of, learner, drill, id } = attempt;
    return [{ attempt: id, class: of, learner, drill, submission, before, after }];
  });
}

function pick(mark: Mark): Earned {
  return Object.fromEntries(EARNED.map((field) => [field, mark[field]])) as unknown as Earned;
}

function earned({ marks, hints, score, solved, verdict }: Scorecard): Earned {
  return { ...marks, hints, score, solved, named: solved || verdict === 'diagnosed', verdict };
}

function movedText({ class: of, learner, drill, attempt, submission, before, after }: Moved): string {
  const changes = EARNED.filter((field) => before?.[field] !== after[field]).map(
    (field) => `${field} ${word(before?.[field])} -> ${word(after[field])}`,
  );
  return `${of} ${learner} ${drill} (attempt ${attempt}, submission ${submission}): ${changes.join(', ')}\n`;
}

function word(value: Earned[keyof Earned] | undefined): string {
  return value === undefined ? 'none' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

async function keep(book: Gradebook, attempt: AttemptRecord, moved: readonly Moved[]): Promise<void> {
  const at = Date.now();
  await book.write(
    moved.map(({ submission, after }) => {
      const there = attempt.marks.filter((mark) => mark.submission === submission).map(({ rules }) => rules);
      return { write: 'mark', attempt: attempt.id, submission, ...after, rules: unusedRules(there), at };
    }),
  );
}

/** The program's version, or with a number where a mark has that already: no mark is overwritten. */
function unusedRules(there: readonly string[]): string {
  // Taken whole, the bundle would carry the whole file.
  const version = packageJson.version;
  for (let count = 1; ; count++) {
    const name = count === 1 ? version : `${version}#${count}`;
    if (!there.includes(name)) return name;
  }
}
