import { Drill, KeptWorlds } from '../../../drill/diagnosis/index.ts';
import type { Roster } from '../../classroom/index.ts';
import { readPacks } from '../packs.ts';
import { worldParts } from '../worlds.ts';

/** What a rehearsal found: lines to read, and what has to be mended. */
interface Rehearsal {
  lines: string[];
  findings: string[];
}

/** Looks a class over before it begins: everybody can log in, every drill is there, opens, and is judged. */
export async function rehearse(roster: Roster, pack: string | undefined): Promise<Rehearsal> {
  const { entries, problems } = await readPacks(pack);
  const findings = [...problems];
  const lines = [
    `class ${roster.class}: learners ${roster.learners.length}, teachers ${roster.teachers.length}, drills ${roster.drills.length || 'all'}`,
  ];
  if (roster.learners.length === 0)
    findings.push("learners: nobody is in the class. 'netdrill roster add' adds people.");
  for (const { name, keys, code } of [...roster.learners, ...roster.teachers])
    if (keys.length === 0 && code === undefined)
      findings.push(
        `${name}: has neither a key nor a code, and cannot log in. 'netdrill roster codes' makes codes.`,
      );
  const bundled = new Set((await readPacks(undefined)).entries.map(({ scenario }) => scenario.id));
  const kept = new KeptWorlds();
  for (const { scenario: id, mode, opens, closes } of roster.drills) {
    const found = entries.find(({ scenario }) => scenario.id === id)?.scenario;
    if (!found?.drill) {
      findings.push(
        `drills: there is no drill ${id}. 'netdrill list' shows what there is; --scenarios DIR adds a pack.`,
      );
      continue;
    }
    if (mode === 'exam' && bundled.has(id))
      findings.push(
        `drills: ${id} is a bundled drill: its file, which everybody has, says the answer. Take one of your own from --scenarios DIR.`,
      );
    const worlds = kept.of(found, worldParts);
    const rivals = worlds.allRivals().length;
    // A first submission that says nothing: whether judging it works.
    new Drill(worlds).assess(undefined);
    lines.push(
      `${id}: ${mode}, ${opens ?? 'open now'} to ${closes ?? 'no end'}, ${rivals} causes to tell apart`,
    );
  }
  return { lines, findings };
}
