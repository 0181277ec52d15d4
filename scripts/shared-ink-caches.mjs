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

/** A rolldown plugin that applies {@link shareCaches}, and fails where Ink is bundled without it. */
export const sharedInkCaches = {
  name: 'shared-ink-caches',
  load: {
    filter: { id: /[/\\]ink[/\\]build[/\\]output\.js$/ },
    async handler(path) {
      return shareCaches(await readFile(path, 'utf8'));
    },
  },
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((chunk) => Object.entries(chunk.modules ?? {}));
    const ink = modules.filter(([path]) => /[/\\]ink[/\\]build[/\\]/.test(path));
    if (ink.length > 0 && !ink.some(([, { code }]) => code?.includes('takeSharedCaches')))
      this.error('Ink is bundled, but its output module was not found to share its caches');
  },
};
