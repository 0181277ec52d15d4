import type { CommandSpec } from '../spec.ts';
import { etcdctl } from './etcdctl.ts';
import { firewallCmd } from './firewall-cmd.ts';
import { journalctl } from './journalctl.ts';
import { man } from './man.ts';
import { killall, pgrep, pkill } from './process-signals.ts';
import { ps } from './ps.ts';
import { reboot, shutdown } from './reboot.ts';
import { sudo } from './sudo.ts';
import { systemctl } from './systemctl.ts';

/** Tools about the machine itself: units, journal, processes, packages. */
export const systemCommands: readonly CommandSpec[] = [
  etcdctl,
  firewallCmd,
  journalctl,
  killall,
  man,
  pgrep,
  pkill,
  ps,
  reboot,
  shutdown,
  sudo,
  systemctl,
];
