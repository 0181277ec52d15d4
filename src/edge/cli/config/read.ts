import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import {
  bindings,
  type Command,
  type KeyChanges,
  leaderKeys,
  type ScreenName,
} from '../../../app/trainer/index.ts';
import { type Config, configSchema } from './schema.ts';

type Path = readonly (string | number)[];

/** What is wrong with a configuration file, each as `file:line:column: what, and what to do`. */
export class ConfigError extends Error {}

/**
 * The configuration that a text says.
 *
 * @throws ConfigError with every problem of the file, one a line.
 */
export function parseConfig(file: string, text: string): Config {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0)
    throw new ConfigError(
      document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message}. Mend the YAML here.`).join('\n'),
    );
  /** Where a value stands, or its name where that is what is wrong. */
  const place = (path: Path, ofKey: boolean): string => {
    const map = ofKey
      ? path.length > 1
        ? document.getIn(path.slice(0, -1), true)
        : document.contents
      : undefined;
    const name = isMap(map)
      ? map.items.find(({ key }) => isScalar(key) && key.value === path[path.length - 1])?.key
      : undefined;
    const node = name ?? document.getIn(path, true) ?? document.contents;
    return at((node as { range?: readonly number[] } | null)?.range?.[0] ?? 0);
  };
  const parsed = configSchema.safeParse(document.toJS() ?? {});
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => {
      const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map(
          (name) =>
            `${place([...path, name], true)}: nothing is called '${name}' here. Remove it, or see docs/reference/config.schema.json.`,
        );
      const message =
        issue.code === 'invalid_union' ? (issue.errors[0]?.[0]?.message ?? issue.message) : issue.message;
      return [`${place(path, false)}: ${path.join('.')}: ${message}. Write another value here.`];
    });
    throw new ConfigError(problems.join('\n'));
  }
  const problems = keyProblems(parsed.data).map(
    ({ path, ofKey, message }) => `${place(path, ofKey)}: ${message}`,
  );
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return parsed.data;
}

interface KeyProblem {
  path: Path;
  ofKey: boolean;
  message: string;
}

/** Commands that are none, keys that two commands of a screen would share, and keys that the shell would lose. */
function keyProblems({ keys = {} }: Config): KeyProblem[] {
  const problems: KeyProblem[] = [];
  const known = new Set<string>(Object.values(leaderKeys));
  for (const command of Object.keys(keys['after-leader'] ?? {}))
    if (!known.has(command))
      problems.push({
        path: ['keys', 'after-leader', command],
        ofKey: true,
        message: `no second key has the command '${command}'. Use one of: ${[...known].join(', ')}.`,
      });
  for (const screen of screensOf(keys)) {
    const own = keys[screen] ?? {};
    const table = bindings.filter((b) => b.screens.includes(screen));
    for (const [command, names] of Object.entries(own)) {
      const path = ['keys', screen, command];
      if (!table.some((b) => b.command === command))
        problems.push({
          path,
          ofKey: true,
          message: `the screen has no command '${command}'. Use one of: ${[...new Set(table.map((b) => b.command))].join(', ')}.`,
        });
      for (const name of names) {
        if (screen === 'workspace' && name.length === 1)
          problems.push({
            path,
            ofKey: false,
            message: `'${name}' belongs to the shell. Use a function key, or a second key in after-leader.`,
          });
        const other =
          Object.entries(own).find(([c, k]) => c !== command && k.includes(name))?.[0] ??
          table.find((b) => b.command !== command && own[b.command] === undefined && b.keys.includes(name))
            ?.command;
        if (other !== undefined)
          problems.push({
            path,
            ofKey: false,
            message: `'${name}' is the key of '${other}' on this screen. Give one of them another key.`,
          });
      }
    }
  }
  return problems;
}

function screensOf(keys: NonNullable<Config['keys']>): ScreenName[] {
  const { leader: _, 'after-leader': __, ...screens } = keys;
  return Object.keys(screens) as ScreenName[];
}

/** The keys that a configuration changes. */
export function keyChanges({ keys }: Config): KeyChanges | undefined {
  if (!keys) return undefined;
  const { leader, 'after-leader': second, ...screens } = keys;
  return {
    leader,
    second: second as KeyChanges['second'],
    screens: screens as Partial<Record<ScreenName, Partial<Record<Command, readonly string[]>>>>,
  };
}
