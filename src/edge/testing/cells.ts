/** A palette number from 0 to 255, `#rrggbb`, or the terminal's own colour. */
export type Color = number | `#${string}` | 'default';

/** One cell of the screen. */
export interface Cell {
  /** What the cell shows; empty for the right half of a wide character. */
  readonly text: string;
  /** Columns: 1, 2 for a wide character, 0 for its right half. */
  readonly width: number;
  readonly foreground: Color;
  readonly background: Color;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strikethrough: boolean;
}
