import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { type Scenario, type ScenarioFile, scenarioFileSchema, scenarioSchema } from './schema.ts';

/** One thing that is wrong with a scenario file, and where. */
export interface ScenarioProblem {
  file: string;
  line: number;
  column: number;
  message: string;
}

export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];
  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

export function formatProblem(problem: ScenarioProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** A scenario that has no base, from its YAML. Throws `ScenarioError` with file, line and column. */
export function parseScenario(file: string, source: string): Scenario {
  return parse(file, source, () => scenarioSchema);
}

/** The same of a file that may leave out what its base says, or that is what others have as a base. */
export function parseScenarioFile(file: string, source: string): ScenarioFile {
  return parse(file, source, (document) =>
    document.has('base') || document.get('kind') === 'family' ? scenarioFileSchema : scenarioSchema,
  );
}

/** A YAML file of any shape. Throws `ScenarioError` with file, line and column. */
export function parseYaml<S extends z.ZodType>(file: string, source: string, schema: S): z.infer<S> {
  return parse(file, source, () => schema);
}

function parse<S extends z.ZodType>(
  file: string,
  source: string,
  choose: (document: ReturnType<typeof parseDocument>) => S,
): z.infer<S> {
  const counter = new LineCounter();
  const document = parseDocument(source, { lineCounter: counter, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0)
    throw new ScenarioError(
      document.errors.map((error) => ({
        ...at(error.pos[0]),
        message: `${error.message}. Mend the YAML here.`,
      })),
    );
  const parsed = choose(document).safeParse(document.toJS());
  if (parsed.success) return parsed.data;
  throw new ScenarioError(
    parsed.error.issues.flatMap((issue) => {
      const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          ...at(offsetOfKey(document, path, key)),
          message: `${[...path, key].join('.')}: no such field here. Take it out, or correct its name.`,
        }));
      const absent = document.getIn(path) === undefined;
      return [
        {
          ...at(offsetOf(document, path)),
          message: `${path.join('.') || 'the file'}: ${absent ? 'is missing. Add it.' : issue.message}`,
        },
      ];
    }),
  );
}

/** Where the node at a path begins; of an absent one, its nearest parent. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range =
      typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[] | null) : null;
    if (range) return range[0];
  }
  return 0;
}

/** Where a field's name stands. */
function offsetOfKey(
  document: ReturnType<typeof parseDocument>,
  path: readonly (string | number)[],
  key: string,
): number {
  const map = path.length === 0 ? document.contents : document.getIn(path, true);
  const pair = isMap(map)
    ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, path);
}
