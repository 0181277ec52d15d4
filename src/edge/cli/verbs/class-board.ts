import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

/** `netdrill class-board`: the teacher's board, started by `netdrill serve` on pipes; nobody types it. */
export const classBoard: Verb = {
  spec: {
    name: 'class-board',
    operands: '',
    summary: "A teacher's board; the server of a class starts it.",
    options: [],
  },
  async run() {
    const { runClassBoard } = await import('../app/class-board-screen.ts');
    return await runClassBoard().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EBADF' && error.code !== 'EINVAL') throw error;
      throw new UsageError("netdrill class-board: 'netdrill serve' starts it for a teacher who logs in.");
    });
  },
};
