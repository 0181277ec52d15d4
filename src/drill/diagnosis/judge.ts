import {
  engineNodes,
  type FaultInstance,
  findPlace,
  type Lab,
  lookupFault,
  restartContainers,
  restartEngines,
  runScript,
} from '../scenario/index.ts';

/** Microseconds a repair must hold. */
const PROVING_TIME = 600_000_000;

/** A test of the ticket: where, and what is run there. */
export interface ProbeRun {
  from: string;
  command: string;
}

/** The first ticket probe that does not come out as it should. Run on a fork, with caches flushed. */
function firstFailing(lab: Lab): ProbeRun | undefined {
  const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
  for (const netns of fork.sim.world.namespaces.values()) {
    netns.exceptions.clear();
    for (const [key, neighbor] of netns.neighbors)
      if (neighbor.state !== 'PERMANENT') netns.neighbors.delete(key);
  }
  return lab.scenario.drill?.probes.find((probe) => {
    const place = findPlace(fork.sim.world, fork.scenario, probe.from);
    return !place || (runScript(fork.sim, place, probe.command).status === 0) !== (probe.expect === 'works');
  });
}

const probesPass = (lab: Lab) => firstFailing(lab) === undefined;

/** What keeps the repair mark: the first probe that fails in a fork ten virtual minutes later; `undefined` once all pass. */
export function stillFailing(lab: Lab): ProbeRun | undefined {
  const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
  fork.sim.runUntil(fork.sim.world.now + PROVING_TIME);
  return firstFailing(fork);
}

/** The repair mark: all probes pass. */
export function repaired(lab: Lab): boolean {
  return stillFailing(lab) === undefined;
}

/**
 * How much a mechanism explains: 30 when it is there and repairing it alone heals for good, 15 when that heals only until the
 * engines and containers are restarted, 0 otherwise. Tried on forks of the drill's initial world.
 */
export function mechanismWorth(initial: Lab, mechanism: string, place: string, base: Lab): 30 | 15 | 0 {
  const instance = instanceAt(base, mechanism, place);
  if (!instance?.fault.detect(initial, instance.site)) return 0;
  const fork: Lab = { sim: initial.sim.fork(), scenario: initial.scenario };
  instance.fault.repair(fork, instance.site);
  fork.sim.runUntil(fork.sim.world.now + 5_000_000);
  if (!probesPass(fork)) {
    // A repaired setting may need the engines and containers to begin anew before it shows.
    restartEngines(fork);
    restartContainers(fork);
    return probesPass(fork) ? 30 : 0;
  }
  restartEngines(fork);
  restartContainers(fork);
  fork.sim.runUntil(fork.sim.world.now + 5_000_000);
  return probesPass(fork) ? 30 : 15;
}

/** The instance a diagnosis means: the named fault at the site that holds the place, else at its first site. */
export function instanceAt(base: Lab, mechanism: string, place: string): FaultInstance | undefined {
  const fault = lookupFault(mechanism);
  if (!fault) return undefined;
  const sites = fault.sites(base);
  const exact = sites.find((site) => site.includes(place));
  const sameNode = sites.find((site) => site.some((p) => p.split('/')[0] === place.split('/')[0]));
  const site = exact ?? sameNode ?? sites[0];
  return site ? { fault, site } : undefined;
}

/** What a person could have configured, caches and counters left out: for "nothing is wrong", nothing may have changed. */
export function configurationDigest(lab: Lab): string {
  const rows: unknown[] = [];
  for (const node of engineNodes(lab)) {
    rows.push(
      node.kernel,
      [...node.hostnames.values()].filter((_, at) => at === 0),
    );
    for (const root of node.roots.values())
      rows.push(
        [...root.upper]
          .filter(([path]) => !path.startsWith('/root/') && !path.startsWith('/tmp/'))
          .map(([path, entry]) => [path, entry?.content]),
      );
    for (const netns of lab.sim.world.namespaces.values()) {
      if (netns.node !== node.name) continue;
      rows.push(
        [...netns.devices.values()].map((d) => [
          d.name,
          d.up,
          d.mtu,
          d.mac,
          d.addresses.map((a) => a.address),
          d.features,
        ]),
        netns.routes.map((r) => [r.destination, r.prefix, r.gateway, r.device]),
        [...netns.netfilter.tables.values()].map((t) =>
          t.chains.map((c) => [c.name, c.policy, c.rules.map((r) => [r.matches, r.target])]),
        ),
        [...netns.sysctl],
        netns.forwarding,
      );
    }
  }
  return JSON.stringify(rows);
}
