import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { formatDate } from '../../shell/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { refusing } from './refusal.ts';
import { localSeconds } from './wall-clock.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-p', '--pretty'], summary: 'in words' },
  { names: ['-s', '--since'], summary: 'when the machine started' },
];

function* run(sys: Sys): Step<number> {
  const { flags } = parseFlags(sys, 'uptime', FLAGS);
  const { node, world } = sys;
  const seconds = Math.floor((world.now - node.bootedAt) / 1_000_000);
  if (flags.has('-s')) {
    yield* print(sys, `${formatDate('%Y-%m-%d %H:%M:%S', localSeconds(sys) - seconds)}\n`);
    return 0;
  }
  if (flags.has('-p')) {
    yield* print(sys, `up ${pretty(seconds)}\n`);
    return 0;
  }
  const users = [...world.terminals.values()].filter(
    (terminal) => terminal.foreground.node === node.name,
  ).length;
  const clock = formatDate('%H:%M:%S', localSeconds(sys));
  // Nothing in the model makes load: a machine of the drills is idle.
  const load = 'load average: 0.00, 0.00, 0.00';
  const who = eraOf(sys) === 'busybox' ? '' : `  ${users} user${users === 1 ? '' : 's'},`;
  yield* print(sys, ` ${clock} up ${elapsed(seconds)},${who}  ${load}\n`);
  return 0;
}

function elapsed(seconds: number): string {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const head = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  if (hours === 0) return `${head}${minutes} min`;
  return `${head}${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')}`;
}

function pretty(seconds: number): string {
  const parts: [number, string][] = [
    [Math.floor(seconds / 604800), 'week'],
    [Math.floor((seconds % 604800) / 86400), 'day'],
    [Math.floor((seconds % 86400) / 3600), 'hour'],
    [Math.floor((seconds % 3600) / 60), 'minute'],
  ];
  const words = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`);
  return words.length > 0 ? words.join(', ') : '0 minutes';
}

export const uptime: CommandSpec = {
  name: 'uptime',
  summary: 'how long the machine has run',
  usage: ['uptime [-p] [-s]'],
  flags: FLAGS,
  run: refusing('uptime', run),
};
