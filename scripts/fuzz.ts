// Types 10,000 changed command lines at a lab and says what went wrong: `npm run fuzz [COUNT [SEED]]`.
import { fuzzLines } from './fuzz/run.ts';

/** Milliseconds of CPU that a line may take. */
const LIMIT = 1000;

const [count = '10000', seed = '1'] = process.argv.slice(2);
const report = await fuzzLines(Number(count), Number(seed));
for (const { line, place, what } of report.findings)
  console.log(`${what}\n  on ${place}: ${JSON.stringify(line.slice(0, 300))}`);
const { slowest } = report;
console.log(
  `${report.lines} lines, ${report.findings.length} findings; slowest ${slowest.milliseconds.toFixed(0)} ms: ${JSON.stringify(slowest.line.slice(0, 200))}; most steps ${report.steps}`,
);
console.log(
  [...report.statuses]
    .sort(([a], [b]) => a - b)
    .map(([status, times]) => `${status}: ${times}`)
    .join(', '),
);
process.exitCode = report.findings.length > 0 || slowest.milliseconds > LIMIT ? 1 : 0;
