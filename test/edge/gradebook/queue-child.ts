// A program that writes to a gradebook through a queue until it is killed. Arguments: store, spool, number of the first line, mode.
import { writeSync } from 'node:fs';
import { GradebookError, openGradebook, WriteQueue } from '../../../src/edge/gradebook/index.ts';
import { line, log } from './samples.ts';

const [target, spool, first, mode] = process.argv.slice(2);
let asked = 0;

/** A store that is never there, or that comes and goes and at times takes a batch whose answer is lost on the way. */
async function open() {
  if (mode === 'down') throw new GradebookError('unavailable', 'down');
  const book = await openGradebook(target, { patience: 5000 });
  const write = book.write.bind(book);
  book.write = async (batch) => {
    asked++;
    if (mode === 'flapping' && asked % 3 === 0) throw new GradebookError('unavailable', 'gone');
    await write(batch);
    if (mode === 'flapping' && asked % 3 === 1) throw new GradebookError('unavailable', 'no answer');
  };
  return book;
}

const queue = new WriteQueue(open, spool, Date.now);
for (let seq = Number(first); ; ) {
  for (let i = 0; i < 20; i++) queue.push(log(1, line(seq++)));
  await queue.flush();
  // At once, so that a kill cannot keep back what was promised.
  writeSync(1, `${seq - 1}\n`);
}
