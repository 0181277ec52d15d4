import type { CommandSpec } from '../spec.ts';
import { print } from '../spec.ts';
import { defineTool, readWhole } from './tool.ts';

/** Writes straight through when its output is no terminal. On a terminal it shows everything at once. */
export const more: CommandSpec = defineTool(
  {
    name: 'more',
    summary: 'show a file page by page; here all at once',
    usage: ['more [FILE]...'],
    flags: [],
  },
  function* (sys, parsed) {
    let status = 0;
    for (const path of parsed.operands.length > 0 ? parsed.operands : ['-']) {
      const text = yield* readWhole(sys, 'more', path);
      if (text === null) status = 1;
      // util-linux writes a heading before each file when the output is no terminal.
      else if (
        !(yield* print(
          sys,
          (path === '-' || sys.isTerminal(1) ? '' : `::::::::::::::\n${path}\n::::::::::::::\n`) + text,
        ))
      )
        return 1;
    }
    return status;
  },
);
