import {
  type Base,
  buildWorld,
  type Chance,
  type FaultInstance,
  faults,
  findPlace,
  type Lab,
  type LocalText,
  lookupFault,
  runScript,
} from '../scenario/index.ts';

/** A cause that the ticket leaves open: an instance of a fault, or none at all. */
export interface Hypothesis {
  id: string;
  instance: FaultInstance | undefined;
  title: LocalText;
}

/** Two runs of a world tell what in an output is chance. */
export const RUNS: readonly [Chance, Chance] = [
  { noiseSeed: 101, earlier: false },
  { noiseSeed: 202, earlier: true },
];

/** The cause of a mistaken ticket. */
export const NOTHING: Hypothesis = {
  id: 'nothing',
  instance: undefined,
  title: { en: 'nothing is wrong', zh: '没有故障' },
};

function hypothesisOf(instance: FaultInstance): Hypothesis {
  const where = instance.site
    .map((place) => place.split('/')[0])
    .filter((n, at, all) => all.indexOf(n) === at)
    .join(', ');
  return {
    id: `${instance.fault.id} ${instance.site[0]}`,
    instance,
    title: { en: `${instance.fault.title.en} (${where})`, zh: `${instance.fault.title.zh}（${where}）` },
  };
}

/** Every instance of every fault that may be a rival in this drill. */
function candidates(base: Lab): Hypothesis[] {
  const wanted = base.scenario.drill?.rivals ?? [];
  const chosen =
    wanted.length === 0 ? faults : wanted.map((id) => lookupFault(id)).filter((f) => f !== undefined);
  return chosen.flatMap((fault) => fault.sites(base).map((site) => hypothesisOf({ fault, site })));
}

/** Whether what the ticket claims holds in a world: which command fails there. Tried on a fork. */
function claimsHold(lab: Lab): boolean {
  const claims = lab.scenario.drill?.claims ?? [];
  const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
  return claims.every((claim) => {
    const place = findPlace(fork.sim.world, fork.scenario, claim.from);
    // Nobody can even type there: that is a failing claim.
    if (!place) return claim.fails;
    return (runScript(fork.sim, place, claim.command).status !== 0) === claim.fails;
  });
}

/** A rival with its two worlds. */
export interface RivalWorlds {
  hypothesis: Hypothesis;
  worlds: [Lab, Lab];
}

/**
 * Rivals of a drill: candidates in whose world the ticket holds, and "nothing is wrong", since a ticket can be mistaken. Yields
 * `undefined` between two pieces of work, so that a screen stays alive: a world takes tens of milliseconds.
 */
export function* rivalWorlds(base: Base): Generator<RivalWorlds | undefined> {
  for (const hypothesis of [NOTHING, ...candidates(base)]) {
    const first = yield* buildWorld(base, hypothesis.instance, RUNS[0]);
    if (hypothesis !== NOTHING && !claimsHold(first)) continue;
    const second = yield* buildWorld(base, hypothesis.instance, RUNS[1]);
    yield { hypothesis, worlds: [first, second] };
  }
}
