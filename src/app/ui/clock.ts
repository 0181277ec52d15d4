/** Virtual microseconds as hours, minutes and seconds. */
export function clockText(microseconds: number): string {
  const s = Math.floor(microseconds / 1_000_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
