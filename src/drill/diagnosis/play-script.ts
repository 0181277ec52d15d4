import { runSessionScript, type ScriptDiagnosis, type ScriptLine } from '../session/index.ts';
import type { Drill } from './drill.ts';
import type { Scorecard } from './scorecard.ts';

/**
 * Plays a session script on a drill whose rivals are prepared, and grades it; a script without `submit` hands in what its last `diagnose`
 * said. Throws `NoSuchPlace` for a place that the drill does not have.
 */
export function playScript(drill: Drill, lines: readonly ScriptLine[]): Scorecard {
  let answer: ScriptDiagnosis | undefined;
  let card: Scorecard | undefined;
  runSessionScript(drill.session, lines, {
    hint: () => drill.takeHint(),
    diagnose: (given) => {
      answer = given;
    },
    submit: () => {
      card = drill.submit(answer);
    },
  });
  return card ?? drill.submit(answer);
}
