import type { ThemeName } from '../trainer/index.ts';
import type { Tone } from './spans.ts';

/** Select Graphic Rendition (ECMA-48) of a tone: what begins it and what ends it. */
export type Codes = readonly (readonly [number, number])[];

const DIM = [2, 22] as const;
const BOLD = [1, 22] as const;
const UNDERLINE = [4, 24] as const;
const color = (code: number) => [code, 39] as const;

/**
 * The sixteen system colours, so that the palette is the terminal's own. On a light background yellow and dimmed text cannot be
 * read; with high contrast nothing is dimmed and everything that has a meaning is bold in a bright colour.
 */
export const THEMES: Readonly<Record<ThemeName, Readonly<Partial<Record<Tone, Codes>>>>> = {
  dark: {
    accent: [color(36)],
    good: [color(32)],
    bad: [color(31)],
    warn: [color(33)],
    quiet: [DIM],
    title: [BOLD],
  },
  light: {
    accent: [color(34)],
    good: [color(32)],
    bad: [color(31)],
    warn: [color(35)],
    quiet: [color(90)],
    title: [BOLD],
  },
  'high-contrast': {
    accent: [BOLD, color(96)],
    good: [BOLD, color(92)],
    bad: [BOLD, color(91)],
    warn: [BOLD, color(93)],
    title: [BOLD, UNDERLINE],
  },
  'no-colour': { quiet: [DIM], title: [BOLD] },
};
