import type { Terminal } from '../../model/state/index.ts';

/** Erases the display from the cursor's home, or resets the terminal: ED 2 and RIS of ECMA-48, and busybox's `ESC [H ESC [J`. */
const ERASED = /^[\s\S]*(?:\u001b\[H\u001b\[J|\u001b\[2J|\u001bc)(?:\u001b\[3J)?/;

/** Nothing of what was shown is left, but a prompt that waits for its line. */
export function clearTerminal(terminal: Terminal): void {
  terminal.output = terminal.editing?.prompt ?? '';
}

/** Shows text at the end of a terminal's output; text that erases the screen leaves only what follows it. */
export function printToTerminal(terminal: Terminal, text: string): void {
  const erased = text.includes('\u001b') ? ERASED.exec(text) : null;
  if (!erased) {
    terminal.output += text;
    return;
  }
  clearTerminal(terminal);
  terminal.output += text.slice(erased[0].length);
}
