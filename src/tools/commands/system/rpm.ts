import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { ELREPO_RELEASE, installedPackages } from './kernel-packages.ts';

const ELREPO_VERSION = '7.0-3.el7.elrepo.noarch';

function* main(sys: Sys): Step<number> {
  const [mode = '', ...names] = sys.args;
  if (mode === '-qa') return yield* all(sys, names);
  if (mode === '-q') return yield* query(sys, names);
  if (mode === '--import') return 0;
  if (/^-[Uivh]+$/.test(mode) && names.length === 1) return yield* install(sys, names[0]);
  if (mode === '') {
    yield* sys.write(2, 'RPM version 4.11.3\nCopyright (C) 1998-2002 - Red Hat, Inc.\n');
    return 1;
  }
  return yield* notModelled(sys, 'rpm', sys.args.join(' '));
}

function* all(sys: Sys, patterns: readonly string[]): Step<number> {
  const tests = patterns.map(
    (text) =>
      new RegExp(
        `^${text
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}`,
      ),
  );
  const rows = installedPackages(sys.node).filter(
    (name) => tests.length === 0 || tests.some((test) => test.test(name)),
  );
  yield* sys.write(1, rows.map((row) => `${row}\n`).join(''));
  return 0;
}

function* query(sys: Sys, names: readonly string[]): Step<number> {
  let status = 0;
  for (const name of names) {
    // A name ends where the version begins: `kernel` is not `kernel-ml`.
    const rows = installedPackages(sys.node).filter(
      (one) => one === name || one.replace(/-\d.*$/, '') === name,
    );
    if (rows.length === 0) status++;
    yield* sys.write(
      1,
      rows.length > 0 ? rows.map((row) => `${row}\n`).join('') : `package ${name} is not installed\n`,
    );
  }
  return status;
}

function* install(sys: Sys, source: string): Step<number> {
  if (!source.includes('elrepo-release')) return yield* notModelled(sys, 'rpm', source);
  if (sys.node.packages.has(ELREPO_RELEASE)) {
    yield* sys.write(2, `\tpackage ${ELREPO_RELEASE}-${ELREPO_VERSION} is already installed\n`);
    return 1;
  }
  const { name } = sys.node;
  yield* sys.change((world) => {
    world.nodes.get(name)?.packages.set(ELREPO_RELEASE, ELREPO_VERSION);
  });
  return 0;
}

export const rpm: CommandSpec = {
  name: 'rpm',
  profiles: ['centos7'],
  summary: 'list packages; install the one that names elrepo',
  usage: ['rpm -qa [PATTERN]', 'rpm -q NAME', 'rpm -Uvh URL-OF-ELREPO-RELEASE'],
  flags: [
    { names: ['-q'], summary: 'is it installed' },
    { names: ['-a'], summary: 'all of them' },
    { names: ['-U', '-i'], summary: 'install' },
    { names: ['--import'], summary: 'accepted' },
  ],
  run: main,
};
