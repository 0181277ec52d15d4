import type { CommandSpec } from '../spec.ts';
import { arp } from './arp.ts';
import { brctl } from './brctl.ts';
import { bridge } from './bridge.ts';
import { conntrack } from './conntrack.ts';
import { date } from './date.ts';
import { dmesg } from './dmesg.ts';
import { ethtool } from './ethtool.ts';
import { withHelp } from './help.ts';
import { hostname } from './hostname.ts';
import { hostnamectl } from './hostnamectl.ts';
import { ifconfig } from './ifconfig.ts';
import { ip } from './ip.ts';
import { iptables } from './iptables.ts';
import { iptablesRestore } from './iptables-restore.ts';
import { iptablesSave } from './iptables-save.ts';
import { netstat } from './netstat.ts';
import { nsenter } from './nsenter.ts';
import { nstat } from './nstat.ts';
import { route } from './route.ts';
import { ss } from './ss.ts';
import { sysctl } from './sysctl.ts';
import { uname } from './uname.ts';
import { uptime } from './uptime.ts';

/** The tools that show and change the state of the network and of the machine. */
export const netCommands: CommandSpec[] = [
  arp,
  brctl,
  bridge,
  conntrack,
  date,
  dmesg,
  ethtool,
  hostname,
  hostnamectl,
  ifconfig,
  ip,
  iptables,
  iptablesRestore,
  iptablesSave,
  netstat,
  nsenter,
  nstat,
  route,
  ss,
  sysctl,
  uname,
  uptime,
].map(withHelp);
