import type { EditorKey } from '../../../drill/session/index.ts';

/** A key by the name that bindings use: a character by itself, Space by name, a pasted text not at all. */
export function keyName(key: EditorKey): string {
  if (key.kind === 'key') return key.name;
  return key.kind !== 'text' ? '' : key.text === ' ' ? 'Space' : key.text;
}

/** Steps of a pointer in a list. */
export const ROW_STEPS: Readonly<Record<string, number>> = {
  Up: -1,
  k: -1,
  Down: 1,
  j: 1,
  Home: -9999,
  g: -9999,
  End: 9999,
  G: 9999,
};
