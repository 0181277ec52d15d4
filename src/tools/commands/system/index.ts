import type { CommandSpec } from '../spec.ts';
import { ssh } from '../remote/ssh.ts';
import { less } from '../screen/less.ts';
import { watch } from '../screen/watch.ts';
import { grub2Editenv, grub2SetDefault, grubby } from './boot-default.ts';
import { nano, vi } from './editor.ts';
import { etcdctl } from './etcdctl.ts';
import { firewallCmd } from './firewall-cmd.ts';
import { journalctl } from './journalctl.ts';
import { lsmod, modprobe } from './kernel-modules.ts';
import { man } from './man.ts';
import { killall, pgrep, pidof, pkill } from './process-signals.ts';
import { ps } from './ps.ts';
import { reboot, shutdown } from './reboot.ts';
import { rpm } from './rpm.ts';
import { sudo } from './sudo.ts';
import { systemctl } from './systemctl.ts';
import { yum } from './yum.ts';

/** Tools about the machine itself: units, journal, processes, packages. */
export const systemCommands: readonly CommandSpec[] = [
  etcdctl,
  firewallCmd,
  grub2Editenv,
  grub2SetDefault,
  grubby,
  journalctl,
  killall,
  less,
  lsmod,
  man,
  modprobe,
  nano,
  pgrep,
  pidof,
  pkill,
  ps,
  reboot,
  rpm,
  shutdown,
  ssh,
  sudo,
  systemctl,
  vi,
  watch,
  yum,
];
