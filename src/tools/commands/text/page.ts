import type { CommandSpec } from '../spec.ts';
import { notModelled, print } from '../spec.ts';
import { copy } from './cat.ts';
import { defineTool, readWhole } from './tool.ts';

/** Pagers write straight through when their output is no terminal. On a terminal they show everything at once. */
export const less: CommandSpec = defineTool(
  {
    name: 'less',
    summary: 'show a file page by page; here all at once',
    usage: ['less [OPTION]... [FILE]...'],
    flags: [
      { names: ['-N'], summary: 'number lines', unmodelled: true },
      { names: ['-S', '-R', '-F', '-X', '-r', '-i', '-n'], summary: 'accepted' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.operands.length === 0 && sys.isTerminal(0)) return yield* notModelled(sys, 'less', 'no file');
    return yield* copy(sys, parsed.operands);
  },
);

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
