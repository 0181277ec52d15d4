import type { ScriptDiagnosis } from '../../drill/session/index.ts';
import { type PlayState, shownMechanisms, shownPlaces } from './state.ts';

/** What the diagnosis form says; `undefined` while the filter leaves nothing to choose. */
export function answerOf(play: PlayState): ScriptDiagnosis | undefined {
  const { diagnosis: form } = play;
  if (form.answer !== 'fault') return { verdict: form.answer, evidence: form.evidence };
  const place = shownPlaces(play)[form.place];
  const mechanism = shownMechanisms(play)[form.mechanism];
  return place && mechanism
    ? { verdict: 'fault', place: place.id, mechanism: mechanism.id, evidence: form.evidence }
    : undefined;
}
