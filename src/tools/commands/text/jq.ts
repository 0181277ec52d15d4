import type { CommandSpec } from '../spec.ts';
import { notModelled, print, printError } from '../spec.ts';
import { compileFilter, type Filter, JqUnmodelled } from './jq-filter.ts';
import { JqProblem, type Json } from './jq-values.ts';
import { defineTool, has, readWhole } from './tool.ts';

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item as Json)]),
  );
}

/** Picks, filters and shows JSON. */
export const jq: CommandSpec = defineTool(
  {
    name: 'jq',
    profiles: ['debian12', 'centos7'],
    summary: 'filter JSON',
    usage: ['jq [OPTION]... FILTER [FILE]...'],
    flags: [
      { names: ['-r', '--raw-output'], summary: 'strings without quotes' },
      { names: ['-c', '--compact-output'], summary: 'one line each' },
      { names: ['-e', '--exit-status'], summary: 'status 1 for null and false' },
      { names: ['-n', '--null-input'], summary: 'read nothing' },
      { names: ['-s', '--slurp'], summary: 'all input as one array' },
      { names: ['-S', '--sort-keys'], summary: 'sort keys' },
      { names: ['-j', '--join-output'], summary: 'like -r, without line ends' },
      { names: ['-M', '--monochrome-output'], summary: 'accepted' },
      { names: ['-C', '--color-output'], summary: 'colours', unmodelled: true },
      { names: ['--arg'], summary: 'a variable', unmodelled: true },
    ],
  },
  function* (sys, parsed) {
    const [source = '.', ...paths] = parsed.operands;
    let filter: Filter;
    try {
      filter = compileFilter(source);
    } catch (error) {
      if (error instanceof JqUnmodelled) return yield* notModelled(sys, 'jq', error.message);
      if (!(error instanceof JqProblem)) throw error;
      const hint = error.message.startsWith('syntax error') ? ' (Unix shell quoting issues?)' : '';
      yield* printError(
        sys,
        `jq: error: ${error.message}${hint} at <top-level>, line 1:\n${source}\njq: 1 compile error\n`,
      );
      return 3;
    }
    let inputs: Json[] = [null];
    if (!has(parsed, '-n')) {
      inputs = [];
      for (const path of paths.length > 0 ? paths : ['-']) {
        const text = yield* readWhole(sys, 'jq', path);
        if (text === null) return 2;
        try {
          if (text.trim() !== '') inputs.push(...readValues(text));
        } catch {
          yield* printError(sys, 'jq: error (at <stdin>:1): Cannot parse as JSON\n');
          return 2;
        }
      }
      if (has(parsed, '-s')) inputs = [inputs];
    }
    let last: Json = null;
    for (const input of inputs) {
      try {
        for (const result of filter(input)) {
          last = result;
          const shown = has(parsed, '-S') ? sorted(result) : result;
          const raw = (has(parsed, '-r') || has(parsed, '-j')) && typeof shown === 'string';
          yield* print(
            sys,
            (raw ? (shown as string) : JSON.stringify(shown, null, has(parsed, '-c') ? 0 : 2)) +
              (has(parsed, '-j') ? '' : '\n'),
          );
        }
      } catch (error) {
        if (!(error instanceof JqProblem)) throw error;
        yield* printError(sys, `jq: error (at <stdin>:0): ${error.message}\n`);
        return 5;
      }
    }
    return has(parsed, '-e') && (last === null || last === false) ? 1 : 0;
  },
  { usageStatus: 2 },
);

/** One document, or one a line. */
function readValues(text: string): Json[] {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as Json);
  }
}
