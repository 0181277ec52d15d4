import type { CommandSpec } from '../spec.ts';
import { arping } from './arping.ts';
import { curl } from './curl.ts';
import { dig } from './dig.ts';
import { getent } from './getent.ts';
import { host } from './host.ts';
import { ncat, netcat } from './netcat.ts';
import { nslookup } from './nslookup.ts';
import { ping } from './ping.ts';
import { tcpdump } from './tcpdump.ts';
import { telnet } from './telnet.ts';
import { tracepath } from './tracepath.ts';
import { traceroute } from './traceroute.ts';
import { wget } from './wget.ts';

/** Tools that send something and watch what comes. */
export const trafficCommands: readonly CommandSpec[] = [
  arping,
  curl,
  dig,
  getent,
  host,
  ncat,
  netcat,
  nslookup,
  ping,
  tcpdump,
  telnet,
  tracepath,
  traceroute,
  wget,
];
