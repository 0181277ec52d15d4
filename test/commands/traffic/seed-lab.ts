import { readFileSync } from 'node:fs';
import { buildLab, parseScenario } from '../../../src/drill/scenario/index.ts';
import {
  type CommandRecord,
  parseScript,
  runSessionScript,
  Session,
} from '../../../src/drill/session/index.ts';
import { createProgramTable, networkTables } from '../../../src/tools/commands/index.ts';

const file = new URL('../../../scenarios/seed-lab/scenario.yaml', import.meta.url);
const scenario = parseScenario('scenario.yaml', readFileSync(file, 'utf8'));
const lab = buildLab(scenario, { programs: createProgramTable(), tables: networkTables });

/** A session in a fresh fork of the note's two hosts. */
export function openSession(): Session {
  return new Session(lab.fork(), scenario);
}

/** Runs a session script in a fresh fork of the note's two hosts; what each command showed, in order of their start. */
export function play(script: string): CommandRecord[] {
  const records: CommandRecord[] = [];
  const session = openSession();
  runSessionScript(session, parseScript('test', script), { command: (record) => records.push(record) });
  return records;
}

/** One command on one place. */
export function type(place: string, line: string): CommandRecord {
  return play(`on ${place}\n$ ${line}\n`)[0];
}
