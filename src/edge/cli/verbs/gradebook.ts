import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { type Gradebook, type NotedHash, type Verification, verifyGradebook } from '../../gradebook/index.ts';
import type { Invocation } from '../arguments.ts';
import { storeOption, withGradebook } from '../class-store.ts';
import { UsageError } from '../usage-error.ts';
import type { Output, Verb } from './verb.ts';

type Action = (book: Gradebook, invocation: Invocation, output: Output) => Promise<number>;

/** What can be done to a gradebook; `operand` is what its second word names. */
const ACTIONS: Readonly<Record<string, { operand?: string; create?: boolean; run: Action }>> = {
  verify: { run: verify },
  release: { operand: 'DRILL', run: release },
  backup: {
    operand: 'FILE',
    async run(book, { operands }, output) {
      await book.backup(operands[1]);
      output.stdout(`${operands[1]}: the whole gradebook as it is now\n`);
      return 0;
    },
  },
  restore: {
    operand: 'FILE',
    create: true,
    async run(book, { operands }, output) {
      output.stdout(`${await book.restore(operands[1])} rows restored from ${operands[1]}\n`);
      return 0;
    },
  },
  forget: {
    operand: 'LEARNER',
    async run(book, { operands, options }, output) {
      const { attempts, lines, credentials } = await book.forget(
        operands[1],
        options.get('class'),
        Date.now(),
      );
      output.stdout(
        `${operands[1]}: ${attempts} attempts with ${lines} lines of log and ${credentials} credentials deleted\n`,
      );
      if (attempts + credentials === 0) return 1;
      output.stderr(
        'Backups, exports, the roster and spools of servers are not touched: delete the name there as well (docs/gradebook.md).\n',
      );
      return 0;
    },
  },
};

/** From now on the results of a drill are shown to who played it. */
async function release(book: Gradebook, { operands, options }: Invocation, output: Output): Promise<number> {
  const of = options.get('class');
  if (of === undefined) throw new UsageError('netdrill gradebook release: say which class: --class CLASS');
  const drill = operands[1];
  const attempts = await book.attempts({ class: of, drill });
  await book.write([{ write: 'release', class: of, drill, at: Date.now() }]);
  output.stdout(`${drill}: results of ${attempts.length} attempts released\n`);
  if (attempts.length > 0) return 0;
  output.stderr(`Nobody of class ${of} played ${drill} so far: is it written as in the roster?\n`);
  return 1;
}

/** `netdrill gradebook verify|backup|restore|forget`: care of a class's store. */
export const gradebook: Verb = {
  spec: {
    name: 'gradebook',
    operands: 'verify | release DRILL | backup FILE | restore FILE | forget LEARNER',
    summary: 'Check, back up or restore a gradebook, release results, or delete one learner from it.',
    options: [
      storeOption,
      { name: 'class', value: 'CLASS', summary: 'release: of this class; forget: in this class alone' },
      {
        name: 'against',
        value: 'FILE',
        summary: 'verify: compare with the hashes of an earlier export in JSON',
      },
    ],
  },
  async run(invocation, output) {
    const [name, operand] = invocation.operands;
    const action = Object.hasOwn(ACTIONS, name ?? '') ? ACTIONS[name] : undefined;
    if (!action || (action.operand !== undefined && operand === undefined))
      throw new UsageError(`netdrill gradebook: say what to do: ${gradebook.spec.operands}`);
    return await withGradebook(
      invocation,
      'gradebook',
      (book) => action.run(book, invocation, output),
      action.create,
    );
  },
};

async function verify(book: Gradebook, { options }: Invocation, output: Output): Promise<number> {
  const against = options.get('against');
  const found = await verifyGradebook(book, against === undefined ? [] : notedHashes(against));
  const bad = found.findings.length + found.damage.length;
  if (options.has('json')) output.stdout(`${JSON.stringify(found, null, 2)}\n`);
  else output.stdout(verificationText(found));
  return bad > 0 ? 1 : 0;
}

function verificationText({ attempts, lines, findings, damage }: Verification): string {
  const rows = findings.map(
    ({ class: of, learner, drill, attempt, text }) =>
      `${[of, learner, drill].filter((word) => word !== '').join(' ')} (attempt ${attempt}): ${text}\n`,
  );
  const bad = new Set(findings.map(({ attempt }) => attempt)).size;
  return `${damage.map((text) => `database: ${text}\n`).join('')}${rows.join('')}${attempts} attempts, ${lines} lines of log: ${
    bad > 0 ? `${bad} attempts are not as they were written` : 'as they were written'
  }${damage.length > 0 ? '; the database is damaged' : ''}\n`;
}

const exported = z.array(
  z.object({ attempt: z.string(), log_line: z.nullable(z.number()), log_hash: z.nullable(z.string()) }),
);

/** The hashes that an export in JSON has of each attempt. */
function notedHashes(file: string): NotedHash[] {
  try {
    const noted = exported
      .parse(JSON.parse(readFileSync(file, 'utf8')))
      .flatMap(({ attempt, log_line, log_hash }) =>
        log_line !== null && log_hash !== null ? [{ attempt, seq: log_line, hash: log_hash }] : [],
      );
    // An attempt with several marks has as many rows.
    return [...new Map(noted.map((one) => [one.attempt, one])).values()];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined)
      throw new UsageError(`netdrill gradebook: ${(error as Error).message}`);
    throw new UsageError(
      `netdrill gradebook: ${file}: is no export in JSON ('netdrill export --format json')`,
    );
  }
}
