import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { type CommandSpec, type FlagSpec, print, printError } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-w', '--write'], summary: 'change values' },
  { names: ['-a', '--all', '-A', '-X'], summary: 'all values' },
  { names: ['-n', '--values'], summary: 'values without names' },
  { names: ['-N', '--names'], summary: 'names without values' },
  { names: ['-e', '--ignore'], summary: 'no complaints about unknown names' },
  { names: ['-q', '--quiet'], summary: 'say nothing when changing' },
  {
    names: ['-p', '--load'],
    argument: 'FILE',
    optional: true,
    summary: 'set what a file says (/etc/sysctl.conf)',
  },
  { names: ['--system'], summary: 'set what all configuration files say' },
  { names: ['-r', '--pattern'], argument: 'PATTERN', summary: 'only names that match' },
  { names: ['-b', '--binary'], summary: 'value without line end', unmodelled: true },
];

/** `net.ipv4.conf.ens33/10.rp_filter` and `net/ipv4/conf/ens33.10/rp_filter` are the same file. */
function pathOf(key: string): string {
  const first = /[./]/.exec(key)?.[0];
  if (first === '/') return `/proc/sys/${key}`;
  return `/proc/sys/${key.replace(/[./]/g, (separator) => (separator === '.' ? '/' : '.'))}`;
}

function nameOf(path: string): string {
  return path.slice('/proc/sys/'.length).replace(/[./]/g, (separator) => (separator === '/' ? '.' : '/'));
}

interface Manner {
  values: boolean;
  names: boolean;
  ignore: boolean;
  quiet: boolean;
}

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'sysctl', FLAGS, {
    usage: '\nUsage:\n sysctl [options] [variable[=value] ...]\n',
    status: 1,
  });
  const manner: Manner = {
    values: flags.has('-n'),
    names: flags.has('-N'),
    ignore: flags.has('-e'),
    quiet: flags.has('-q'),
  };
  const pattern = flags.get('-r');
  if (flags.has('-a')) return yield* showAll(sys, manner, pattern);
  if (flags.has('--system')) return yield* loadSystem(sys, manner);
  if (flags.has('-p')) {
    // In `-p FILE` the name stands apart from the option.
    const files = [flags.get('-p') || operands[0] || '/etc/sysctl.conf', ...operands.slice(1)];
    let failures = 0;
    for (const file of files) failures += yield* loadFile(sys, file, manner);
    return exitStatus(sys, failures);
  }
  if (operands.length === 0)
    throw new Refusal("sysctl: no variables specified\nTry `sysctl --help' for more information.\n", 1);
  let failures = 0;
  for (const word of operands) {
    const equals = word.indexOf('=');
    if (equals < 0 && flags.has('-w')) {
      yield* printError(sys, `sysctl: "${word}" must be of the form name=value\n`);
      failures++;
    } else if (equals < 0) failures += yield* show(sys, pathOf(word), manner);
    else failures += yield* set(sys, word.slice(0, equals).trim(), word.slice(equals + 1).trim(), manner);
  }
  return exitStatus(sys, failures);
}

/** Release 4 counts what failed (recorded: 3 for three unknown names); release 3.3 ends with -1. */
function exitStatus(sys: Sys, failures: number): number {
  if (failures === 0) return 0;
  const era = eraOf(sys);
  return era === 'recent' ? failures : era === 'old' ? 255 : 1;
}

function complaint(
  sys: Sys,
  path: string,
  what: 'stat' | 'read' | 'write',
  errno: Parameters<typeof strerror>[0],
): string {
  if (eraOf(sys) === 'busybox')
    return `sysctl: error ${what === 'stat' ? 'reading' : 'setting'} key '${nameOf(path)}': ${strerror(errno)}\n`;
  if (what === 'stat') return `sysctl: cannot stat ${path}: ${strerror(errno)}\n`;
  if (what === 'read') return `sysctl: reading key "${nameOf(path)}": ${strerror(errno)}\n`;
  return `sysctl: setting key "${nameOf(path)}": ${strerror(errno)}\n`;
}

