import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { CommandSpec } from '../spec.ts';

/** What firewall-cmd exits with when its daemon is absent. */
const NOT_RUNNING = 252;

export const firewallCmd: CommandSpec = {
  name: 'firewall-cmd',
  profiles: ['centos7'],
  summary: 'ask firewalld, which no machine of this model runs',
  usage: ['firewall-cmd --state', 'firewall-cmd --list-all'],
  flags: [{ names: ['--state'], summary: 'is it running' }],
  *run(sys: Sys): Step<number> {
    yield* sys.write(2, sys.args.includes('--state') ? 'not running\n' : 'FirewallD is not running\n');
    return NOT_RUNNING;
  },
};
