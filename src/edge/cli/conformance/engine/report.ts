import { learnIdentities } from './identities.ts';
import { normaliseEngineRow } from './normalise.ts';
import { type EngineForm, type EngineRecording, type EngineRow, rowsOf } from './recording.ts';

/** A row on which model and engine disagree. */
interface EngineDifference {
  phase: string;
  where: string;
  cmd: string;
  recorded: EngineForm;
  simulated: EngineForm;
}

/** Figures of one lab. `telltale` rows are those in which its recording differs from the healthy one. */
export interface EngineReport {
  lab: string;
  compared: number;
  equal: number;
  sameExit: number;
  unstable: number;
  telltale: number;
  telltaleEqual: number;
  differences: EngineDifference[];
}

/** Compares what the model answered with a recording, row by row; `healthy` is the recording of the lab without a fault. */
export function compareEngines(
  recording: EngineRecording,
  simulated: readonly EngineRow[],
  healthy: EngineRecording | undefined,
): EngineReport {
  const rows = rowsOf(recording.steps);
  if (rows.length !== simulated.length)
    throw new Error(`${recording.lab}: ${rows.length} rows, ${simulated.length} answers`);
  const names = learnIdentities(rows);
  const own = learnIdentities(simulated);
  const usual =
    healthy && healthy.lab !== recording.lab ? formsByCommand(healthy) : new Map<string, string>();
  const report: EngineReport = {
    lab: recording.lab,
    compared: 0,
    equal: 0,
    sameExit: 0,
    unstable: 0,
    telltale: 0,
    telltaleEqual: 0,
    differences: [],
  };
  const seen = new Map<string, number>();
  rows.forEach((row, at) => {
    const key = keyOf(row, seen);
    if (recording.isUnstable(row)) {
      report.unstable++;
      return;
    }
    const recorded = normaliseEngineRow(row, names);
    const answered = normaliseEngineRow(simulated[at], own);
    const equal = same(recorded, answered);
    const normal = usual.get(key);
    report.compared++;
    if (recorded.exit === answered.exit) report.sameExit++;
    if (equal) report.equal++;
    else
      report.differences.push({
        phase: row.phase,
        where: row.where,
        cmd: row.cmd,
        recorded,
        simulated: answered,
      });
    if (normal === undefined || normal === JSON.stringify(recorded)) return;
    report.telltale++;
    if (equal) report.telltaleEqual++;
  });
  return report;
}

function same(a: EngineForm, b: EngineForm): boolean {
  return a.exit === b.exit && a.stdout === b.stdout && a.stderr === b.stderr;
}

/** A command in its phase, and the how manieth time it ran there. */
function keyOf({ phase, where, cmd }: EngineRow, seen: Map<string, number>): string {
  const key = `${phase}\t${where}\t${cmd}`;
  const count = (seen.get(key) ?? 0) + 1;
  seen.set(key, count);
  return `${key}\t${count}`;
}

function formsByCommand(recording: EngineRecording): Map<string, string> {
  const rows = rowsOf(recording.steps);
  const names = learnIdentities(rows);
  const seen = new Map<string, number>();
  return new Map(rows.map((row) => [keyOf(row, seen), JSON.stringify(normaliseEngineRow(row, names))]));
}

/** One line a lab; `verbose` adds every differing row with the lines only one side has. */
export function formatEngineReport(report: EngineReport, verbose: boolean): string {
  const { lab, compared, equal, sameExit, unstable, telltale, telltaleEqual } = report;
  const tell =
    telltale > 0 ? `; tell-tale ${telltaleEqual} of ${telltale} (${percent(telltaleEqual, telltale)})` : '';
  let text = `${lab.padEnd(32)} ${equal} of ${compared} rows equal (${percent(equal, compared)}), exit ${percent(sameExit, compared)}${tell}; ${unstable} skipped as unstable\n`;
  for (const { phase, where, cmd, recorded, simulated } of verbose ? report.differences : []) {
    text += `  ${phase} ${where}$ ${cmd}\n`;
    if (recorded.exit !== simulated.exit)
      text += `    - exit ${recorded.exit}\n    + exit ${simulated.exit}\n`;
    text += onlyLines(recorded.stdout, simulated.stdout) + onlyLines(recorded.stderr, simulated.stderr);
  }
  return text;
}

/** The sum over all labs, in one line. */
export function formatEngineTotal(reports: readonly EngineReport[]): string {
  const sum = (figure: (report: EngineReport) => number) =>
    reports.reduce((total, report) => total + figure(report), 0);
  const [compared, telltale] = [sum((r) => r.compared), sum((r) => r.telltale)];
  return [
    `${reports.length} labs: ${sum((r) => r.equal)} of ${compared} rows equal (${percent(
      sum((r) => r.equal),
      compared,
    )})`,
    `exit statuses ${percent(
      sum((r) => r.sameExit),
      compared,
    )}`,
    `tell-tale rows ${percent(
      sum((r) => r.telltaleEqual),
      telltale,
    )} of ${telltale}`,
    `${sum((r) => r.unstable)} skipped as unstable\n`,
  ].join('; ');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

function onlyLines(recorded: string, simulated: string): string {
  const [a, b] = [recorded.split('\n'), simulated.split('\n')];
  const only = (mark: string, lines: string[], others: string[]) =>
    lines
      .filter((line) => !others.includes(line))
      .slice(0, 8)
      .map((line) => `    ${mark} ${line}\n`)
      .join('');
  return only('-', a, b) + only('+', b, a);
}
