import { keyedInteger } from '../../lib/index.ts';
import { diagnosisPlaces, Drill, KeptWorlds } from '../diagnosis/index.ts';
import { type BuildOptions, engineNodes, faults, lookupFault, type Scenario } from '../scenario/index.ts';
import type { ScriptDiagnosis } from '../session/index.ts';

/** How a way of playing without thought fares over many drills. */
export interface BotScore {
  bot: string;
  /** What the mean has to stay below (rules.md, "Bots that must do badly"). */
  below: number;
  mean: number;
  /** Points by drill; a bot that guesses several times has their mean. */
  scores: Record<string, number>;
}

/** Guesses a drill, drawn from places and mechanisms alike. */
const GUESSES = 20;

/** Virtual time that engines need to find each other again. */
const JOIN = 45_000_000;

const FLUSH = 'iptables -F; iptables -t nat -F; ip neigh flush all; systemctl restart docker';

const fault = (mechanism: string, place: string): ScriptDiagnosis => ({
  verdict: 'fault',
  mechanism,
  place,
  evidence: [],
});

function randomGuesses(drill: Drill): number {
  const places = diagnosisPlaces(drill.worlds.base);
  const guesses = Array.from({ length: GUESSES }, (_, n) => {
    const draw = (what: string, count: number) =>
      keyedInteger(1, 0, count - 1, 'bot', drill.scenario.id, what, n);
    const cause = faults[draw('mechanism', faults.length)];
    return fault(cause.id, places[draw('place', places.length)].id);
  });
  return drill.assessEach(guesses).reduce((sum, { score }) => sum + score, 0) / GUESSES;
}

function restartEverything(drill: Drill): number {
  const { session } = drill;
  const locked = drill.scenario.drill?.locked ?? [];
  const hosts = engineNodes(drill.worlds.initial)
    .map(({ name }) => name)
    .filter((name) => !locked.includes(name));
  for (const host of hosts) session.run(host, FLUSH);
  session.advance(JOIN);
  for (const host of hosts) session.run(host, 'docker restart -t 1 $(docker ps -aq)');
  session.advance(JOIN);
  for (const host of hosts) session.run(host, 'docker start $(docker ps -aq)');
  return drill.assess(undefined).score;
}

/** The cause that most drills have. */
function mostFrequent(scenarios: readonly Scenario[]): string {
  const counts = new Map<string, number>();
  for (const { drill } of scenarios)
    if (drill?.fault) counts.set(drill.fault.mechanism, (counts.get(drill.fault.mechanism) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}

/** Plays the four bots of rules.md over drills. Rivals are not prepared: a bot has looked at nothing and cites nothing. */
export function playBots(scenarios: readonly Scenario[], options: BuildOptions): BotScore[] {
  const common = mostFrequent(scenarios);
  const bots: { bot: string; below: number; play(drill: Drill): number }[] = [
    { bot: 'random guess', below: 15, play: randomGuesses },
    {
      bot: 'always "nothing is wrong"',
      below: 25,
      play: (drill) => drill.assess({ verdict: 'nothing', evidence: [] }).score,
    },
    {
      bot: `always ${common}`,
      below: 25,
      play: (drill) =>
        drill.assess(fault(common, lookupFault(common)?.sites(drill.worlds.base)[0]?.[0] ?? '')).score,
    },
    { bot: 'restart and flush everything', below: 25, play: restartEverything },
  ];
  const scores = bots.map((): Record<string, number> => ({}));
  const kept = new KeptWorlds();
  for (const scenario of scenarios) {
    const drill = new Drill(kept.of(scenario, options));
    for (const [at, bot] of bots.entries()) scores[at][scenario.id] = bot.play(drill);
  }
  return bots.map(({ bot, below }, at) => {
    const all = Object.values(scores[at]);
    return {
      bot,
      below,
      mean: all.reduce((sum, score) => sum + score, 0) / Math.max(1, all.length),
      scores: scores[at],
    };
  });
}
