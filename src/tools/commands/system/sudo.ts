import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { runProgram } from '../text/xargs.ts';

export const sudo: CommandSpec = {
  name: 'sudo',
  profiles: ['centos7', 'debian12'],
  summary: 'run a command as root, which everybody is here already',
  usage: ['sudo [-n] [-E] COMMAND [ARG]...'],
  flags: [
    { names: ['-n'], summary: 'never ask' },
    { names: ['-E'], summary: 'keep the environment' },
    { names: ['-i', '-s'], summary: 'a shell' },
  ],
  // It stays and waits, since PAM's session is closed when the command ends: `ps` shows both, as it does for sudo 1.8.
  *run(sys: Sys): Step<number> {
    const words = [...sys.args];
    let shell = false;
    while (words[0]?.startsWith('-')) {
      const flag = words.shift() ?? '';
      if (flag === '--') break;
      if (flag === '-i' || flag === '-s') shell = true;
      else if (flag !== '-n' && flag !== '-E' && flag !== '-H') return yield* notModelled(sys, 'sudo', flag);
    }
    if (words.length === 0 && shell) words.push('bash');
    if (words.length === 0) {
      yield* sys.write(2, 'usage: sudo [-nE] [command]\n');
      return 1;
    }
    return yield* runProgram(sys, 'sudo', words);
  },
};
