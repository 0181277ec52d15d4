/** Pads on the right with blanks to at least `width` characters. */
export function padEnd(text: string | number, width: number): string {
  return String(text).padEnd(width);
}

/** Pads on the left with blanks to at least `width` characters. */
export function padStart(text: string | number, width: number): string {
  return String(text).padStart(width);
}

/** Lines joined with a line feed each, so that an empty list is the empty string. */
export function lines(rows: readonly string[]): string {
  return rows.length === 0 ? '' : `${rows.join('\n')}\n`;
}

/** Hexadecimal digits of a non-negative integer, at least `digits` of them. */
export function hex(value: number, digits = 1): string {
  return value.toString(16).padStart(digits, '0');
}
