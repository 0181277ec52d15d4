import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  type CommandRecord,
  NoSuchPlace,
  parseScript,
  runSessionScript,
  ScriptError,
  type ScriptLine,
  Session,
} from '../../../drill/session/index.ts';
import { wholeNumber } from '../arguments.ts';
import { chooseScenario, type PackEntry, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { drillWorld } from '../worlds.ts';
import type { Verb } from './verb.ts';

/** Reads a session script: the path as given, else a file of the scenario's folder. */
export function readScript(entry: PackEntry, file: string | undefined): ScriptLine[] {
  if (file === undefined) throw new UsageError('netdrill: name a session script');
  const candidates = isAbsolute(file) ? [file] : [file, join(entry.directory, file)];
  for (const path of candidates) {
    try {
      return parseScript(path, readFileSync(path, 'utf8'));
    } catch (error) {
      if (error instanceof ScriptError) throw new UsageError(`netdrill: ${error.message}`);
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        throw new UsageError(`netdrill: cannot read ${path}: ${(error as Error).message}`);
    }
  }
  throw new UsageError(`netdrill: no file ${candidates.join(' or ')}`);
}

/** A record as the JSON contract has it. */
function recordJson(record: CommandRecord, origin: number) {
  // What still runs at the end of the script has no status.
  const exit = record.status ?? null;
  return {
    where: record.where,
    cmd: record.line,
    stdout: record.stdout,
    stderr: record.stderr,
    exit,
    time: (record.started - origin) / 1e6,
    modelled: !(exit === 125 && record.stderr.startsWith('netdrill: ')),
  };
}

/** `netdrill run SCENARIO FILE`: a session script; prints the transcript. */
export const run: Verb = {
  spec: {
    name: 'run',
    operands: 'SCENARIO FILE',
    summary: 'Run a session script and print the transcript.',
    options: [],
  },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const entry = chooseScenario(entries, invocation.operands[0], wholeNumber(invocation, 'seed'), problems);
    const lines = readScript(entry, invocation.operands[1]);
    const session = new Session(drillWorld(entry.scenario, invocation), entry.scenario);
    const origin = session.now;
    const json = invocation.options.has('json');
    const unfinished: { record: CommandRecord; stdout: number; stderr: number }[] = [];
    try {
      runSessionScript(session, lines, {
        command: (record) => {
          if (json) return;
          const running = record.ended === undefined;
          output.stdout(
            `${record.where}$ ${record.line}${running ? '  # still runs' : ''}\n${record.stdout}`,
          );
          output.stderr(record.stderr);
          if (running)
            unfinished.push({ record, stdout: record.stdout.length, stderr: record.stderr.length });
        },
      });
    } catch (error) {
      if (error instanceof NoSuchPlace) throw new UsageError(`netdrill run: ${error.message}`);
      throw error;
    }
    session.note();
    for (const { record, stdout, stderr } of unfinished) {
      if (record.stdout.length === stdout && record.stderr.length === stderr) continue;
      output.stdout(`${record.where}$ ${record.line}  # went on\n${record.stdout.slice(stdout)}`);
      output.stderr(record.stderr.slice(stderr));
    }
    if (json)
      output.stdout(
        `${JSON.stringify(
          session.commands.map((r) => recordJson(r, origin)),
          null,
          1,
        )}\n`,
      );
    return 0;
  },
};
