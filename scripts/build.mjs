// Bundles src/edge/cli/main.ts into dist/netdrill.js. Bundling halves the time to the first frame.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { sharedInkCaches } from './shared-ink-caches.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const { metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: { netdrill: 'src/edge/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node22.13',
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
  jsx: 'automatic',
  // React's development build keeps performance entries for ever; Ink reaches for its devtools under DEV.
  define: { 'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"' },
  alias: {
    'string-width': './scripts/cached-string-width.mjs',
    'restore-cursor': './scripts/restore-cursor.mjs',
  },
  plugins: [sharedInkCaches],
  // Optional parts of just-bash (databases, scripting engines, HTML) that no simulated tool uses.
  external: [
    'sql.js',
    'quickjs-emscripten',
    'turndown',
    '@mongodb-js/zstd',
    'node-liblzma',
    'react-devtools-core',
  ],
  // CommonJS dependencies in an ES module bundle still call require() for Node's own modules.
  banner: {
    js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);",
  },
});

// Only now: a program that starts while the bundle is built anew finds the old one or the new one.
const dist = join(root, 'dist');
for (const file of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(file.parentPath, file.name);
  if (file.isFile() && !(path.slice(root.length) in metafile.outputs)) rmSync(path);
}
