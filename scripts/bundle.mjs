// How everything is bundled that runs Ink: the program, and what it is measured against.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sharedInkCaches } from './shared-ink-caches.mjs';

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** What any bundle needs: development builds of React keep performance entries for ever, Ink reaches for its devtools. */
const plain = {
  absWorkingDir: root,
  metafile: true,
  bundle: true,
  // Ink loads its devtools only when they are asked for; without splitting that import would be one of the start.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22.13',
  logLevel: 'warning',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  external: ['react-devtools-core'],
  // CommonJS dependencies in an ES module bundle still call require() for Node's own modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
};

/** Bundles a program that uses Ink as it comes. */
export function bundleBare(entryPoints, outdir) {
  return build({ ...plain, entryPoints, outdir });
}

/** Bundles Netdrill: Ink with cheaper text measuring, code in chunks that load when they are needed. */
export function bundleProgram(entryPoints, outdir) {
  return build({
    ...plain,
    entryPoints,
    outdir,
    sourcemap: true,
    sourcesContent: false,
    // just-bash asks for it when it is loaded, and Node then loads its whole HTTP client; no simulated tool uses either.
    define: { ...plain.define, 'globalThis.Headers': 'undefined' },
    alias: {
      'string-width': './scripts/cached-string-width.mjs',
      'restore-cursor': './scripts/restore-cursor.mjs',
    },
    plugins: [sharedInkCaches],
    // Optional parts of just-bash (databases, scripting engines, HTML) that no simulated tool uses.
    external: [
      ...plain.external,
      'sql.js',
      'quickjs-emscripten',
      'turndown',
      '@mongodb-js/zstd',
      'node-liblzma',
    ],
  });
}
