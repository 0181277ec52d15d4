import { setFlagsFromString } from 'node:v8';

/**
 * Has the engine give up backtracking where it gets out of hand and go on in linear time, which it can for expressions without back
 * references. grep, sed and awk take what a learner types, and one call cannot be interrupted: `(a+)+$` on forty letters is
 * 30 seconds else, and a millisecond so.
 */
export function boundBacktracking(): void {
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}
