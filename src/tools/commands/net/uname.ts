import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { hostName } from './hostname.ts';
import { refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-a', '--all'], summary: 'everything' },
  { names: ['-s', '--kernel-name'], summary: 'name of the kernel' },
  { names: ['-n', '--nodename'], summary: 'name of the host' },
  { names: ['-r', '--kernel-release'], summary: 'release of the kernel' },
  { names: ['-v', '--kernel-version'], summary: 'build of the kernel' },
  { names: ['-m', '--machine'], summary: 'machine' },
  { names: ['-p', '--processor'], summary: 'processor' },
  { names: ['-i', '--hardware-platform'], summary: 'hardware platform' },
  { names: ['-o', '--operating-system'], summary: 'operating system' },
];

/** Build stamps of distribution kernels; others show only that they are SMP builds. */
const BUILDS: Readonly<Record<string, string>> = {
  '3.10.0-693.el7.x86_64': '#1 SMP Tue Aug 22 21:09:27 UTC 2017',
  '3.10.0-862.el7.x86_64': '#1 SMP Fri Apr 20 16:44:24 UTC 2018',
  '3.10.0-1160.el7.x86_64': '#1 SMP Mon Oct 19 16:18:59 UTC 2020',
};

/** What uname(2) calls the version. */
function kernelBuild(release: string): string {
  return BUILDS[release] ?? '#1 SMP';
}

function* run(sys: Sys): Step<number> {
  const { flags } = parseFlags(sys, 'uname', FLAGS, { usage: "Try 'uname --help' for more information.\n" });
  const era = eraOf(sys);
  const os = era === 'busybox' ? 'Linux' : 'GNU/Linux';
  // Debian leaves processor and platform unknown, and `-a` leaves unknown words out.
  const processor = era === 'old' ? 'x86_64' : 'unknown';
  const parts: [string, string][] = [
    ['-s', 'Linux'],
    ['-n', hostName(sys)],
    ['-r', sys.node.kernel],
    ['-v', kernelBuild(sys.node.kernel)],
    ['-m', 'x86_64'],
    ['-p', processor],
    ['-i', processor],
    ['-o', os],
  ];
  const all = flags.has('-a');
  const chosen = parts.filter(
    ([flag, text]) => (all && text !== 'unknown') || flags.has(flag) || (flags.size === 0 && flag === '-s'),
  );
  yield* print(sys, `${chosen.map(([, text]) => text).join(' ')}\n`);
  return 0;
}

export const uname: CommandSpec = {
  name: 'uname',
  summary: 'kernel and machine',
  usage: ['uname [-asnrvmpio]'],
  flags: FLAGS,
  run: refusing('uname', run),
};
