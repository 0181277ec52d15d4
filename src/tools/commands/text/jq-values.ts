/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export class JqProblem extends Error {}

const order = (value: Json): number =>
  value === null
    ? 0
    : value === false
      ? 1
      : value === true
        ? 2
        : typeof value === 'number'
          ? 3
          : typeof value === 'string'
            ? 4
            : Array.isArray(value)
              ? 5
              : 6;

/** jq's order of values: null, false, true, numbers, strings, arrays, objects. */
export function compareJson(a: Json, b: Json): number {
  if (order(a) !== order(b)) return order(a) - order(b);
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'string') return a < (b as string) ? -1 : a > (b as string) ? 1 : 0;
  if (Array.isArray(a)) {
    const other = b as readonly Json[];
    for (let at = 0; at < Math.min(a.length, other.length); at++) {
      const result = compareJson(a[at]!, other[at]!);
      if (result !== 0) return result;
    }
    return a.length - other.length;
  }
  if (a === null || typeof a !== 'object') return 0;
  return compareJson(JSON.stringify(a), JSON.stringify(b));
}

export function typeName(value: Json): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

export const isTrue = (value: Json): boolean => value !== null && value !== false;

export function field(value: Json, key: Json): Json {
  if (value === null) return null;
  if (Array.isArray(value) && typeof key === 'number') return value.at(Math.floor(key)) ?? null;
  if (typeof value === 'object' && !Array.isArray(value) && typeof key === 'string')
    return Object.hasOwn(value, key) ? (value as { [key: string]: Json })[key]! : null;
  throw new JqProblem(
    `Cannot index ${typeName(value)} with ${typeof key === 'string' ? `"${key}"` : typeName(key)}`,
  );
}

export function each(value: Json): Json[] {
  if (Array.isArray(value)) return [...value];
  if (value !== null && typeof value === 'object') return Object.values(value);
  throw new JqProblem(
    `Cannot iterate over ${typeName(value)}${value === null ? '' : ` (${JSON.stringify(value)})`}`,
  );
}

export const list = (value: Json): readonly Json[] => each(value);
export const text = (value: Json): string => {
  if (typeof value !== 'string')
    throw new JqProblem(
      `${typeName(value)} (${JSON.stringify(value)}) cannot be matched, as it is not a string`,
    );
  return value;
};

/** Functions without arguments. */
export const simple: Readonly<Record<string, (value: Json) => Json[]>> = {
  length: (value) => [
    value === null
      ? 0
      : typeof value === 'string'
        ? [...value].length
        : typeof value === 'number'
          ? Math.abs(value)
          : list(value).length,
  ],
  keys: (value) => [Array.isArray(value) ? [...value.keys()] : Object.keys(value as object).sort()],
  keys_unsorted: (value) => [Object.keys(value as object)],
  not: (value) => [!isTrue(value)],
  empty: () => [],
  type: (value) => [typeName(value)],
  tostring: (value) => [typeof value === 'string' ? value : JSON.stringify(value)],
  tonumber: (value) => [Number(value)],
  tojson: (value) => [JSON.stringify(value)],
  fromjson: (value) => [JSON.parse(text(value)) as Json],
  add: (value) => [list(value).reduce<Json>((sum, item) => add(sum, item), null)],
  sort: (value) => [list(value).toSorted(compareJson)],
  unique: (value) => [
    list(value)
      .toSorted(compareJson)
      .filter((item, at, all) => at === 0 || compareJson(all[at - 1]!, item) !== 0),
  ],
  reverse: (value) => [[...list(value)].reverse()],
  first: (value) => [field(value, 0)],
  last: (value) => [field(value, -1)],
  min: (value) => [list(value).toSorted(compareJson)[0] ?? null],
  max: (value) => [list(value).toSorted(compareJson).at(-1) ?? null],
  any: (value) => [list(value).some(isTrue)],
  all: (value) => [list(value).every(isTrue)],
  flatten: (value) => [[...list(value)].flat(20) as Json],
  floor: (value) => [Math.floor(value as number)],
  ascii_downcase: (value) => [text(value).toLowerCase()],
  ascii_upcase: (value) => [text(value).toUpperCase()],
  to_entries: (value) => [
    Object.entries(value as object).map(([key, item]) => ({ key, value: item as Json })),
  ],
  from_entries: (value) => [
    Object.fromEntries(
      list(value).map((item) => [String(field(item, 'key') ?? field(item, 'name')), field(item, 'value')]),
    ),
  ],
};

function add(a: Json, b: Json): Json {
  if (a === null) return b;
  if (b === null) return a;
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b];
  if (typeName(a) === 'object' && typeName(b) === 'object') return { ...(a as object), ...(b as object) };
  throw new JqProblem(
    `${typeName(a)} (${JSON.stringify(a)}) and ${typeName(b)} (${JSON.stringify(b)}) cannot be added`,
  );
}

export function calculate(operator: string, a: Json, b: Json): Json {
  switch (operator) {
    case '+':
      return add(a, b);
    case '==':
      return compareJson(a, b) === 0;
    case '!=':
      return compareJson(a, b) !== 0;
    case '<':
      return compareJson(a, b) < 0;
    case '<=':
      return compareJson(a, b) <= 0;
    case '>':
      return compareJson(a, b) > 0;
    case '>=':
      return compareJson(a, b) >= 0;
    default:
      break;
  }
  if (operator === '-' && Array.isArray(a) && Array.isArray(b))
    return a.filter((item) => !b.some((other) => compareJson(item, other) === 0));
  if (operator === '/' && typeof a === 'string' && typeof b === 'string') return a.split(b);
  if (typeof a !== 'number' || typeof b !== 'number')
    throw new JqProblem(
      `${typeName(a)} (${JSON.stringify(a)}) and ${typeName(b)} (${JSON.stringify(b)}) cannot be calculated`,
    );
  return operator === '-' ? a - b : operator === '*' ? a * b : operator === '/' ? a / b : a % b;
}
