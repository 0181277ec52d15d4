import type { Scenario } from '../../../drill/scenario/index.ts';
import type { Invocation } from '../arguments.ts';
import { readEngineRecordings } from '../conformance/engine/recording.ts';
import { replayEngines } from '../conformance/engine/replay.ts';
import { compareEngines, formatEngineReport, formatEngineTotal } from '../conformance/engine/report.ts';
import { knowsFault } from '../conformance/faults.ts';
import { readRecordings, recordingsDirectory } from '../conformance/recording.ts';
import { replay } from '../conformance/replay.ts';
import { compare, formatReport, formatTotal } from '../conformance/report.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Output, Verb } from './verb.ts';

/** `netdrill conformance`: the model against recordings of a real kernel and of real engines, row by row. */
export const conformance: Verb = {
  spec: {
    name: 'conformance',
    operands: '{--golden | --engines} [LAB...]',
    summary: 'Compare the model with recordings of real systems; end with 1 when a row differs.',
    options: [
      { name: 'golden', summary: 'against the recordings of a kernel kept with the source' },
      { name: 'engines', summary: 'against the recordings of two Docker engines kept with the source' },
      { name: 'recordings', value: 'DIR', summary: 'read the recordings from another folder' },
      { name: 'verbose', summary: 'print differing rows whole' },
    ],
  },
  async run(invocation, output) {
    const { options } = invocation;
    if (options.has('golden') === options.has('engines'))
      throw new UsageError('netdrill conformance: say against what: --golden or --engines');
    const lab = async (id: string) =>
      chooseScenario((await readPacks(options.get('scenarios'))).entries, id, undefined).scenario;
    return options.has('golden')
      ? againstKernel(await lab('reference-lab'), invocation, output)
      : againstEngines(await lab('engine-lab-plain'), invocation, output);
  },
};

function againstKernel(scenario: Scenario, { options, operands }: Invocation, output: Output): number {
  const recordings = readRecordings(
    recordingsDirectory(options.get('recordings'), ['kernel-lab', 'phases']),
    operands,
  );
  const reports = recordings.map((recording) => {
    if (!knowsFault(recording.lab))
      throw new UsageError(`netdrill conformance: how to bring about '${recording.lab}' is not known here`);
    return compare(recording, replay(scenario, recording));
  });
  if (options.has('json')) output.stdout(`${JSON.stringify(reports, null, 2)}\n`);
  else {
    for (const report of reports) output.stdout(formatReport(report, options.has('verbose')));
    output.stdout(formatTotal(reports));
  }
  return reports.some((report) => report.differences.length > 0) ? 1 : 0;
}

function againstEngines(scenario: Scenario, { options, operands }: Invocation, output: Output): number {
  const directory = recordingsDirectory(options.get('recordings'), ['docker-lab', 'labs']);
  const recordings = readEngineRecordings(directory, operands);
  const [healthy] = readEngineRecordings(directory, ['o00']);
  const reports = recordings.map((recording) =>
    compareEngines(recording, replayEngines(scenario, recording), healthy),
  );
  if (options.has('json')) output.stdout(`${JSON.stringify(reports, null, 2)}\n`);
  else {
    for (const report of reports) output.stdout(formatEngineReport(report, options.has('verbose')));
    output.stdout(formatEngineTotal(reports));
  }
  return reports.some((report) => report.differences.length > 0) ? 1 : 0;
}
