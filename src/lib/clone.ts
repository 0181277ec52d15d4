/**
 * Deep copy of plain data: objects, arrays, maps, sets and primitives. Shared references inside one copy stay shared.
 * Functions and class instances are refused, because state that can be forked must be data.
 */
export function clonePlain<T>(value: T): T {
  return copy(value, new Map()) as T;
}

function copy(value: unknown, seen: Map<object, object>): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function')
      throw new TypeError(`state holds a function: ${value.name || 'anonymous'}`);
    return value;
  }
  if (Object.isFrozen(value)) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    const length = value.length;
    const out: unknown[] = new Array(length);
    seen.set(value, out);
    for (let i = 0; i < length; i++) {
      const item = value[i];
      out[i] = typeof item === 'object' && item !== null ? copy(item, seen) : item;
    }
    return out;
  }
  if (value instanceof Map) {
    const out = new Map();
    seen.set(value, out);
    for (const [k, v] of value) out.set(k, typeof v === 'object' && v !== null ? copy(v, seen) : v);
    return out;
  }
  if (value instanceof Set) {
    const out = new Set();
    seen.set(value, out);
    for (const v of value) out.add(typeof v === 'object' && v !== null ? copy(v, seen) : v);
    return out;
  }
  const out: Record<string, unknown> = {};
  seen.set(value, out);
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key];
    out[key] = typeof item === 'object' || typeof item === 'function' ? copy(item, seen) : item;
  }
  return out;
}
