import { readFileSync } from 'node:fs';
import { Drill, KeptWorlds } from '../../src/drill/diagnosis/index.ts';
import { type BuildOptions, buildDrill, type Scenario } from '../../src/drill/scenario/index.ts';
import { type CommandRecord, parseScript, runSessionScript, Session } from '../../src/drill/session/index.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';
import { worldParts } from '../../src/edge/cli/worlds.ts';

const { entries: bundle, problems } = await readPacks(undefined);

/** The bundled scenarios, with their folders. */
export const entries = bundle;
if (problems.length > 0) throw new Error(problems.join('\n'));

/** What every world of a test uses. */
export const parts: BuildOptions = worldParts;

/** A bundled scenario by id, with what it takes over from its base. */
export function bundled(id: string): Scenario {
  const entry = entries.find(({ scenario }) => scenario.id === id);
  if (!entry) throw new Error(`no bundled scenario ${id}`);
  return entry.scenario;
}

/** Worlds that the tests of a worker share. */
export const kept = new KeptWorlds(2);

/** A bundled drill as it begins; its worlds are those of an earlier test where one had the same. */
export function drillOf(id: string, options: Partial<BuildOptions> = {}): Drill {
  return new Drill(kept.of(bundled(id), { ...parts, ...options }));
}

/** How people follow the advice to upgrade: lines for one host, after which it boots the new kernel. */
export const upgradeKernel = `
$ rpm -Uvh https://www.elrepo.org/elrepo-release-7.0-3.el7.elrepo.noarch.rpm
$ yum --enablerepo=elrepo-kernel install -y kernel-ml
$ grub2-set-default 0
$ reboot
wait 2m
`;

/** Text of a session script that lies beside a scenario. */
export function scriptOf(id: string, file: string): string {
  const entry = entries.find(({ scenario }) => scenario.id === id);
  if (!entry) throw new Error(`no bundled scenario ${id}`);
  return readFileSync(`${entry.directory}/${file}`, 'utf8');
}

/** Builds a scenario and runs a script in it; returns the session with its records. */
export function runIn(scenario: Scenario, script: string, options: Partial<BuildOptions> = {}): Session {
  const session = new Session(buildDrill(scenario, { ...parts, ...options }), scenario);
  runSessionScript(session, parseScript('test.session', script));
  return session;
}

/** Records of commands that print or fail: what a transcript shows. */
export function transcript(session: Session): CommandRecord[] {
  return session.commands.filter(({ line }) => !/^(exit|docker exec -it \S+ bash)$/.test(line));
}
