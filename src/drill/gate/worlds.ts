import { type DrillWorlds, harmless, repaired } from '../diagnosis/index.ts';
import { findPlace, type Lab, runScript, type Scenario } from '../scenario/index.ts';
import { NoSuchPlace, Session } from '../session/index.ts';
import { failed, type Finding, passed } from './finding.ts';
import { quotedCommands } from './texts.ts';

/** Virtual time a wrong fix is given to show what it does: engines and members need half of it. */
const AFTER_A_FIX = 90_000_000;

/** Every probe comes out as it should where nothing is wrong. */
export function checkHealthy(worlds: DrillWorlds): Finding {
  const lab = worlds.healthy;
  const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
  for (const probe of lab.scenario.drill?.probes ?? []) {
    const place = findPlace(fork.sim.world, fork.scenario, probe.from);
    if (!place)
      return failed('healthy', `${probe.from} cannot be reached in the healthy lab: correct the probe`);
    const { status } = runScript(fork.sim, place, probe.command);
    if ((status === 0) !== (probe.expect === 'works'))
      return failed(
        'healthy',
        `without the fault '${probe.command}' from ${probe.from} ends with ${status}: correct the lab or the probe`,
      );
  }
  return passed(
    'healthy',
    `${lab.scenario.drill?.probes.length} probes come out as they should without the fault`,
  );
}

/** What the ticket says is so in the drill's own world. */
export function checkSymptom(worlds: DrillWorlds): Finding {
  const lab = worlds.initial;
  const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
  for (const claim of lab.scenario.drill?.claims ?? []) {
    const place = findPlace(fork.sim.world, fork.scenario, claim.from);
    const status = place ? runScript(fork.sim, place, claim.command).status : -1;
    if ((status !== 0) !== claim.fails)
      return failed(
        'symptom',
        `'${claim.command}' from ${claim.from} ends with ${status}, the ticket says otherwise: correct claim or fault`,
      );
  }
  return worlds.scenario.drill?.fault
    ? passed('symptom', 'the ticket is true in the world with the fault')
    : explainedBy(fork);
}

/** Where nothing is wrong, a command explains what the ticket complains of. */
function explainedBy(lab: Lab): Finding {
  const explained = lab.scenario.drill?.explained;
  if (!explained)
    return failed(
      'symptom',
      'without a fault drill.explained has to name the command that explains the complaint',
    );
  const place = findPlace(lab.sim.world, lab.scenario, explained.from);
  const output = place ? runScript(lab.sim, place, explained.command).output : '';
  return output.includes(explained.shows)
    ? passed(
        'symptom',
        `nothing is wrong, and '${explained.command}' on ${explained.from} explains the complaint`,
      )
    : failed(
        'symptom',
        `'${explained.command}' on ${explained.from} does not show '${explained.shows}': correct drill.explained`,
      );
}

/** No tempting repair earns both marks. */
export function* checkWrongFixes(worlds: DrillWorlds): Generator<Finding> {
  const fixes = worlds.scenario.drill?.wrongFixes ?? [];
  // Where nothing is wrong there is nothing to repair: any change costs its marks.
  if (!worlds.scenario.drill?.fault) return;
  if (fixes.length === 0) {
    yield failed(
      'wrong fixes',
      "none listed: name under drill.wrongFixes what people try, 'iptables -F' among them",
    );
    return;
  }
  for (const fix of fixes) {
    const sim = worlds.initial.sim.fork();
    const session = new Session(sim, worlds.scenario);
    for (const place of fix.on) session.run(place, fix.run);
    sim.runUntil(sim.world.now + AFTER_A_FIX);
    const lab: Lab = { sim, scenario: worlds.scenario };
    const name = `'${fix.run}' on ${fix.on.join(', ')}`;
    if (repaired(lab) && harmless(worlds.healthy, lab))
      yield failed(
        'wrong fixes',
        `${name} heals without harm: it is no wrong fix of this fault, or the fault is too weak`,
      );
    else yield passed('wrong fixes', `${name} does not pass`);
  }
}

/** Commands that hints and debrief quote are commands of the simulator. */
export function checkQuoted(worlds: DrillWorlds, scenario: Scenario): Finding {
  const commands = quotedCommands(scenario);
  const places = scenario.terminals ?? [];
  for (const command of commands) {
    const records = places.map((place) => typedAt(worlds, place, command));
    const unknown = records.every((record) => record === undefined || record.status === 127);
    const unmodelled = records.some((record) => /not modelled/.test(record?.stderr ?? ''));
    if (unknown || unmodelled)
      return failed(
        'quoted commands',
        `'${command}' ${unknown ? 'is no command on any node' : 'is not modelled'}: correct the text`,
      );
  }
  return passed('quoted commands', `${commands.length} in hints and debrief, all understood`);
}

/** What a command shows at a place of the drill's world; undefined where nobody can type. */
function typedAt(worlds: DrillWorlds, place: string, command: string) {
  try {
    return new Session(worlds.initial.sim.fork(), worlds.scenario).run(place, command);
  } catch (error) {
    if (error instanceof NoSuchPlace) return undefined;
    throw error;
  }
}
