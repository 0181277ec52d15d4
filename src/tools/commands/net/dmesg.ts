import type { Step } from '../../../lib/index.ts';
import { LOG_LEVELS } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { KernelMessage } from '../../../model/state/index.ts';
import { formatDate } from '../../shell/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { parseFlags } from './flags.ts';
import { Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-T', '--ctime'], summary: 'readable times' },
  { names: ['-t', '--notime'], summary: 'no times' },
  { names: ['-l', '--level'], argument: 'LEVELS', summary: 'only these levels' },
  { names: ['-k', '--kernel'], summary: 'accepted: there is nothing else' },
  { names: ['-c', '--read-clear'], summary: 'show, then clear' },
  { names: ['-C', '--clear'], summary: 'clear' },
  { names: ['-P', '--nopager'], summary: 'accepted' },
  { names: ['-w', '--follow'], summary: 'wait for more', unmodelled: true },
  { names: ['-H', '--human'], summary: 'with a pager', unmodelled: true },
  { names: ['-x', '--decode'], summary: 'levels in words', unmodelled: true },
  { names: ['-r', '--raw'], summary: 'raw lines', unmodelled: true },
  { names: ['-J', '--json'], summary: 'JSON output', unmodelled: true },
];

function* run(sys: Sys): Step<number> {
  const { flags } = parseFlags(sys, 'dmesg', FLAGS, { usage: "Try 'dmesg --help' for more information.\n" });
  const { node, world } = sys;
  if (flags.has('-C')) {
    node.kernelLog = [];
    return 0;
  }
  const names = flags.get('-l')?.split(',');
  const levels = names?.map((name) => {
    const level = LOG_LEVELS.indexOf(name === 'warn' ? 'warning' : name);
    if (level < 0) throw new Refusal(`dmesg: unknown level '${name}'\n`, 1);
    return level;
  });
  const stamp = (message: KernelMessage) => {
    const at = message.early ? node.bootedAt : message.at;
    if (flags.has('-t')) return '';
    if (flags.has('-T')) {
      const seconds = (world.epoch + at) / 1_000_000 + world.utcOffset * 60;
      return `[${formatDate('%a %b %e %H:%M:%S %Y', seconds)}] `;
    }
    return `[${((at - node.bootedAt) / 1_000_000).toFixed(6).padStart(12)}] `;
  };
  const shown = node.kernelLog.filter((message) => !levels || levels.includes(message.level));
  yield* print(sys, shown.map((message) => `${stamp(message)}${message.text}\n`).join(''));
  if (flags.has('-c')) node.kernelLog = [];
  return 0;
}

export const dmesg: CommandSpec = {
  name: 'dmesg',
  summary: "the kernel's messages",
  usage: ['dmesg [-T] [-t] [-l LEVELS] [-c]'],
  flags: FLAGS,
  run: refusing('dmesg', run),
};
