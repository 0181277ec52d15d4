/** What became of a line that may refer to earlier ones. */
export type HistoryExpansion =
  | { readonly kind: 'same' }
  | { readonly kind: 'expanded'; readonly text: string }
  | { readonly kind: 'missing'; readonly event: string };

/**
 * History expansion as people type it: `!!`, `!n`, `!-n`, `!text`, `!?text?`, the words `!$`, `!^`, `!*` (also after an
 * event, as in `!!:$`), and `^old^new`. Nothing expands in single quotes, after a backslash, or before a blank, `=` or `(`.
 */
export function expandHistory(line: string, history: readonly string[]): HistoryExpansion {
  const quick = /^\^([^^]+)\^([^^]*)\^?$/.exec(line);
  if (quick !== null) {
    const last = history.at(-1);
    if (last === undefined || !last.includes(quick[1]!)) return { kind: 'missing', event: `:s${line}` };
    return { kind: 'expanded', text: last.replace(quick[1]!, () => quick[2]!) };
  }
  let out = '';
  let quoted = false;
  let inDouble = false;
  let changed = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === '\\' && !quoted) {
      out += line.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (char === "'" && !inDouble) quoted = !quoted;
    if (char === '"' && !quoted) inDouble = !inDouble;
    const next = line[at + 1];
    const plain =
      next === undefined ||
      /[\s=(]/.test(next) ||
      (inDouble && next === '"') ||
      line[at - 1] === '$' ||
      line[at - 1] === '[' ||
      line.slice(at - 2, at) === '${';
    if (char !== '!' || quoted || plain) {
      out += char;
      continue;
    }
    const found = /^!(?:(!)|(-?\d+)|\?([^?]+)\??|([$^*])|([^\s:;&|()<>"'$^*!]+))(?::?([$^*])|:(\d+))?/.exec(
      line.slice(at),
    );
    if (found === null) {
      out += char;
      continue;
    }
    const event = findEvent(found, history);
    if (event === undefined) return { kind: 'missing', event: found[0] };
    out += pickWords(event, found[4] ?? found[6], found[7]);
    at += found[0].length - 1;
    changed = true;
  }
  return changed ? { kind: 'expanded', text: out } : { kind: 'same' };
}

function findEvent(found: RegExpExecArray, history: readonly string[]): string | undefined {
  const [, last, number, inside, words, start] = found;
  if (last !== undefined || words !== undefined) return history.at(-1);
  if (number !== undefined) {
    const index = Number(number);
    return index < 0 ? history.at(index) : history[index - 1];
  }
  if (inside !== undefined) return history.findLast((line) => line.includes(inside));
  return history.findLast((line) => line.startsWith(start!));
}

function pickWords(event: string, designator: string | undefined, index: string | undefined): string {
  const words = event.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? [];
  if (index !== undefined) return words[Number(index)] ?? '';
  if (designator === '$') return words.at(-1) ?? '';
  if (designator === '^') return words[1] ?? '';
  return designator === '*' ? words.slice(1).join(' ') : event;
}
