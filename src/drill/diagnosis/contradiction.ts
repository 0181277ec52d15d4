import type { ScriptDiagnosis } from '../session/index.ts';
import type { Lab } from '../scenario/index.ts';
import { instanceAt } from './judge.ts';
import type { EvidenceLedger } from './ledger.ts';

/** Why a wrong diagnosis cannot be: its own world would have shown something else. */
export interface Contradiction {
  command: number;
  line: string;
  /** What the blamed cause predicts, from its own world. */
  predicted: string;
  seen: string;
}

interface Difference {
  predicted: string;
  seen: string;
  /** How much it says: see `weigh`. */
  weight: number;
}

/**
 * The command whose output in the blamed cause's own world differs from what the learner saw; of several the first of those that say
 * most. Undefined where the log holds nothing against that cause.
 */
export function contradict(
  base: Lab,
  ledger: EvidenceLedger,
  diagnosis: ScriptDiagnosis | undefined,
): Contradiction | undefined {
  const id = diagnosis && blamedId(base, ledger, diagnosis);
  if (id === undefined) return undefined;
  let best: (Contradiction & { weight: number }) | undefined;
  for (const row of ledger.table()) {
    if (!row.excludes.includes(id)) continue;
    const shown = ledger.shown(row.number, id);
    const record = ledger.record(row.number);
    if (!shown || !record) continue;
    const found = tellingDifference(`${shown.stdout}${shown.stderr}`, `${record.stdout}${record.stderr}`);
    if (!best || found.weight > best.weight) best = { command: row.number, line: record.line, ...found };
  }
  return best && { command: best.command, line: best.line, predicted: best.predicted, seen: best.seen };
}

/** The hypothesis a diagnosis stands for; a cause that cannot sit at the named place is taken where it can. */
function blamedId(base: Lab, ledger: EvidenceLedger, diagnosis: ScriptDiagnosis): string | undefined {
  if (diagnosis.verdict !== 'fault') return diagnosis.verdict === 'nothing' ? 'nothing' : undefined;
  const instance = instanceAt(base, diagnosis.mechanism, diagnosis.place);
  if (instance) return `${instance.fault.id} ${instance.site[0]}`;
  return ledger.hypotheses().find((h) => h.instance?.fault.id === diagnosis.mechanism)?.id;
}

/** The pair of lines that says most, of two outputs that differ. */
function tellingDifference(predicted: string, seen: string): Difference {
  // A row that the other output has too, higher or lower, is no difference.
  const a = linesOutside(predicted, seen);
  const b = linesOutside(seen, predicted);
  let best: Difference | undefined;
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const pair = { predicted: a[at] ?? '', seen: b[at] ?? '' };
    const weight = weigh(pair.predicted, pair.seen);
    if (!best || weight > best.weight) best = { ...pair, weight };
  }
  return best ?? { predicted: '', seen: '', weight: 0 };
}

/** Lines of a text that another one does not have. */
function linesOutside(text: string, other: string): string[] {
  const known = new Set(other.split('\n'));
  return text.split('\n').filter((line) => !known.has(line));
}

/** Words that differ say more than a line that is absent on one side, and that more than numbers: times of day differ for little. */
function weigh(predicted: string, seen: string): number {
  const words = (line: string) => line.replace(/\d+/g, '0').trim();
  if (words(predicted) === words(seen)) return 1;
  return predicted.trim() === '' || seen.trim() === '' ? 2 : 3;
}
