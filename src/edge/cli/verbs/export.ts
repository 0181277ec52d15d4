import { exportCells, exportRows, formatCsv, moodleCells } from '../../gradebook/index.ts';
import { choiceOptions, chosenAttempts, storeOption, withGradebook } from '../class-store.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

const FORMATS = ['csv', 'json', 'moodle'] as const;

/** `netdrill export --store T`: what a class earned, for a spreadsheet, a program or Moodle. */
export const exportVerb: Verb = {
  spec: {
    name: 'export',
    operands: '',
    summary: "A class's results: a row for each attempt and mark.",
    options: [
      storeOption,
      {
        name: 'format',
        value: FORMATS.join('|'),
        summary: 'CSV for spreadsheets (the default), JSON, or grades for Moodle',
      },
      ...choiceOptions,
    ],
  },
  async run(invocation, output) {
    const { options } = invocation;
    const name = options.get('format') ?? (options.has('json') ? 'json' : 'csv');
    const format = FORMATS.find((known) => known === name);
    if (!format) throw new UsageError(`netdrill export: --format wants ${FORMATS.join(', ')}, not '${name}'`);
    const chosen = chosenAttempts(invocation);
    const { attempts, ends } = await withGradebook(invocation, 'export', async (book) => ({
      attempts: await book.attempts(chosen),
      ends: format === 'moodle' ? [] : await book.logEnds(chosen),
    }));
    if (format === 'moodle') {
      const classes = [...new Set(attempts.map((attempt) => attempt.class))];
      if (classes.length > 1)
        throw new UsageError(
          `netdrill export: Moodle wants one class, and these are several: --class with one of ${classes.join(', ')}`,
        );
      output.stdout(formatCsv(moodleCells(attempts)));
    } else {
      const rows = exportRows(attempts, ends);
      output.stdout(format === 'csv' ? formatCsv(exportCells(rows)) : `${JSON.stringify(rows, null, 2)}\n`);
    }
    return 0;
  },
};
