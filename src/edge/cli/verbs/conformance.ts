import { knowsFault } from '../conformance/faults.ts';
import { readRecordings, recordingsDirectory } from '../conformance/recording.ts';
import { replay } from '../conformance/replay.ts';
import { compare, formatReport, formatTotal } from '../conformance/report.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

/** `netdrill conformance --golden`: the model against recordings of a real kernel, row by row. */
export const conformance: Verb = {
  spec: {
    name: 'conformance',
    operands: '--golden [LAB...]',
    summary: 'Compare the model with recordings of a real kernel; end with 1 when a row differs.',
    options: [
      { name: 'golden', summary: 'against the recordings kept with the source' },
      { name: 'recordings', value: 'DIR', summary: 'read the recordings from another folder' },
      { name: 'verbose', summary: 'print differing rows whole' },
    ],
  },
  async run(invocation, output) {
    const { options, operands } = invocation;
    if (!options.has('golden')) throw new UsageError('netdrill conformance: say against what: --golden');
    const recordings = readRecordings(recordingsDirectory(options.get('recordings')), operands);
    const { scenario } = chooseScenario(
      (await readPacks(options.get('scenarios'))).entries,
      'reference-lab',
      undefined,
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
  },
};
