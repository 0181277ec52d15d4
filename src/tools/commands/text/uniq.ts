import { isFailure } from '../../../model/state/index.ts';
import { print, printError } from '../spec.ts';
import { defineTool, eachBatch, has } from './tool.ts';

export const uniq = defineTool(
  {
    name: 'uniq',
    summary: 'leave out repeated lines',
    usage: ['uniq [OPTION]... [INPUT [OUTPUT]]'],
    flags: [
      { names: ['-c', '--count'], summary: 'show how often' },
      { names: ['-d', '--repeated'], summary: 'only repeated lines' },
      { names: ['-u', '--unique'], summary: 'only lines that are not repeated' },
      { names: ['-i', '--ignore-case'], summary: 'ignore case' },
      { names: ['-f', '--skip-fields'], argument: 'N', summary: 'fields to skip' },
      { names: ['-s', '--skip-chars'], argument: 'N', summary: 'characters to skip' },
      { names: ['-w', '--check-chars'], argument: 'N', summary: 'characters to compare' },
      { names: ['-D'], summary: 'all repeated lines', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const given = parsed.flags.get('-f') ?? '0';
    if (!/^\d+$/.test(given)) {
      yield* printError(sys, `uniq: ${given}: invalid number of fields to skip\n`);
      return 1;
    }
    const fields = Math.min(Number(given), 65535);
    const skip = Number(parsed.flags.get('-s') ?? 0);
    const most = parsed.flags.get('-w');
    const keyOf = (line: string): string => {
      let key = fields > 0 ? line.replace(new RegExp(`^(?:[ \\t]*[^ \\t]+){0,${fields}}`), '') : line;
      key = key.slice(skip, most === undefined ? undefined : skip + Number(most));
      return has(parsed, '-i') ? key.toLowerCase() : key;
    };
    let current: { line: string; key: string; count: number } | null = null;
    let collected = '';
    const finish = (): string => {
      if (current === null) return '';
      if ((has(parsed, '-d') && current.count < 2) || (has(parsed, '-u') && current.count > 1)) return '';
      return `${has(parsed, '-c') ? `${String(current.count).padStart(7)} ` : ''}${current.line}\n`;
    };
    const [input, output] = parsed.operands;
    const status = yield* eachBatch(sys, 'uniq', input === undefined ? [] : [input], function* ({ lines }) {
      let out = '';
      for (const line of lines) {
        const key = keyOf(line);
        if (current !== null && current.key === key) current.count += 1;
        else {
          out += finish();
          current = { line, key, count: 1 };
        }
      }
      if (output === undefined) return yield* print(sys, out);
      collected += out;
      return true;
    });
    collected += finish();
    if (output === undefined) yield* print(sys, collected);
    else if (isFailure(yield* sys.writeFile(output, collected))) return 1;
    return status;
  },
);
