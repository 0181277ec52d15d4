import type { CallContext, Handler } from './call.ts';
import { FILE_CALLS } from './calls-files.ts';
import { LOG_CALLS } from './calls-log.ts';
import { PROCESS_CALLS } from './calls-process.ts';
import { SERVICE_CALLS } from './calls-services.ts';
import { SOCKET_CALLS } from './calls-sockets.ts';
import { SPAWN_CALLS } from './calls-spawn.ts';
import { TERMINAL_CALLS } from './calls-terminal.ts';

type AnyHandler = (context: CallContext, ...args: never[]) => unknown;

/** Every system call by name. */
export const HANDLERS: Readonly<Record<string, AnyHandler & Handler>> = {
  ...FILE_CALLS,
  ...LOG_CALLS,
  ...PROCESS_CALLS,
  ...SOCKET_CALLS,
  ...SPAWN_CALLS,
  ...SERVICE_CALLS,
  ...TERMINAL_CALLS,
};
