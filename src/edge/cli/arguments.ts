import { UsageError } from './usage-error.ts';

/** An option of a verb. */
interface OptionSpec {
  name: string;
  /** Placeholder of its value; absent for a switch. */
  value?: string;
  summary: string;
}

export interface VerbSpec {
  name: string;
  /** Operands as usage shows them. */
  operands: string;
  summary: string;
  options: readonly OptionSpec[];
  /** Opens the app on the terminal, where options of headless verbs mean nothing and are refused. */
  fullScreen?: boolean;
}

/** Options every headless verb takes; one that has no use for one of them ignores it. */
export const commonOptions: readonly OptionSpec[] = [
  { name: 'json', summary: 'print JSON' },
  { name: 'seed', value: 'N', summary: 'draw identities from this seed' },
  { name: 'healthy', summary: 'the twin without faults' },
  { name: 'scenarios', value: 'DIR', summary: 'add a pack of scenarios' },
  { name: 'lang', value: 'en|zh', summary: 'language of texts' },
];

/** Options of the app on the terminal. */
const ON_THE_TERMINAL = ['seed', 'scenarios', 'lang'];

/** Everything a verb takes: its own options, and the common ones. */
export function optionsOf(spec: VerbSpec): readonly OptionSpec[] {
  const common = commonOptions.filter(({ name }) => !spec.fullScreen || ON_THE_TERMINAL.includes(name));
  return [...spec.options, ...common];
}

export interface Invocation {
  operands: string[];
  options: Map<string, string>;
  /** Words after `--`. */
  rest: string[];
}

/** Parses the words after a verb. Throws `UsageError` for an unknown option or a missing value. */
export function parseWords(spec: VerbSpec, words: readonly string[]): Invocation {
  const options = new Map<string, string>();
  const operands: string[] = [];
  const known = optionsOf(spec);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') return { operands, options, rest: words.slice(i + 1) };
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (!word.startsWith('--'))
      throw new UsageError(
        `netdrill ${spec.name}: unknown option '${word}'; 'netdrill ${spec.name} --help' lists what there is`,
      );
    const equals = word.indexOf('=');
    const name = word.slice(2, equals < 0 ? undefined : equals);
    const option = known.find((o) => o.name === name);
    if (!option)
      throw new UsageError(
        `netdrill ${spec.name}: unknown option '--${name}'; 'netdrill ${spec.name} --help' lists what there is`,
      );
    if (option.value === undefined) {
      if (equals >= 0) throw new UsageError(`netdrill ${spec.name}: option '--${name}' takes no value`);
      options.set(name, '');
    } else if (equals >= 0) options.set(name, word.slice(equals + 1));
    else if (i + 1 < words.length) options.set(name, words[++i]);
    else
      throw new UsageError(
        `netdrill ${spec.name}: option '--${name}' needs a value: --${name} ${option.value}`,
      );
  }
  return { operands, options, rest: [] };
}

/** `netdrill VERB --help`. */
export function verbHelp(spec: VerbSpec): string {
  const rows = optionsOf(spec).map(
    (o) => `  --${o.name}${o.value ? ` ${o.value}` : ''}`.padEnd(24) + o.summary,
  );
  return `Usage: netdrill ${spec.name} ${spec.operands}\n\n${spec.summary}\n\n${rows.join('\n')}\n`;
}

/** The language of a verb's texts: English unless somebody says otherwise, whatever the locale is; the app takes the locale's. */
export function language(invocation: Invocation, otherwise: 'en' | 'zh' = 'en'): 'en' | 'zh' {
  const lang = invocation.options.get('lang') ?? otherwise;
  if (lang !== 'en' && lang !== 'zh') throw new UsageError(`netdrill: --lang wants en or zh, not '${lang}'`);
  return lang;
}

/** A whole number an option gives. */
export function wholeNumber(invocation: Invocation, name: string): number | undefined {
  const text = invocation.options.get(name);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`netdrill: --${name} wants a whole number, not '${text}'`);
  return Number(text);
}
