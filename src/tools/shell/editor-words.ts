const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Index after the character (as a person sees it) at `at`. */
export function nextBoundary(text: string, at: number): number {
  for (const { segment } of graphemes.segment(text.slice(at))) return at + segment.length;
  return at;
}

/** Index of the character before `at`. */
export function previousBoundary(text: string, at: number): number {
  let last = 0;
  for (const { index } of graphemes.segment(text.slice(0, at))) last = index;
  return last;
}

const letter = /[\p{L}\p{N}]/u;

/** Start of the word at or before `at`; words are letters and digits, as `M-b` takes them. */
export function wordStart(text: string, at: number): number {
  let to = at;
  while (to > 0 && !letter.test(text[to - 1]!)) to -= 1;
  while (to > 0 && letter.test(text[to - 1]!)) to -= 1;
  return to;
}

/** End of the word at or after `at`. */
export function wordEnd(text: string, at: number): number {
  let to = at;
  while (to < text.length && !letter.test(text[to]!)) to += 1;
  while (to < text.length && letter.test(text[to]!)) to += 1;
  return to;
}

/** Start of the blank-separated word before `at`, as `C-w` takes it. */
export function blankWordStart(text: string, at: number): number {
  let to = at;
  while (to > 0 && /\s/.test(text[to - 1]!)) to -= 1;
  while (to > 0 && !/\s/.test(text[to - 1]!)) to -= 1;
  return to;
}
