import { lookupFault, type Scenario } from '../scenario/index.ts';
import { failed, type Finding, passed } from './finding.ts';

/** Words that are in many titles and give nothing away. */
const COMMON = new Set(
  'the and not does was were are with one other host hosts engine engines container containers network card have from its'.split(
    ' ',
  ),
);

/** Share of a title's own words from which on a hint is taken to name the cause. */
const NAMES_THE_CAUSE = 0.6;

/** Every text of a drill with where it stands. */
function textsOf(scenario: Scenario): [string, { en: string; zh: string }][] {
  const { drill } = scenario;
  return [
    ['title', scenario.title],
    ['summary', scenario.summary],
    ...(drill
      ? ([
          ['drill.ticket', drill.ticket],
          ['drill.from', drill.from],
          ['drill.debrief', drill.debrief],
          ...drill.hints.map((hint, at) => [`drill.hints.${at + 1}`, hint]),
          ...drill.sources.map((source, at) => [`drill.sources.${at + 1}`, source]),
          ...(drill.hearsay ? [['drill.hearsay', drill.hearsay]] : []),
        ] as [string, { en: string; zh: string }][])
      : []),
  ];
}

/** Both languages are there: the Chinese one has Chinese in it, the English one has none. */
export function checkTranslations(scenario: Scenario): Finding {
  const han = /\p{Script=Han}/u;
  for (const [where, text] of textsOf(scenario)) {
    if (/\bTODO\b/.test(`${text.en} ${text.zh}`))
      return failed('texts', `${where} is still to be written (TODO)`);
    if (text.en.trim() === '' || han.test(text.en))
      return failed('texts', `${where}.en: write it in English`);
    // A bare address is the same in every language.
    if (!han.test(text.zh) && !/^https?:\S+$/.test(text.zh))
      return failed('texts', `${where}.zh: write it in Chinese`);
  }
  return passed('texts', `${textsOf(scenario).length} texts in both languages`);
}

function ownWords(title: string): string[] {
  const words = title.toLowerCase().match(/[a-z0-9-]{3,}/g) ?? [];
  return [...new Set(words)].filter((word) => !COMMON.has(word));
}

/** No hint but the last may name the cause: neither its id or title, nor most of the title's own words. */
export function checkHints(scenario: Scenario): Finding {
  const { drill } = scenario;
  const fault = drill?.fault && lookupFault(drill.fault.mechanism);
  if (!drill || !fault) return passed('hints', 'no cause that they could name');
  for (const [at, hint] of drill.hints.slice(0, -1).entries()) {
    const english = hint.en.toLowerCase();
    const words = ownWords(fault.title.en);
    const named = words.filter((word) => english.includes(word));
    const gives =
      english.includes(fault.id) ||
      hint.zh.includes(fault.title.zh) ||
      (words.length > 0 && named.length / words.length >= NAMES_THE_CAUSE);
    if (gives)
      return failed(
        'hints',
        `hint ${at + 1} names the cause (${named.join(', ') || fault.id}): say where to look instead`,
      );
  }
  return passed('hints', 'only the last comes near the cause');
}

/** Commands that texts quote between backticks. */
export function quotedCommands(scenario: Scenario): string[] {
  const texts = [...(scenario.drill?.hints ?? []), ...(scenario.drill ? [scenario.drill.debrief] : [])];
  return [
    ...new Set(texts.flatMap(({ en }) => [...en.matchAll(/`([^`-][^`]*)`/g)].map(([, command]) => command))),
  ];
}
