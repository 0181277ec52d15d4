import { completionScript, SHELLS } from '../completion.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

/** `netdrill completion bash|zsh|fish`. */
export const completion: Verb = {
  spec: {
    name: 'completion',
    operands: SHELLS.join('|'),
    summary: 'Print a script that completes the command line in a shell.',
    options: [],
  },
  async run(invocation, output) {
    const shell = SHELLS.find((name) => name === invocation.operands[0]);
    if (!shell)
      throw new UsageError(
        `netdrill completion: name a shell: ${SHELLS.join(', ')}. eval "$(netdrill completion bash)"`,
      );
    // The table of verbs has this one in it.
    const { loadVerbs } = await import('./index.ts');
    output.stdout(
      completionScript(
        shell,
        (await loadVerbs()).map(({ spec }) => spec),
      ),
    );
    return 0;
  },
};
