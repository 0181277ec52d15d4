import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { resolveName } from '../traffic/resolve.ts';
import { ELREPO_KERNEL, ELREPO_RELEASE, installedPackages, kernelPackage } from './kernel-packages.ts';

/** Columns of yum's tables. */
const NAME_WIDTH = 40;
const VERSION_WIDTH = 40;

const FLAGS = [
  { names: ['-y'], summary: 'yes to everything' },
  { names: ['--enablerepo'], argument: 'REPOSITORY', summary: 'use that repository too (--enablerepo=R)' },
  { names: ['-q'], summary: 'say little' },
] as const;

function* main(sys: Sys): Step<number> {
  const words = sys.args.filter((word) => !word.startsWith('-'));
  const unknown = sys.args.find(
    (word) => word.startsWith('-') && !/^(-y|-q|--enablerepo=.*|--disablerepo=.*)$/.test(word),
  );
  if (unknown !== undefined) return yield* notModelled(sys, 'yum', unknown);
  const [verb, ...names] = words;
  switch (verb) {
    case 'install':
    case 'update':
      return yield* install(sys, verb, names);
    case 'list':
      return yield* list(
        sys,
        names.filter((name) => name !== 'installed'),
      );
    case undefined:
      yield* sys.write(1, 'You need to give some command\n');
      return 1;
    default:
      return yield* notModelled(sys, 'yum', verb);
  }
}

function* install(sys: Sys, verb: string, names: readonly string[]): Step<number> {
  yield* sys.write(1, 'Loaded plugins: fastestmirror\n');
  // A mirror has to have a name before anything else happens. The name resolves or it does not; nothing is fetched.
  if (!(yield* resolveName(sys, 'www.example.com')).ok) {
    yield* sys.write(
      2,
      'Could not retrieve mirrorlist http://mirrorlist.centos.org/?release=7&arch=x86_64&repo=os&infra=stock error was\n14: curl#6 - "Could not resolve host: mirrorlist.centos.org; Unknown error"\n\n\n One of the configured repositories failed (Unknown),\n and yum doesn\'t have enough cached data to continue.\n',
    );
    return 1;
  }
  const elrepo = sys.args.some((word) => word === '--enablerepo=elrepo-kernel');
  if (elrepo && !sys.node.packages.has(ELREPO_RELEASE)) {
    yield* sys.write(2, '\n\nError getting repository data for elrepo-kernel, repository not found\n');
    return 1;
  }
  let changed = false;
  for (const name of names) {
    if (name === 'kernel-ml' && elrepo && !sys.node.installedKernels.includes(ELREPO_KERNEL)) {
      yield* addKernel(sys);
      changed = true;
    } else if (
      name === 'kernel' ||
      (name === 'kernel-ml' && sys.node.installedKernels.includes(ELREPO_KERNEL)) ||
      sys.node.packages.has(name)
    )
      yield* sys.write(
        1,
        `Package ${installedPackages(sys.node).find((one) => one.startsWith(`${name}-`)) ?? name} already installed and latest version\n`,
      );
    else yield* sys.write(1, `No package ${name} available.\n`);
  }
  if (changed) {
    yield* sys.write(1, '\nComplete!\n');
    return 0;
  }
  const good =
    verb === 'update' ||
    names.every(
      (name) =>
        name === 'kernel' ||
        sys.node.packages.has(name) ||
        (name === 'kernel-ml' && sys.node.installedKernels.includes(ELREPO_KERNEL)),
    );
  yield* sys.write(
    good ? 1 : 2,
    good
      ? verb === 'update'
        ? 'No packages marked for update\n'
        : 'Nothing to do\n'
      : 'Error: Nothing to do\n',
  );
  return good ? 0 : 1;
}

/** Installing a kernel does not make it the one that boots: that is grub2-set-default's. */
function* addKernel(sys: Sys): Step<void> {
  const [version, architecture] = [ELREPO_KERNEL.replace(/\.x86_64$/, ''), 'x86_64'];
  yield* sys.write(
    1,
    `Resolving Dependencies\n--> Running transaction check\n---> Package kernel-ml.${architecture} 0:${version} will be installed\n--> Finished Dependency Resolution\n\n` +
      `Running transaction\n  Installing : kernel-ml-${ELREPO_KERNEL}   1/1 \n  Verifying  : kernel-ml-${ELREPO_KERNEL}   1/1 \n\nInstalled:\n  kernel-ml.${architecture} 0:${version}\n`,
  );
  const { name } = sys.node;
  yield* sys.change((world) => {
    world.nodes.get(name)?.installedKernels.push(ELREPO_KERNEL);
  });
}

function* list(sys: Sys, names: readonly string[]): Step<number> {
  const rows = sys.node.installedKernels
    .map((release) => {
      const whole = kernelPackage(release);
      const at = whole.indexOf(release);
      return { name: `${whole.slice(0, at - 1)}.x86_64`, version: release.replace(/\.x86_64$/, '') };
    })
    .filter(
      (row) =>
        names.length === 0 ||
        names.some((name) =>
          name.endsWith('*') ? row.name.startsWith(name.slice(0, -1)) : row.name === `${name}.x86_64`,
        ),
    );
  if (rows.length === 0) {
    yield* sys.write(2, 'Error: No matching Packages to list\n');
    return 1;
  }
  yield* sys.write(
    1,
    `Loaded plugins: fastestmirror\nInstalled Packages\n${rows.map((r) => `${r.name.padEnd(NAME_WIDTH)} ${r.version.padEnd(VERSION_WIDTH)} @anaconda\n`).join('')}`,
  );
  return 0;
}

export const yum: CommandSpec = {
  name: 'yum',
  profiles: ['centos7'],
  summary: 'install packages: kernels are all that this model has',
  usage: ['yum [-y] [--enablerepo=elrepo-kernel] install kernel-ml', 'yum list kernel'],
  flags: FLAGS,
  words: ['install', 'list', 'update'],
  run: main,
};
