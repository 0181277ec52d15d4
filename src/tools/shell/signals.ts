import type { SignalName } from './port.ts';

/** Signals of x86 and arm64 Linux in the order of their numbers, from 1 (signal(7)). */
export const signalNames: readonly SignalName[] = [
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
];

/** A signal's number; an unknown name counts as 0. */
export function signalNumber(name: SignalName): number {
  return signalNames.indexOf(name) + 1;
}

/** Reads a signal as people write it: `9`, `KILL`, `SIGKILL`, `sigkill`; `0` stays `0`. Null when there is none. */
export function parseSignal(text: string): SignalName | '0' | null {
  if (/^\d+$/.test(text)) return Number(text) === 0 ? '0' : (signalNames[Number(text) - 1] ?? null);
  const name = text.toUpperCase().replace(/^SIG/, '');
  return signalNames.includes(name) ? name : null;
}

/** What bash says about a process that died of a signal; INT and PIPE pass without a word. */
export const signalTexts: Readonly<Record<SignalName, string>> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  ILL: 'Illegal instruction',
  TRAP: 'Trace/breakpoint trap',
  ABRT: 'Aborted',
  BUS: 'Bus error',
  FPE: 'Floating point exception',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault',
  USR2: 'User defined signal 2',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
  XCPU: 'CPU time limit exceeded',
  XFSZ: 'File size limit exceeded',
};
