import { print, printError } from '../spec.ts';
import { defineTool, has, readWhole } from './tool.ts';

export const base64 = defineTool(
  {
    name: 'base64',
    summary: 'encode or decode',
    usage: ['base64 [OPTION]... [FILE]'],
    flags: [
      { names: ['-d', '--decode'], summary: 'decode' },
      { names: ['-w', '--wrap'], argument: 'COLS', summary: 'columns, 76 if not given' },
    ],
  },
  function* (sys, parsed) {
    const text = yield* readWhole(sys, 'base64', parsed.operands[0] ?? '-');
    if (text === null) return 1;
    if (has(parsed, '-d')) {
      const clean = text.replace(/\s/g, '');
      yield* print(sys, Buffer.from(clean, 'base64').toString('utf8'));
      if (/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return 0;
      yield* printError(sys, 'base64: invalid input\n');
      return 1;
    }
    const encoded = Buffer.from(text, 'utf8').toString('base64');
    const width = Number(parsed.flags.get('-w') ?? 76);
    yield* print(sys, width > 0 ? encoded.replace(new RegExp(`.{1,${width}}`, 'g'), '$&\n') : encoded);
    return 0;
  },
);
