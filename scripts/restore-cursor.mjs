// Stands in for restore-cursor in the bundle, which writes its escape sequence to stderr even where that is a pipe or a file.
import process from 'node:process';

let armed = false;

/** Shows the cursor again when the program ends, on a real terminal only. */
export default function restoreCursor() {
  if (armed || !process.stderr.isTTY) return;
  armed = true;
  process.once('exit', () => process.stderr.write('\u001b[?25h'));
}
