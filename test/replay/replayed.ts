import { type Recording, type RecordedStep, recordingOf, Replayer } from '../../src/app/replay/index.ts';
import { scenarioDigest } from '../../src/app/trainer/index.ts';
import { Drill } from '../../src/drill/diagnosis/index.ts';
import type { EditorKey } from '../../src/drill/session/index.ts';
import { bundled, drillOf, kept } from '../drills/labs.ts';
import type { RecordedAttempt } from '../edge/gradebook/recorded.ts';
import type { ReplaySource } from '../../src/edge/cli/replay-source.ts';

/** The recording of an attempt, as its log's lines say it. */
export function recorded({ lines }: Pick<RecordedAttempt, 'lines'>): Recording {
  const recording = recordingOf(lines.map((line) => JSON.parse(line) as RecordedStep));
  if (!recording) throw new Error('no header');
  return recording;
}

/** What the command line would have read. */
export function sourceOf(recording: Recording, concealed = false): ReplaySource {
  const scenario = bundled(recording.scenario);
  const sameDrill = scenarioDigest(scenario) === recording.digest;
  return {
    recording,
    scenario,
    concealed,
    kept,
    origin: { engine: '0.1.0', playedWith: '0.1.0', sameDrill },
  };
}

/** A replay of a recording. */
export function replayed(
  recording: Recording,
  { concealed = false, columns = 120, rows = 40 } = {},
): Replayer {
  return new Replayer({
    ...sourceOf(recording, concealed),
    make: () => new Drill(drillOf(recording.scenario).worlds),
    screen: { lang: 'en', columns, rows, ascii: false, theme: 'dark' },
  });
}

/** Presses a key by its name. */
export function press(
  replayer: { dispatch(action: { kind: 'key'; key: EditorKey }): void },
  ...names: string[]
): void {
  for (const name of names) {
    const text = name === 'Space' ? ' ' : name;
    replayer.dispatch({
      kind: 'key',
      key: text.length === 1 ? { kind: 'text', text } : { kind: 'key', name },
    });
  }
}

/** Everything that is done in the background. */
export function settled(replayer: Replayer): Replayer {
  while (replayer.work());
  return replayer;
}
