// Writes package-lock.json anew and completes it.
//
// A registry that lacks one platform's build of an optional package makes npm leave that package out of
// the lock without a word, and `npm ci` then refuses the lock it was given ("Missing: ...@ from lock
// file"). So every optional dependency that a locked package names gets an entry: name, version and the
// platform that its name states. npm skips it elsewhere, and fetches it by version on that platform.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** The os, cpu and libc that a platform package's name states, or undefined for any other package. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  if (words.includes('windows')) return { os: ['win32'] };
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (!os || !cpu) return undefined;
  const musl = words.some((word) => word.startsWith('musl'));
  return { cpu: [cpu], os: [os], ...(musl ? { libc: ['musl'] } : {}) };
}

// In an empty folder: beside installed packages npm would lock what is installed, one platform's worth.
const room = mkdtempSync(join(tmpdir(), 'netdrill-lock-'));
for (const path of ['package.json', '.npmrc', 'runtime']) cpSync(path, join(room, path), { recursive: true });
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: room, stdio: 'inherit' });
const lock = JSON.parse(readFileSync(join(room, 'package-lock.json'), 'utf8'));
rmSync(room, { recursive: true });

let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${place}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    const platform = platformOf(name);
    if (!platform || lock.packages[nested]) continue;
    const taken = lock.packages[hoisted];
    if (taken?.version === range) continue;
    lock.packages[taken ? nested : hoisted] = {
      version: range,
      ...platform,
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added += 1;
  }
}
// npm runs the install script of a locked package only where its entry says that there is one. These two compile a faster cipher and
// look at the processor; ssh2 does without either.
for (const name of ['ssh2', 'cpu-features']) delete lock.packages[`node_modules/${name}`]?.hasInstallScript;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added} platform packages added that the registry did not serve`);
