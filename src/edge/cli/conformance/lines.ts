/** Lines in the order of the alphabet, without empty ones. */
export function sorted(text: string): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .sort()
    .join('\n');
}

/** The same with each line once: where order and repetition depend on timing. */
export function asSet(text: string): string {
  return sorted([...new Set(text.split('\n'))].join('\n'));
}
