/** A text in the languages that people can choose. */
export interface LocalText {
  en: string;
  /** Simplified Chinese. */
  zh: string;
}

/** What reads the same in each language: commands, names, addresses, the kernel's own words. */
export function sameText(text: string): LocalText {
  return { en: text, zh: text };
}

/** What stands between a word and what it introduces. */
export function colon(lang: keyof LocalText): string {
  return lang === 'en' ? ': ' : '：';
}

/** A number with its word, in the singular where the language has one. */
export function counted(
  n: number,
  word: { en: readonly string[]; zh: readonly string[] },
  lang: keyof LocalText,
): string {
  return `${n} ${word[lang][n === 1 ? 0 : 1]}`;
}

/** Virtual microseconds as hours, minutes and seconds. */
export function clockText(microseconds: number): string {
  const s = Math.floor(microseconds / 1_000_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}
