/** Points the first, second and third hint cost; a test holds them to the scorecard's. */
const PRICES: readonly number[] = [2, 4, 6];

/** Points the next hint costs after `taken` hints. */
export function hintPrice(taken: number): number {
  return PRICES[taken] ?? 0;
}
