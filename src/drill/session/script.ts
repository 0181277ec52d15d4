/** One line of a session script (product.md, "session script"). */
export type ScriptLine =
  | { kind: 'on'; place: string; line: number }
  | { kind: 'command'; text: string; wait: boolean; line: number }
  | { kind: 'signal'; signal: 'SIGINT' | 'SIGTSTP'; line: number }
  | { kind: 'end-of-input'; line: number }
  | { kind: 'wait'; microseconds: number; line: number }
  | { kind: 'hint'; line: number }
  | { kind: 'diagnose'; answer: ScriptDiagnosis; line: number }
  | { kind: 'submit'; line: number };

export type ScriptDiagnosis =
  | { verdict: 'fault'; place: string; mechanism: string; evidence: number[] }
  | { verdict: 'nothing' | 'unknown'; evidence: number[] };

/** A line that is none of a script's forms. */
export class ScriptError extends Error {
  readonly line: number;
  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}: ${message}`);
    this.line = line;
  }
}

/** Parses a session script; comments and empty lines are left out. A here-document's lines belong to its command. */
export function parseScript(file: string, source: string): ScriptLine[] {
  const lines: ScriptLine[] = [];
  const rows = source.split('\n');
  for (let i = 0; i < rows.length; i++) {
    const line = i + 1;
    const row = rows[i];
    if (row.trim() === '' || row.startsWith('#')) continue;
    const command = /^\$(&?) (.*)$/.exec(row);
    if (command) {
      let text = command[2];
      for (const [, word] of [...text.matchAll(/<<-?\s*(?:'|"|\\)?([A-Za-z_]\w*)/g)]) {
        while (i + 1 < rows.length) {
          i++;
          text += `\n${rows[i]}`;
          if (rows[i].trim() === word) break;
        }
      }
      lines.push({ kind: 'command', text, wait: command[1] === '', line });
      continue;
    }
    lines.push(parseWord(file, line, row.trim()));
  }
  return lines;
}

function parseWord(file: string, line: number, row: string): ScriptLine {
  if (row === '^C') return { kind: 'signal', signal: 'SIGINT', line };
  if (row === '^Z') return { kind: 'signal', signal: 'SIGTSTP', line };
  if (row === '^D') return { kind: 'end-of-input', line };
  if (row === 'hint') return { kind: 'hint', line };
  if (row === 'submit') return { kind: 'submit', line };
  const [word, ...rest] = row.split(/\s+/);
  if (word === 'on' && rest.length === 1) return { kind: 'on', place: rest[0], line };
  if (word === 'wait' && rest.length === 1) {
    const duration = parseDuration(rest[0]);
    if (duration === undefined)
      throw new ScriptError(file, line, `'${rest[0]}' is no duration: write 10s, 500ms or 2m`);
    return { kind: 'wait', microseconds: duration, line };
  }
  if (word === 'diagnose') return { kind: 'diagnose', answer: parseDiagnosis(file, line, rest), line };
  throw new ScriptError(
    file,
    line,
    `'${row}' is no line of a session script: use on NODE, $ COMMAND, $& COMMAND, ^C, ^D, ^Z, wait 10s, hint, diagnose ... or submit`,
  );
}

function parseDiagnosis(file: string, line: number, words: readonly string[]): ScriptDiagnosis {
  const at = words.indexOf('evidence');
  const evidence: number[] = [];
  if (at >= 0)
    for (const text of words
      .slice(at + 1)
      .join(' ')
      .split(/[,\s]+/)) {
      if (!/^\d+$/.test(text)) throw new ScriptError(file, line, `'${text}' is no command number`);
      evidence.push(Number(text));
    }
  const subject = at < 0 ? words : words.slice(0, at);
  if (subject[0] === 'nothing' || subject[0] === 'unknown') return { verdict: subject[0], evidence };
  if (subject.length !== 2)
    throw new ScriptError(
      file,
      line,
      'write diagnose PLACE MECHANISM evidence N,N or diagnose nothing|unknown evidence N',
    );
  return { verdict: 'fault', place: subject[0], mechanism: subject[1], evidence };
}

/** `500ms`, `10s`, `2m`, `1h` in microseconds. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  const unit = { ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 }[match[2]] ?? 0;
  return Math.round(Number(match[1]) * unit);
}
