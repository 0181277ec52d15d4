import type { Step } from '../../lib/index.ts';
import { executeCommand } from './execute.ts';
import { FunctionReturn, LineAbort } from './flow.ts';
import { withRedirections } from './redirect.ts';
import type { Shell } from './shell.ts';
import type { CommandOf } from './syntax.ts';

/** Deeper recursion is given up. A real shell would overflow its stack somewhere later; FUNCNEST has this text. */
const deepestCall = 150;

/** Calls a function with its own positional parameters and local scope. */
export function* callFunction(
  shell: Shell,
  definition: CommandOf<'FunctionDef'>,
  args: readonly string[],
): Step<number> {
  if (shell.calls.length >= deepestCall) {
    throw new LineAbort(1, `${definition.name}: maximum function nesting level exceeded (${deepestCall})`);
  }
  const { positional, loops } = shell;
  shell.positional = [...args];
  shell.loops = 0;
  shell.calls.push(definition.name);
  shell.variables.pushScope();
  const leave = (): void => {
    shell.variables.popScope();
    shell.calls.pop();
    shell.positional = positional;
    shell.loops = loops;
  };
  try {
    return yield* withRedirections(shell, definition.redirections, () =>
      executeCommand(shell, definition.body),
    );
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status;
    throw error;
  } finally {
    leave();
  }
}
