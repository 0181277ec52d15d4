import { existsSync, readFileSync } from 'node:fs';
import { type Origin, type Recording, type RecordedStep, recordingOf } from '../../app/replay/index.ts';
import { scenarioDigest } from '../../app/trainer/index.ts';
import { Drill, KeptWorlds } from '../../drill/diagnosis/index.ts';
import { type Scenario, SetupError, variantOf } from '../../drill/scenario/index.ts';
import type { AttemptRecord, Gradebook } from '../gradebook/index.ts';
import { dataDirectory, readLogFile, readSteps, recordingFile, sessionFile } from '../logs/index.ts';
import type { Invocation } from './arguments.ts';
import { withGradebook } from './class-store.ts';
import { chooseScenario, type PackEntry } from './packs.ts';
import { UsageError } from './usage-error.ts';
import { worldParts } from './worlds.ts';

/** A recording with the drill it was played on. */
export interface ReplaySource {
  recording: Recording;
  scenario: Scenario;
  origin: Origin;
  /** Nothing is told of marks, suspects and the wrong turn. */
  concealed: boolean;
  /** Unix time of its beginning, where it is known: milliseconds. */
  begun?: number;
  /** The drill's worlds, shared by everyone who begins it. */
  kept: KeptWorlds;
}

/** What was read, before its drill is looked for. */
interface Log {
  steps: readonly RecordedStep[];
  attempt?: AttemptRecord;
  concealed: boolean;
}

/**
 * What the command line asks to be played: a log's file, or an attempt of a gradebook.
 *
 * @throws UsageError for what is no log, and for a drill that is not there.
 */
export async function replaySource(
  invocation: Invocation,
  packs: { entries: readonly PackEntry[]; problems: readonly string[] },
  version: string,
): Promise<ReplaySource> {
  const { steps, attempt, concealed } = await readLog(invocation);
  const recording = recordingOf(steps);
  if (!recording) throw new UsageError('netdrill replay: the log has no lines');
  const { scenario: given } = chooseScenario(packs.entries, recording.scenario, undefined, packs.problems);
  const { scenario, sameDrill } = playedScenario(given, recording, attempt !== undefined);
  const origin = { engine: recording.engine, playedWith: version, sameDrill };
  return { recording, scenario, origin, concealed, begun: attempt?.begun, kept: new KeptWorlds() };
}

/**
 * The drill as it was played, which its digest tells: as the file says it, or the variant of a seed. Where the drill was changed since, a
 * class's is taken for a variant.
 */
function playedScenario(
  scenario: Scenario,
  { seed, digest }: Recording,
  ofClass: boolean,
): { scenario: Scenario; sameDrill: boolean } {
  if (seed === undefined || scenarioDigest(scenario) === digest)
    return { scenario, sameDrill: scenarioDigest(scenario) === digest };
  const variant = variantOf(scenario, seed);
  const sameDrill = scenarioDigest(variant) === digest;
  return { scenario: sameDrill || ofClass ? variant : scenario, sameDrill };
}

/** Begins the drill of a recording. @throws UsageError where its lab cannot be built. */
export function replayedDrill({ kept, scenario, recording: { seed } }: ReplaySource): Drill {
  try {
    return new Drill(kept.of(scenario, { ...worldParts, seed }));
  } catch (error) {
    if (error instanceof SetupError) throw new UsageError(`netdrill replay: ${error.message}`);
    throw error;
  }
}

async function readLog(invocation: Invocation): Promise<Log> {
  const [file, ...more] = invocation.operands;
  const id = invocation.options.get('attempt');
  if (invocation.options.has('store')) {
    if (file !== undefined || id === undefined)
      throw new UsageError(
        "netdrill replay: with --store name an attempt: --attempt ID; 'netdrill export' has them",
      );
    return await withGradebook(invocation, 'replay', (book) =>
      readAttempt(book, id, invocation.options.has('teacher')),
    );
  }
  if (file === undefined || more.length > 0)
    throw new UsageError('netdrill replay: name one file, or a drill of which you have a session');
  const found = fileOf(file);
  try {
    return { steps: whole(readLogFile(found, readFileSync(found, 'utf8'))), concealed: false };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`netdrill replay: ${(error as Error).message}`);
  }
}

/** A file's name as it is, or the player's own session of a drill: the one that is not over, else the one that was over last. */
function fileOf(name: string): string {
  if (existsSync(name) || !/^[a-z0-9-]+$/.test(name)) return name;
  const directory = dataDirectory();
  return (
    [sessionFile(directory, name), recordingFile(directory, name)].find((file) => existsSync(file)) ?? name
  );
}

function whole(read: readonly RecordedStep[] | readonly string[]): RecordedStep[] {
  const problems = read.filter((one) => typeof one === 'string');
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return read.filter((one) => typeof one !== 'string');
}

/** An attempt's log. What an exam came to is told once its results are released, or to who says that he is the teacher. */
async function readAttempt(book: Gradebook, id: string, teacher: boolean): Promise<Log> {
  const attempt = (await book.attempts({})).find((one) => one.id === id);
  if (!attempt)
    throw new UsageError(`netdrill replay: no attempt ${id} in this gradebook; 'netdrill export' lists them`);
  const problems: string[] = [];
  const lines = (await book.log(id)).map(({ line }) => line);
  const steps = readSteps(`attempt ${id}`, lines, problems);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  if (steps.length === 0) throw new UsageError(`netdrill replay: attempt ${id} has no log`);
  const released = (await book.releases(attempt.class)).some(({ drill }) => drill === attempt.drill);
  return { steps, attempt, concealed: attempt.mode === 'exam' && !released && !teacher };
}
