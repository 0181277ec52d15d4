import type { CommandSpec } from '../spec.ts';
import { ping } from './ping.ts';
import { tcpdump } from './tcpdump.ts';

/** Tools that send something and watch what comes. */
export const trafficCommands: readonly CommandSpec[] = [ping, tcpdump];
