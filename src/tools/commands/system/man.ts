import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { commandSpecs } from '../registry.ts';
import type { CommandSpec } from '../spec.ts';
import { profileOf } from '../traffic/profile.ts';

export const man: CommandSpec = {
  name: 'man',
  profiles: ['centos7', 'debian12'],
  summary: 'show what this model knows of a tool',
  usage: ['man TOOL'],
  flags: [],
  complete: () => commandSpecs.map((spec) => spec.name),
  *run(sys: Sys): Step<number> {
    const name = sys.args.filter((word) => !/^\d$/.test(word))[0];
    if (name === undefined) {
      yield* sys.write(2, 'What manual page do you want?\n');
      return 1;
    }
    const profile = profileOf(sys);
    const spec = commandSpecs.find(
      (one) =>
        (one.name === name || one.aliases?.includes(name)) &&
        (one.profiles === undefined || one.profiles.includes(profile)),
    );
    if (!spec) {
      yield* sys.write(2, `No manual entry for ${name}\n`);
      return 16;
    }
    yield* sys.write(1, pageText(spec));
    return 0;
  },
};

/** The reference of a tool from its specification: what is modelled, and by name what is not. */
function pageText(spec: CommandSpec): string {
  const label = (names: readonly string[], argument?: string) =>
    `${names.join(', ')}${argument === undefined ? '' : ` ${argument}`}`;
  const modelled = spec.flags.filter((flag) => !flag.unmodelled);
  const others = spec.flags.filter((flag) => flag.unmodelled);
  const blocks = [
    `NAME\n       ${spec.name} - ${spec.summary}\n`,
    `SYNOPSIS\n${spec.usage.map((form) => `       ${form}\n`).join('')}`,
  ];
  if (modelled.length > 0)
    blocks.push(
      `OPTIONS\n${modelled.map((flag) => `       ${label(flag.names, flag.argument).padEnd(26)} ${flag.summary}\n`).join('')}`,
    );
  if (others.length > 0)
    blocks.push(`NOT MODELLED\n       ${others.map((flag) => flag.names[0]).join(' ')}\n`);
  for (const [form, flags] of Object.entries(spec.forms ?? {}))
    blocks.push(
      `${spec.name.toUpperCase()} ${form.toUpperCase()}\n${flags
        .filter((flag) => !flag.unmodelled)
        .map((flag) => `       ${label(flag.names, flag.argument).padEnd(26)} ${flag.summary}\n`)
        .join('')}`,
    );
  if (spec.aliases && spec.aliases.length > 0) blocks.push(`ALSO CALLED\n       ${spec.aliases.join(' ')}\n`);
  return blocks.join('\n');
}
