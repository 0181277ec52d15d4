import { readFile } from 'node:fs/promises';

const perFrame = 'caches = new OutputCaches();';
const shared = 'caches = takeSharedCaches();';
const keeper = `
let sharedCaches = new OutputCaches();
function takeSharedCaches() {
  if (sharedCaches.widths.size + sharedCaches.styledChars.size > 20_000) sharedCaches = new OutputCaches();
  return sharedCaches;
}
`;

/**
 * Ink's output module with its text caches kept from frame to frame and between sessions. Ink makes them anew
 * for every frame, though what they hold depends on the text alone.
 *
 * @throws Error where the module no longer looks as expected: then this change has to be looked at again.
 */
export function shareCaches(source) {
  if (source.split(perFrame).length !== 2) throw new Error(`Ink's output module has no single '${perFrame}'`);
  return source.replace(perFrame, shared) + keeper;
}

/** An esbuild plugin that applies {@link shareCaches}, and fails where Ink is bundled without it. */
export const sharedInkCaches = {
  name: 'shared-ink-caches',
  setup(build) {
    let applied = false;
    build.onLoad({ filter: /[/\\]ink[/\\]build[/\\]output\.js$/ }, async ({ path }) => {
      applied = true;
      return { contents: shareCaches(await readFile(path, 'utf8')), loader: 'js' };
    });
    build.onEnd(({ metafile }) => {
      const bundled = Object.keys(metafile?.inputs ?? {}).some((path) => path.includes('/ink/build/'));
      if (!bundled || applied) return undefined;
      return {
        errors: [{ text: 'Ink is bundled, but its output module was not found to share its caches' }],
      };
    });
  },
};
