import { normalise } from './normalise.ts';
import { outcome } from './outcome.ts';
import type { Phase, Recording, Row } from './recording.ts';

/** A row on which model and recording disagree, in the compared form. */
interface Difference {
  phase: Phase;
  where: string;
  cmd: string;
  recorded: string;
  simulated: string;
}

/** Figures of one phase. `compared` is everything but `unstable`; `empty` rows printed nothing on either side, and are no evidence. */
export interface PhaseCount {
  compared: number;
  equal: number;
  empty: number;
  unstable: number;
}

export interface LabReport {
  lab: string;
  phases: Partial<Record<Phase, PhaseCount>>;
  differences: Difference[];
}

/** Compares what the model answered with a recording: text after normalisation, probes by their outcome. */
export function compare(recording: Recording, simulated: readonly Row[]): LabReport {
  const report: LabReport = { lab: recording.lab, phases: {}, differences: [] };
  const left = [...simulated];
  for (const row of recording.rows) {
    const at = left.findIndex(
      (other) => other.phase === row.phase && other.where === row.where && other.cmd === row.cmd,
    );
    const [other] = at < 0 ? [] : left.splice(at, 1);
    const count = (report.phases[row.phase] ??= { compared: 0, equal: 0, empty: 0, unstable: 0 });
    if (recording.isUnstable(row)) {
      count.unstable++;
      continue;
    }
    count.compared++;
    const form = row.phase === 'probe' ? outcome : normalise;
    const expected = form(row);
    const actual = other ? form(other) : '(not run)';
    if (expected !== actual)
      report.differences.push({
        phase: row.phase,
        where: row.where,
        cmd: row.cmd,
        recorded: expected,
        simulated: actual,
      });
    else if (row.phase !== 'probe' && row.stdout.trim() === '' && other?.stdout.trim() === '') count.empty++;
    else count.equal++;
  }
  return report;
}

/** One line a phase, then the differences; `verbose` prints them whole instead of the lines that differ. */
export function formatReport(report: LabReport, verbose: boolean): string {
  let text = `${report.lab}\n`;
  for (const [phase, count] of Object.entries(report.phases)) {
    const differing = count.compared - count.equal - count.empty;
    text += `  ${phase.padEnd(7)} ${count.compared} compared: ${count.equal} equal, ${differing} different, ${count.empty} empty on both sides; ${count.unstable} skipped as unstable\n`;
  }
  for (const difference of report.differences) {
    text += `  ${difference.phase} ${difference.where}$ ${difference.cmd}\n`;
    text += verbose ? whole(difference) : lineDifference(difference);
  }
  return text;
}

/** The sum over all labs, in one line. */
export function formatTotal(reports: readonly LabReport[]): string {
  const counts = reports.flatMap((report) => Object.values(report.phases));
  const sum = (figure: (count: PhaseCount) => number) =>
    counts.reduce((total, count) => total + figure(count), 0);
  const [compared, equal, empty] = [sum((c) => c.compared), sum((c) => c.equal), sum((c) => c.empty)];
  return `${reports.length} labs: ${compared} rows compared: ${equal} equal, ${compared - equal - empty} different, ${empty} empty on both sides; ${sum((c) => c.unstable)} skipped as unstable\n`;
}

function whole({ recorded, simulated }: Difference): string {
  return `${prefixed('-', recorded.split('\n'))}${prefixed('+', simulated.split('\n'))}`;
}

/** Lines only the recording has (`-`) and lines only the model printed (`+`), at most six of each. */
function lineDifference({ recorded, simulated }: Difference): string {
  const [a, b] = [recorded.split('\n'), simulated.split('\n')];
  const only = (lines: string[], others: string[]) =>
    lines.filter((line) => !others.includes(line)).slice(0, 6);
  return `${prefixed('-', only(a, b))}${prefixed('+', only(b, a))}`;
}

function prefixed(mark: string, lines: readonly string[]): string {
  return lines.map((line) => `    ${mark} ${line}\n`).join('');
}
