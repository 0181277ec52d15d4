import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { print } from '../spec.ts';
import { complainOfFile, defineTool, eachBatch, has, openOperand } from './tool.ts';

/** Control characters as `^I` and `M-`, as `cat -v` writes them. */
function visible(text: string, tabs: boolean): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f]|\t/g, (char) => {
    if (char === '\t') return tabs ? '^I' : char;
    return char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`;
  });
}

export const cat = defineTool(
  {
    name: 'cat',
    summary: 'write files one after the other',
    usage: ['cat [OPTION]... [FILE]...'],
    flags: [
      { names: ['-n', '--number'], summary: 'number all lines' },
      { names: ['-b', '--number-nonblank'], summary: 'number lines that are not empty' },
      { names: ['-s', '--squeeze-blank'], summary: 'squeeze empty lines' },
      { names: ['-A', '--show-all'], summary: 'like -vET' },
      { names: ['-E', '--show-ends'], summary: 'show line ends as $' },
      { names: ['-T', '--show-tabs'], summary: 'show tabs as ^I' },
      { names: ['-v', '--show-nonprinting'], summary: 'show control characters' },
      { names: ['-e'], summary: 'like -vE' },
      { names: ['-t'], summary: 'like -vT' },
      { names: ['-u'], summary: 'ignored' },
    ],
  },
  function* (sys, parsed) {
    if (parsed.all.every((flag) => flag.name === '-u')) return yield* copy(sys, parsed.operands);
    const all = has(parsed, '-A');
    const ends = all || has(parsed, '-E') || has(parsed, '-e');
    const tabs = all || has(parsed, '-T') || has(parsed, '-t');
    const control = all || has(parsed, '-v') || has(parsed, '-e') || has(parsed, '-t');
    let number = 0;
    let empty = false;
    return yield* eachBatch(sys, 'cat', parsed.operands, function* ({ lines, unterminated }) {
      let out = '';
      for (const [index, line] of lines.entries()) {
        if (has(parsed, '-s') && line === '' && empty) continue;
        empty = line === '';
        const numbered = has(parsed, '-b') ? line !== '' : has(parsed, '-n');
        const shown = control ? visible(line, tabs) : tabs ? line.replaceAll('\t', '^I') : line;
        const last = unterminated && index === lines.length - 1;
        out += `${numbered ? `${String(++number).padStart(6)}\t` : ''}${shown}${last ? '' : ends ? '$\n' : '\n'}`;
      }
      return yield* print(sys, out);
    });
  },
);

/** Copies operands as they are. */
export function* copy(sys: Sys, paths: readonly string[]): Step<number> {
  let status = 0;
  for (const path of paths.length > 0 ? paths : ['-']) {
    const descriptor = yield* openOperand(sys, 'cat', path);
    if (descriptor === null) {
      status = 1;
      continue;
    }
    for (;;) {
      const piece = yield* sys.read(descriptor);
      if (isFailure(piece)) {
        yield* complainOfFile(sys, 'cat', path, piece.errno);
        status = 1;
        break;
      }
      if (piece === '') break;
      if (!(yield* print(sys, piece))) return 1;
    }
    if (descriptor !== 0) yield* sys.close(descriptor);
  }
  return status;
}
