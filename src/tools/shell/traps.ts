import type { Step } from '../../lib/index.ts';
import { LineAbort } from './flow.ts';
import type { SignalName } from './port.ts';
import { type Shell, writeTo } from './shell.ts';
import { signalNumber } from './signals.ts';

/**
 * Commands and turns that a shell does for a microsecond each. Later ones are dear, so that a loop without end takes seconds of
 * the real machine's time for a minute of the model's, and not ten.
 */
const CHEAP = 100_000;
const DEAR = 50;

/**
 * Spends CPU time and lets the world go on; then runs the traps of signals that arrived. Called once per command and
 * per turn of a loop, so that no script can hold the event loop and every script can be interrupted.
 */
export function* tick(shell: Shell, price = 1): Step<void> {
  if (price > 0) shell.ticks += 1;
  const microseconds = price > 0 && shell.ticks > CHEAP ? DEAR : price;
  const arrived = yield* shell.port.charge(microseconds);
  for (const signal of arrived) yield* handleSignal(shell, signal);
}

/** Runs a signal's trap; an interactive shell without a trap for INT gives up the line. */
function* handleSignal(shell: Shell, signal: SignalName): Step<void> {
  const action = shell.traps.get(signal);
  if (action !== undefined) {
    if (action !== '') yield* runTrap(shell, action, signal);
    return;
  }
  if (signal === 'INT' && shell.interactive) {
    yield* writeTo(shell, 2, '\n');
    throw new LineAbort(130, null);
  }
  if (shell.traps.has('EXIT') && !shell.interactive) {
    yield* runExitTrap(shell);
    yield* shell.port.onSignal(signal, 'default');
    yield* shell.port.kill(shell.pid, signal);
    throw new LineAbort(128 + signalNumber(signal), null);
  }
}

function* runTrap(shell: Shell, action: string, source: string): Step<void> {
  const status = shell.status;
  yield* shell.run.text(shell, action, source);
  shell.status = status;
}

/** Runs the EXIT trap once. */
export function* runExitTrap(shell: Shell): Step<void> {
  const action = shell.traps.get('EXIT');
  if (action === undefined) return;
  shell.traps.delete('EXIT');
  if (action !== '') yield* runTrap(shell, action, 'EXIT');
}

/** Runs the ERR trap, if one is set. */
export function* runErrorTrap(shell: Shell): Step<void> {
  const action = shell.traps.get('ERR');
  if (action === undefined || action === '') return;
  shell.traps.delete('ERR');
  yield* runTrap(shell, action, 'ERR');
  if (!shell.traps.has('ERR')) shell.traps.set('ERR', action);
}
