// How everything is bundled that runs Ink: the program, and what it is measured against.
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { cheaperInk } from './cheaper-ink.mjs';
import { cheaperSsh2 } from './cheaper-ssh2.mjs';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What any bundle needs: development builds of React keep performance entries for ever, Ink reaches for its devtools. */
const plain = {
  cwd: root,
  platform: 'node',
  logLevel: 'warn',
  external: ['react-devtools-core'],
};
const output = { format: 'esm', chunkFileNames: 'chunks/[name]-[hash].js' };
const production = { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' };

/** Bundles programs that use Ink as it comes. */
export function bundleBare(input, dir) {
  return build({ ...plain, input, transform: { define: production }, output: { ...output, dir } });
}

/** Bundles Netdrill: Ink and ssh2 made cheaper, code in chunks that load when they are needed. The paths that were written. */
export async function bundleProgram(input, dir) {
  const written = await build({
    ...plain,
    input,
    transform: {
      // Layout and shell ask for these when they are loaded, and Node then loads its whole HTTP client; neither uses it.
      // ssh2 names a helper for Windows by its folder, which a server never starts.
      define: {
        ...production,
        __dirname: 'import.meta.dirname',
        'globalThis.Headers': 'undefined',
        fetch: 'undefined',
      },
    },
    resolve: {
      alias: {
        'string-width': fileURLToPath(new URL('cached-string-width.mjs', import.meta.url)),
        'restore-cursor': fileURLToPath(new URL('restore-cursor.mjs', import.meta.url)),
      },
    },
    plugins: [cheaperInk, cheaperSsh2],
    // neo-blessed finds its widgets by name at run time; the board's chunk alone asks for it.
    // The others are optional parts of just-bash (databases, scripting engines, HTML) that no simulated tool uses.
    external: [
      ...plain.external,
      'neo-blessed',
      'sql.js',
      'quickjs-emscripten',
      'turndown',
      '@mongodb-js/zstd',
      'node-liblzma',
      // Native add-ons of ssh2, which does without.
      'cpu-features',
      /sshcrypto\.node$/,
    ],
    output: { ...output, dir, sourcemap: true, sourcemapExcludeSources: true },
  });
  return written.output.map(({ fileName }) => fileName);
}

/** A scenario's screen is the program's: its own chunk of that bundle, loaded when somebody opens one. */
const scenarioScreen = {
  name: 'scenario-screen',
  resolveId: (id) =>
    /scenario-screen\.ts$/.test(id) ? { id: './scenario-screen.js', external: true } : null,
};

/** Bundles what tests of other people import: Ink and React are theirs, and vitest is the one that runs. The paths that were written. */
export async function bundleKit(input, dir) {
  const written = await build({
    ...plain,
    input,
    plugins: [scenarioScreen],
    external: [...plain.external, 'ink', 'react', 'react/jsx-runtime', 'vitest'],
    output: { ...output, dir, chunkFileNames: 'chunks/kit-[name]-[hash].js' },
  });
  return written.output.map(({ fileName }) => fileName);
}
