import type { EditorKey } from '../../drill/session/index.ts';
import { type Binding, bindings, type Command, LEADER, leaderKeys } from './bindings.ts';
import type { ScreenName } from './state.ts';

/** Other keys than those of the table, as a configuration file names them. */
export interface KeyChanges {
  leader?: string;
  /** Second keys after the leader, by command. */
  second?: Readonly<Partial<Record<Command, string>>>;
  screens?: Readonly<Partial<Record<ScreenName, Readonly<Partial<Record<Command, readonly string[]>>>>>>;
}

/** The keys as they are in this sitting. */
export interface Keymap {
  readonly bindings: readonly Binding[];
  readonly leader: string;
  /** Commands by the leader's second key. */
  readonly second: Readonly<Record<string, Command>>;
  /** What a key that was moved means, as the key that has that meaning in the table; empty where it has none any more. */
  readonly moved: Readonly<Partial<Record<ScreenName, Readonly<Record<string, string>>>>>;
}

export const defaultKeymap: Keymap = { bindings, leader: LEADER, second: leaderKeys, moved: {} };

/** The table with some of its keys changed: every screen reads the keys of the table, and a changed key is read as the one it stands for. */
export function keymapWith({ leader = LEADER, second = {}, screens = {} }: KeyChanges): Keymap {
  const ownLeader = (keys: readonly string[]) =>
    keys.map((key) => (key.startsWith(`${LEADER} `) ? `${leader}${key.slice(LEADER.length)}` : key));
  const changed = bindings.flatMap((binding): Binding[] => {
    const other = binding.screens.filter((screen) => screens[screen]?.[binding.command] === undefined);
    const own = binding.screens.filter((screen) => !other.includes(screen));
    return [
      ...(other.length > 0 ? [{ ...binding, keys: ownLeader(binding.keys), screens: other }] : []),
      ...own.map((screen) => ({
        ...binding,
        keys: screens[screen]?.[binding.command] ?? binding.keys,
        screens: [screen],
      })),
    ];
  });
  const moved = Object.fromEntries(
    Object.entries(screens).map(([screen, commands]) => [screen, movedKeys(screen as ScreenName, commands)]),
  );
  const taken = new Set<string | undefined>(Object.values(second));
  const kept = Object.entries(leaderKeys).filter(
    ([key, command]) => second[command] === undefined && !taken.has(key),
  );
  return {
    bindings: changed,
    leader,
    second: {
      ...Object.fromEntries(kept),
      ...Object.fromEntries(Object.entries(second).map(([command, key]) => [key, command as Command])),
    },
    moved,
  };
}

function movedKeys(
  screen: ScreenName,
  commands: Readonly<Partial<Record<Command, readonly string[]>>>,
): Record<string, string> {
  const moved: Record<string, string> = {};
  const found = bindings.filter((b) => b.screens.includes(screen) && commands[b.command]);
  for (const { keys } of found) for (const key of keys) moved[key] = '';
  for (const { command, keys } of found) for (const key of commands[command] ?? []) moved[key] = keys[0];
  return moved;
}

/** A key as the table has it; `undefined` for one that means nothing here any more. */
export function tableKey({ moved }: Keymap, screen: ScreenName, key: EditorKey): EditorKey | undefined {
  const name =
    key.kind === 'key' ? key.name : key.kind !== 'text' ? '' : key.text === ' ' ? 'Space' : key.text;
  const stands = moved[screen]?.[name];
  if (stands === undefined) return key;
  if (stands === '') return undefined;
  if (stands === 'Space') return { kind: 'text', text: ' ' };
  return stands.length === 1 ? { kind: 'text', text: stands } : { kind: 'key', name: stands };
}

/** A text of the screens with the keys it names as they are in this sitting. */
export function withKeys(text: string, keymap: Keymap): string {
  if (keymap === defaultKeymap) return text;
  const leader = keymap.leader.replace(/^C-/, 'Ctrl-');
  return text
    .replace(/\bF\d+\b/g, (key) => {
      const command = bindings.find((b) => b.screens.includes('workspace') && b.keys[0] === key)?.command;
      const own = keymap.bindings.find((b) => b.screens.includes('workspace') && b.command === command);
      return own?.keys[0] ?? key;
    })
    .replace(/\b(Ctrl-g|C-g) ([a-z[])/g, (_, said: string, letter: string) => {
      const command = leaderKeys[letter];
      const second = Object.entries(keymap.second).find(([, c]) => c === command)?.[0] ?? letter;
      return `${said === 'C-g' ? keymap.leader : leader} ${second}`;
    })
    .replace(/\bCtrl-g\b/g, leader);
}
