// Packs the program, installs the package into an empty folder as a stranger would, and lays out the Node.js versions it is to run on:
// node scripts/install-package.mjs FOLDER. What must then hold is tested in test/package.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './bundle.mjs';

/** The oldest that `engines` allows, and the line the checkout pins; as packages, since only the registry can be reached. */
const VERSIONS = ['22.13.0', '24'];

const [given] = process.argv.slice(2);
if (given === undefined) throw new Error('which folder? node scripts/install-package.mjs FOLDER');
const folder = resolve(given);
const npm = (cwd, ...args) =>
  execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

for (const name of ['app', 'nodes']) mkdirSync(join(folder, name), { recursive: true });
const [{ filename, size }] = JSON.parse(
  npm(root, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder),
);
npm(join(folder, 'app'), 'install', '--ignore-scripts', join(folder, filename));
npm(
  join(folder, 'nodes'),
  'install',
  '--ignore-scripts',
  ...VERSIONS.map((version) => `node-${version}@npm:node-${process.platform}-${process.arch}@${version}`),
);
const nodes = VERSIONS.map((version) => join(folder, 'nodes/node_modules', `node-${version}`, 'bin/node'));
writeFileSync(join(folder, 'installed.json'), JSON.stringify({ size, nodes }));
