import { goJson } from '../../../lib/index.ts';

/** A template that cannot be used; `message` as docker prints it after `Template parsing error: `. */
export class TemplateError extends Error {}

type Part =
  | { kind: 'text'; text: string }
  | { kind: 'value'; pipeline: string[] }
  | { kind: 'range' | 'if'; pipeline: string[]; body: Part[]; otherwise: Part[] };

/** The part of Go's text/template that people type after `--format`: fields, json, index, range, if, printf-less. */
export function renderTemplate(template: string, data: unknown): string {
  const tokens = tokenize(template);
  const { parts, at } = parse(tokens, 0);
  if (at < tokens.length) throw new TemplateError('template: :1: unexpected {{end}}');
  return parts.map((part) => render(part, data, data)).join('');
}

function tokenize(template: string): ({ text: string } | { action: string })[] {
  const tokens: ({ text: string } | { action: string })[] = [];
  let rest = template;
  while (rest !== '') {
    const open = rest.indexOf('{{');
    if (open < 0) {
      tokens.push({ text: rest });
      break;
    }
    if (open > 0) tokens.push({ text: rest.slice(0, open) });
    const close = rest.indexOf('}}', open);
    if (close < 0) throw new TemplateError('template: :1: unclosed action');
    tokens.push({
      action: rest
        .slice(open + 2, close)
        .replace(/^-\s|\s-$/g, '')
        .trim(),
    });
    rest = rest.slice(close + 2);
  }
  return tokens;
}

function parse(
  tokens: readonly ({ text: string } | { action: string })[],
  start: number,
): { parts: Part[]; at: number; stopped?: 'end' | 'else' } {
  const parts: Part[] = [];
  let at = start;
  while (at < tokens.length) {
    const token = tokens[at];
    if ('text' in token) {
      parts.push({ kind: 'text', text: token.text });
      at++;
      continue;
    }
    const words = splitWords(token.action);
    if (words[0] === 'end' || words[0] === 'else') return { parts, at, stopped: words[0] };
    if (words[0] === 'range' || words[0] === 'if') {
      const body = parse(tokens, at + 1);
      let otherwise: Part[] = [];
      let next = body.at;
      if (body.stopped === 'else') {
        const second = parse(tokens, next + 1);
        otherwise = second.parts;
        next = second.at;
      }
      if (next >= tokens.length) throw new TemplateError(`template: :1: unexpected EOF`);
      parts.push({ kind: words[0], pipeline: words.slice(1), body: body.parts, otherwise });
      at = next + 1;
      continue;
    }
    parts.push({ kind: 'value', pipeline: words });
    at++;
  }
  return { parts, at };
}

function splitWords(action: string): string[] {
  return action.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}

function render(part: Part, dot: unknown, root: unknown): string {
  switch (part.kind) {
    case 'text':
      return part.text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
    case 'value':
      return show(evaluate(part.pipeline, dot, root));
    case 'if': {
      const value = evaluate(part.pipeline, dot, root);
      return (truthy(value) ? part.body : part.otherwise).map((p) => render(p, dot, root)).join('');
    }
    case 'range': {
      const value = evaluate(
        part.pipeline.filter((w) => !/^\$|^:=$|^,$/.test(w)),
        dot,
        root,
      );
      const items = Array.isArray(value)
        ? value
        : typeof value === 'object' && value !== null
          ? Object.values(value)
          : [];
      if (items.length === 0) return part.otherwise.map((p) => render(p, dot, root)).join('');
      return items.map((item) => part.body.map((p) => render(p, item, root)).join('')).join('');
    }
  }
}

function truthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function evaluate(words: readonly string[], dot: unknown, root: unknown): unknown {
  const [first, ...rest] = words;
  switch (first) {
    case undefined:
      throw new TemplateError('template: :1: missing value for command');
    case 'json':
      return goJson(evaluate(rest, dot, root));
    case 'len': {
      const value = evaluate(rest, dot, root);
      return Array.isArray(value) || typeof value === 'string'
        ? value.length
        : Object.keys(value ?? {}).length;
    }
    case 'index':
      return rest
        .slice(1)
        .reduce(
          (value, key) => member(value, key.replace(/^"(.*)"$/, '$1')),
          operand(rest[0] ?? '', dot, root),
        );
    case 'println':
      return `${show(evaluate(rest, dot, root))}\n`;
    default: {
      const value = operand(first, dot, root);
      return typeof value === 'function' ? value(...rest.map((word) => operand(word, dot, root))) : value;
    }
  }
}

/** A row of a list as its formatter hands it to `json`: the keys in the order of the alphabet, since it is a map there. */
export function listRow(row: object): object {
  return Object.fromEntries(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function operand(word: string, dot: unknown, root: unknown): unknown {
  if (word.startsWith('"')) return word.slice(1, -1);
  const base = word.startsWith('$') ? root : dot;
  const path = word.replace(/^\$/, '');
  if (!path.startsWith('.')) throw new TemplateError(`template: :1: function "${word}" not defined`);
  let value: unknown = base;
  // Where in the action the field that fails stands: `{{` and what is before its dot.
  let at = 2 + (word.startsWith('$') ? 1 : 0);
  for (const key of path.split('.').slice(1)) {
    if (key !== '') value = member(value, key, { path, at });
    at += key.length + 1;
  }
  return value;
}

/** Fields that Go's structs have although their JSON leaves them out when they are empty. */
const EMPTY_FIELDS = ['Gateway', 'IPRange', 'Subnet'];

function member(value: unknown, key: string, where = { path: `.${key}`, at: 2 }): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  if (typeof value !== 'object' || value === null)
    throw new TemplateError(`template: :1: can't evaluate field ${key}`);
  const object = value as Record<string, unknown>;
  if (!(key in object)) {
    if (EMPTY_FIELDS.includes(key) && 'Subnet' in object) return '';
    throw new TemplateError(
      `template: :1:${where.at}: executing "" at <${where.path}>: map has no entry for key "${key}"`,
    );
  }
  return object[key];
}

function show(value: unknown): string {
  if (value === null || value === undefined) return '<no value>';
  if (Array.isArray(value)) return `[${value.map(show).join(' ')}]`;
  if (typeof value === 'object')
    return `map[${Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => `${k}:${show(v)}`)
      .join(' ')}]`;
  return String(value);
}
