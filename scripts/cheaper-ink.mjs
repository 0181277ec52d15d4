import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { changed } from './changed.mjs';

const wholeRowsFile = JSON.stringify(fileURLToPath(new URL('whole-rows.mjs', import.meta.url)));
const rememberedFile = JSON.stringify(fileURLToPath(new URL('remembered.mjs', import.meta.url)));

/**
 * Modules of Ink 8 that are changed for speed, by the end of their path: the same frames, cheaper. What they compute depends on text
 * alone, and Ink computes it for each row of each frame.
 */
export const changes = {
  // Text caches are kept from frame to frame and between sessions; a frame of whole rows is not taken apart into cells.
  'output.js': (source) => `import { wholeRows } from ${wholeRowsFile};
${changed(source, 'caches = new OutputCaches();', 'caches = takeSharedCaches();')}
let sharedCaches = new OutputCaches();
function takeSharedCaches() {
  if (sharedCaches.widths.size + sharedCaches.styledChars.size > 20_000) sharedCaches = new OutputCaches();
  return sharedCaches;
}
const rowsOf = wholeRows(
  { tokenize, fromTokens: styledCharsFromTokens, toText: styledCharsToString },
  (text) => styledCharsToString(new OutputCaches().getStyledChars(text)),
);
const getCells = Output.prototype.get;
Output.prototype.get = function get() {
  const rows = rowsOf(this);
  return rows ? { output: rows.join('\\n'), height: rows.length } : getCells.call(this);
};
`,
  'sanitize-ansi.js': (source) => `import { remembered } from ${rememberedFile};
${changed(source, 'export default sanitizeAnsi;', 'export default (text) => (plain.test(text) ? text : sanitize(text));')}
const sanitize = remembered(sanitizeAnsi);
const plain = /^[\\u0020-\\u007e]*$/;`,
};

/** A rolldown plugin that applies {@link changes}, and fails where Ink is bundled without one of them. */
export const cheaperInk = {
  name: 'cheaper-ink',
  load: {
    filter: { id: /[/\\]ink[/\\]build[/\\][a-z-]+\.js$/ },
    async handler(path) {
      const change = changes[path.split(/[/\\]/).pop()];
      return change?.(await readFile(path, 'utf8'));
    },
  },
  generateBundle(_options, bundle) {
    const paths = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
    if (!paths.some((path) => /[/\\]ink[/\\]build[/\\]/.test(path))) return;
    for (const name of ['whole-rows.mjs', 'remembered.mjs'])
      if (!paths.some((path) => path.endsWith(name)))
        this.error(`Ink is bundled, but the module that ${name} changes was not found`);
  },
};
