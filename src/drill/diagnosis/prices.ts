const HINT_COST = [2, 4, 6];

/** Points the next hint costs after `taken` hints. */
export function hintPrice(taken: number): number {
  return HINT_COST[taken] ?? 0;
}

/** Points that `taken` hints cost together. */
export function hintsPrice(taken: number): number {
  return HINT_COST.slice(0, taken).reduce((a, b) => a + b, 0);
}

/** Cited commands that count. */
export const MOST_CITED = 5;
