import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, print } from '../spec.ts';

/** The command with `--help`: what the model has of it, from its specification. */
export function withHelp(spec: CommandSpec): CommandSpec {
  return {
    ...spec,
    *run(sys: Sys): Step<number> {
      if (sys.args.length !== 1 || sys.args[0] !== '--help') return yield* spec.run(sys);
      yield* print(sys, helpText(spec));
      return 0;
    },
  };
}

function helpText(spec: CommandSpec): string {
  const usage = spec.usage.map((form, i) => `${i === 0 ? 'Usage: ' : '  or:  '}${form}\n`).join('');
  const flags = spec.flags
    .filter((flag) => !flag.unmodelled)
    .map((flag) => {
      const names = `${flag.names.join(', ')}${flag.argument === undefined ? '' : ` ${flag.argument}`}`;
      return `  ${names.padEnd(28)} ${flag.summary}\n`;
    });
  return `${usage}${spec.summary}\n${flags.length > 0 ? `\n${flags.join('')}` : ''}`;
}
