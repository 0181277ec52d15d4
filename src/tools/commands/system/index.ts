import type { CommandSpec } from '../spec.ts';
import { systemctl } from './systemctl.ts';

/** Tools about the machine itself: units, journal, processes, packages. */
export const systemCommands: readonly CommandSpec[] = [systemctl];