function* show(sys: Sys, path: string, manner: Manner): Step<number> {
  const status = yield* sys.status(path);
  if (isFailure(status)) {
    if (manner.ignore) return 0;
    yield* printError(sys, complaint(sys, path, 'stat', status.errno));
    return 1;
  }
  if (status.type === 'directory') {
    for (const leaf of yield* leaves(sys, path)) yield* show(sys, leaf, manner);
    return 0;
  }
  const text = yield* sys.readFile(path);
  if (isFailure(text)) {
    yield* printError(sys, complaint(sys, path, 'read', text.errno));
    return 1;
  }
  const value = text.replace(/\n$/, '');
  const name = nameOf(path);
  yield* print(sys, manner.names ? `${name}\n` : manner.values ? `${value}\n` : `${name} = ${value}\n`);
  return 0;
}

/** Files below a directory, sorted as the tool walks them. */
function* leaves(sys: Sys, path: string): Step<string[]> {
  const names = yield* sys.readDirectory(path);
  if (isFailure(names)) return [];
  const found: string[] = [];
  for (const name of [...names].sort()) {
    const child = `${path}/${name}`;
    const status = yield* sys.status(child);
    if (isFailure(status)) continue;
    if (status.type === 'directory') found.push(...(yield* leaves(sys, child)));
    else found.push(child);
  }
  return found;
}

function* showAll(sys: Sys, manner: Manner, pattern: string | undefined): Step<number> {
  const wanted = pattern === undefined ? undefined : new RegExp(pattern);
  for (const path of yield* leaves(sys, '/proc/sys'))
    if (!wanted || wanted.test(nameOf(path))) yield* show(sys, path, manner);
  return 0;
}

function* set(sys: Sys, key: string, value: string, manner: Manner): Step<number> {
  const path = pathOf(key);
  const status = yield* sys.status(path);
  if (isFailure(status)) {
    if (manner.ignore) return 0;
    yield* printError(sys, complaint(sys, path, 'stat', status.errno));
    return 1;
  }
  if (sys.process.uid !== 0) {
    yield* printError(sys, `sysctl: permission denied on key '${nameOf(path)}'\n`);
    return 1;
  }
  const failure = yield* sys.writeFile(path, `${value}\n`);
  if (isFailure(failure)) {
    yield* printError(sys, complaint(sys, path, 'write', failure.errno));
    return 1;
  }
  const name = nameOf(path);
  if (!manner.quiet) yield* print(sys, manner.values ? `${value}\n` : `${name} = ${value}\n`);
  return 0;
}

/** Lines `name = value`; `#` and `;` begin a comment, a leading `-` forgives failure. */
function* loadFile(sys: Sys, file: string, manner: Manner): Step<number> {
  const text = yield* sys.readFile(file);
  if (isFailure(text)) {
    yield* printError(sys, `sysctl: cannot open "${file}": ${strerror(text.errno)}\n`);
    return 1;
  }
  let failures = 0;
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const equals = trimmed.indexOf('=');
    if (equals < 0) {
      yield* printError(sys, `sysctl: ${file}(${i + 1}): invalid syntax, continuing...\n`);
      continue;
    }
    const forgiven = trimmed.startsWith('-');
    const key = trimmed.slice(forgiven ? 1 : 0, equals).trim();
    failures += yield* set(
      sys,
      key,
      trimmed.slice(equals + 1).trim(),
      forgiven ? { ...manner, ignore: true } : manner,
    );
  }
  return failures;
}

/** Files by name over all directories, the first directory winning; then /etc/sysctl.conf. */
function* loadSystem(sys: Sys, manner: Manner): Step<number> {
  const files = new Map<string, string>();
  for (const directory of ['/etc/sysctl.d', '/run/sysctl.d', '/usr/lib/sysctl.d']) {
    const names = yield* sys.readDirectory(directory);
    if (isFailure(names)) continue;
    for (const name of names)
      if (name.endsWith('.conf') && !files.has(name)) files.set(name, `${directory}/${name}`);
  }
  let failures = 0;
  const paths = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  for (const path of [...paths, '/etc/sysctl.conf']) {
    if (!manner.quiet) yield* print(sys, `* Applying ${path} ...\n`);
    failures += yield* loadFile(sys, path, manner);
  }
  return exitStatus(sys, failures);
}

export const sysctl: CommandSpec = {
  name: 'sysctl',
  summary: 'kernel parameters',
  usage: [
    'sysctl [-n] NAME...',
    'sysctl -w NAME=VALUE...',
    'sysctl -a',
    'sysctl -p [FILE]',
    'sysctl --system',
  ],
  flags: FLAGS,
  run: refusing('sysctl', run),
};
