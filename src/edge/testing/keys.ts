/** What a key sends: either one final character of a CSI sequence, or the number before its tilde. */
const finals: Readonly<Record<string, string>> = {
  Up: 'A',
  Down: 'B',
  Right: 'C',
  Left: 'D',
  End: 'F',
  Home: 'H',
};
const numbers: Readonly<Record<string, number>> = {
  Insert: 2,
  IC: 2,
  Delete: 3,
  DC: 3,
  PageUp: 5,
  PPage: 5,
  PgUp: 5,
  PageDown: 6,
  NPage: 6,
  PgDn: 6,
  F5: 15,
  F6: 17,
  F7: 18,
  F8: 19,
  F9: 20,
  F10: 21,
  F11: 23,
  F12: 24,
};
const firstFunctionKeys: Readonly<Record<string, string>> = { F1: 'P', F2: 'Q', F3: 'R', F4: 'S' };
const named: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  BTab: '\u001b[Z',
  BSpace: '\u007f',
  Escape: '\u001b',
  Space: ' ',
};

const modifierBits: Readonly<Record<string, number>> = { S: 1, M: 2, C: 4 };

/**
 * The bytes that xterm sends for a key, named as tmux's send-keys names them: `a`, `F5`, `Up`, `C-c`, `M-x`,
 * `C-S-Left`, `BTab`. Modified cursor and function keys carry 1 + shift 1, alt 2, control 4 (xterm's
 * modifyCursorKeys table).
 *
 * @throws RangeError for a name that no key has.
 */
export function keySequence(key: string): string {
  const { modifiers, name } = splitKey(key);
  const parameter = modifiers + 1;
  if (name in finals)
    return modifiers === 0 ? `\u001b[${finals[name]}` : `\u001b[1;${parameter}${finals[name]}`;
  if (name in numbers)
    return modifiers === 0 ? `\u001b[${numbers[name]}~` : `\u001b[${numbers[name]};${parameter}~`;
  if (name in firstFunctionKeys) {
    const final = firstFunctionKeys[name];
    return modifiers === 0 ? `\u001bO${final}` : `\u001b[1;${parameter}${final}`;
  }
  if (name === 'Tab' && modifiers === modifierBits.S) return named.BTab!;

  const plain = named[name] ?? (Array.from(name).length === 1 ? name : undefined);
  if (plain === undefined) throw new RangeError(`no key is called '${key}'`);
  const typed = modifiers & modifierBits.S! ? plain.toUpperCase() : plain;
  const controlled = modifiers & modifierBits.C! ? controlCharacter(typed, key) : typed;
  return modifiers & modifierBits.M! ? `\u001b${controlled}` : controlled;
}

function splitKey(key: string): { modifiers: number; name: string } {
  let modifiers = 0;
  let name = key;
  for (let match = /^([SMC])-(.+)$/su.exec(name); match !== null; match = /^([SMC])-(.+)$/su.exec(name)) {
    modifiers |= modifierBits[match[1]!]!;
    name = match[2]!;
  }
  return { modifiers, name };
}

/** Control clears the upper bits of a letter or of one of `@[\]^_`; control with space sends NUL. */
function controlCharacter(character: string, key: string): string {
  const code = character === ' ' ? 64 : character.toUpperCase().charCodeAt(0);
  if (character.length !== 1 || code < 64 || code > 95) throw new RangeError(`no key sends '${key}'`);
  return String.fromCharCode(code & 31);
}
