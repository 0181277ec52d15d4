/**
 * A table to look words of a person up in: without a prototype, so that `constructor` and the like are as unknown as any other word
 * that is not in it.
 */
export function wordTable<T>(entries: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, entries);
}
