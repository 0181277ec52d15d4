import type { CommandSpec, FlagSpec } from './spec.ts';

/** What completion may look at. */
export type CompletionWorld = Parameters<NonNullable<CommandSpec['complete']>>[0];

/** Flags that may stand after these words: those of the longest sub-command that they begin with, or the tool's own. */
function flagsAfter(spec: CommandSpec, words: readonly string[]): readonly FlagSpec[] {
  if (!spec.forms) return spec.flags;
  const plain = words.filter((word) => !word.startsWith('-'));
  for (const length of [2, 1]) {
    const form = spec.forms[plain.slice(0, length).join(' ')];
    if (form && plain.length >= length) return form;
  }
  return spec.flags;
}

/** Names of the devices in the caller's network namespace. */
export function deviceNames(sys: CompletionWorld): string[] {
  return [...sys.netns.devices.values()].map((device) => device.name);
}

/**
 * Words that may stand at the end of a tool's words, the last of which is being typed: its flags, the devices where a flag
 * takes one, and what the tool itself offers. Null where only files fit.
 */
export function completeWords(
  spec: CommandSpec,
  sys: CompletionWorld,
  words: readonly string[],
): readonly string[] | null {
  const last = words.at(-1) ?? '';
  const flags = flagsAfter(spec, words.slice(0, -1));
  if (last.startsWith('-')) return flags.flatMap((flag) => [...flag.names]);
  const taking = flags.find((flag) => flag.argument !== undefined && flag.names.includes(words.at(-2) ?? ''));
  if (taking && /^(device|interface)$/i.test(taking.argument ?? '')) {
    const any = spec.name === 'tcpdump' ? ['any'] : [];
    return [...deviceNames(sys), ...any];
  }
  return spec.complete ? spec.complete(sys, words) : (spec.words ?? null);
}
