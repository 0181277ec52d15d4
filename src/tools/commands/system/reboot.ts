import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';

/** A container has no init to ask. */
const NO_INIT =
  "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\nFailed to talk to init daemon.\n";

function* restart(sys: Sys): Step<number> {
  if (sys.process.namespaces.pid !== '') {
    yield* sys.write(2, NO_INIT);
    return 1;
  }
  yield* sys.reboot();
  return 0;
}

export const reboot: CommandSpec = {
  name: 'reboot',
  profiles: ['centos7', 'debian12'],
  summary: 'restart the machine',
  usage: ['reboot'],
  flags: [{ names: ['-f'], summary: 'accepted' }],
  *run(sys: Sys): Step<number> {
    const other = sys.args.find((word) => word !== '-f');
    return other === undefined ? yield* restart(sys) : yield* notModelled(sys, 'reboot', other);
  },
};

export const shutdown: CommandSpec = {
  name: 'shutdown',
  profiles: ['centos7', 'debian12'],
  summary: 'restart the machine; switching it off is not modelled',
  usage: ['shutdown -r now'],
  flags: [{ names: ['-r'], summary: 'restart' }],
  *run(sys: Sys): Step<number> {
    const words = sys.args.filter((word) => word !== '-r');
    if (!sys.args.includes('-r')) return yield* notModelled(sys, 'shutdown', sys.args[0] ?? '-h');
    if (words.some((word) => word !== 'now' && word !== '+0'))
      return yield* notModelled(sys, 'shutdown', words.join(' '));
    return yield* restart(sys);
  },
};
