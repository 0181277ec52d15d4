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
