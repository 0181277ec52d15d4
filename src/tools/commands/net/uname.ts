import type { Step } from '../../../lib/index.ts';
import { kernelVersion, type Sys } from '../../../machine/os/index.ts';
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
    ['-v', kernelVersion(sys.node.kernel)],
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
