import type { Process, Terminal } from '../../model/state/index.ts';

/** Characters a terminal keeps of what one command prints, and the little more that its shells have to say so. */
const MOST_PRINTED = 4_000_000;
const MOST_SAID = 4_100_000;
/** Characters that stay on a terminal at least, to scroll back through. */
const KEPT = 65_536;
const SHELLS = new Set(['bash', 'sh']);

/** Erases the display from the cursor's home, or resets the terminal: ED 2 and RIS of ECMA-48, and busybox's `ESC [H ESC [J`. */
const ERASED = /^[\s\S]*(?:\u001b\[H\u001b\[J|\u001b\[2J|\u001bc)(?:\u001b\[3J)?/;

/** Nothing of what was shown is left, but a prompt that waits for its line. */
export function clearTerminal(terminal: Terminal): void {
  terminal.output = terminal.editing?.prompt ?? '';
}

/**
 * Whether a terminal keeps what a process writes. A program that writes more than it keeps (`seq 1e9`) has outgrown its machine, and is
 * to be killed as such a one is; of a shell nothing is kept any more in the end.
 */
export function roomOn({ stdout, stderr }: Terminal, { comm }: Process): 'room' | 'outgrown' | 'full' {
  const printed = stdout.length + stderr.length;
  if (printed <= MOST_PRINTED) return 'room';
  if (!SHELLS.has(comm)) return 'outgrown';
  return printed > MOST_SAID ? 'full' : 'room';
}

/** Shows text at the end of a terminal's output; text that erases the screen leaves only what follows it. */
export function printToTerminal(terminal: Terminal, text: string): void {
  const erased = text.includes('\u001b') ? ERASED.exec(text) : null;
  if (!erased) {
    terminal.output += text;
    if (terminal.output.length > 2 * KEPT) terminal.output = terminal.output.slice(-KEPT);
    return;
  }
  clearTerminal(terminal);
  terminal.output += text.slice(erased[0].length);
}
