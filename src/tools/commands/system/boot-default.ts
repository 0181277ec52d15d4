import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { bootEntries, bootTitle } from './kernel-packages.ts';

function* choose(sys: Sys, release: string): Step<void> {
  const { name } = sys.node;
  yield* sys.change((world) => {
    const node = world.nodes.get(name);
    if (node) node.defaultKernel = release;
  });
}

/** `grub2-set-default 0`, or the title of an entry. */
export const grub2SetDefault: CommandSpec = {
  name: 'grub2-set-default',
  profiles: ['centos7'],
  summary: 'choose the kernel that boots next, by its place in the menu',
  usage: ['grub2-set-default NUMBER|TITLE'],
  flags: [],
  *run(sys: Sys): Step<number> {
    const [word] = sys.args;
    const entries = bootEntries(sys.node);
    if (word === undefined) {
      yield* sys.write(2, 'More than one menu entry?\n');
      return 1;
    }
    const release = /^\d+$/.test(word)
      ? entries[Number(word)]
      : entries.find((one) => bootTitle(one) === word);
    // An entry that is not there is remembered by the real tool; the loader then takes the first.
    yield* choose(sys, release ?? entries[0]);
    return 0;
  },
};

/** `grub2-editenv list` */
export const grub2Editenv: CommandSpec = {
  name: 'grub2-editenv',
  profiles: ['centos7'],
  summary: 'show the entry that boots next',
  usage: ['grub2-editenv list'],
  flags: [],
  *run(sys: Sys): Step<number> {
    if (sys.args.at(-1) !== 'list') return yield* notModelled(sys, 'grub2-editenv', sys.args.join(' '));
    yield* sys.write(1, `saved_entry=${bootTitle(sys.node.defaultKernel)}\n`);
    return 0;
  },
};

/** `grubby --default-kernel`, `grubby --set-default PATH` */
export const grubby: CommandSpec = {
  name: 'grubby',
  profiles: ['centos7'],
  summary: 'show or choose the kernel that boots next, by its file',
  usage: ['grubby --default-kernel', 'grubby --set-default /boot/vmlinuz-RELEASE'],
  flags: [
    { names: ['--default-kernel'], summary: 'show it' },
    { names: ['--set-default'], argument: 'PATH', summary: 'choose it' },
  ],
  *run(sys: Sys): Step<number> {
    if (sys.args[0] === '--default-kernel') {
      yield* sys.write(1, `/boot/vmlinuz-${sys.node.defaultKernel}\n`);
      return 0;
    }
    const path =
      /^--set-default=(.*)$/.exec(sys.args[0] ?? '')?.[1] ??
      (sys.args[0] === '--set-default' ? sys.args[1] : undefined);
    if (path === undefined) return yield* notModelled(sys, 'grubby', sys.args.join(' '));
    const release = sys.node.installedKernels.find((one) => path === `/boot/vmlinuz-${one}`);
    if (release === undefined) {
      yield* sys.write(2, `The param ${path} is incorrect\n`);
      return 1;
    }
    yield* choose(sys, release);
    return 0;
  },
};
