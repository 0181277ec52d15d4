import { availableParallelism } from 'node:os';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { Invocation } from '../arguments.ts';
import { language, wholeNumber } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

const PORT = 2222;
const HOST = '127.0.0.1';
/** What one learner's worlds may take, and what a thread takes besides: MiB. */
const MEMORY = { learner: 64, thread: 512 };
const LEARNERS = 40;

/** `netdrill serve`: the trainer over SSH, for a class. */
export const serve: Verb = {
  spec: {
    name: 'serve',
    operands: '',
    summary: 'Serve the trainer over SSH to a class, or without a roster to this machine.',
    options: [
      { name: 'port', value: 'N', summary: `port to listen on; ${PORT} unless told` },
      { name: 'host', value: 'ADDRESS', summary: `address to listen on; ${HOST} unless told` },
      { name: 'roster', value: 'FILE', summary: 'who is in the class, and what they are given' },
      { name: 'store', value: 'PATH', summary: 'where results are kept; ./netdrill-class unless told' },
      { name: 'same', summary: 'the same addresses and names for everybody' },
      { name: 'memory', value: 'MIB', summary: 'what the worlds may take in all' },
    ],
  },
  async run(invocation, output) {
    const port = wholeNumber(invocation, 'port') ?? PORT;
    if (port > 65_535) throw new UsageError(`netdrill serve: --port wants 0 to 65535, not '${port}'`);
    const { serveClass } = await import('../app/class-server.ts');
    return await serveClass(
      {
        port,
        host: hostOf(invocation),
        roster: invocation.options.get('roster'),
        store: invocation.options.get('store') ?? 'netdrill-class',
        scenarios: invocation.options.get('scenarios'),
        lang: language(invocation),
        same: invocation.options.has('same'),
        threads: Math.max(1, availableParallelism() - 1),
        memory: wholeNumber(invocation, 'memory') ?? MEMORY.thread + LEARNERS * MEMORY.learner,
        version: packageJson.version,
      },
      output,
    );
  },
};

/** Without a roster anybody may come in: then only from this machine. */
function hostOf({ options }: Invocation): string {
  const host = options.get('host') ?? HOST;
  if (!options.has('roster') && !/^(127\.[\d.]+|::1|localhost)$/.test(host))
    throw new UsageError(
      `netdrill serve: without a roster anybody may come in, so ${host} is refused. Give it --roster FILE ('netdrill roster new FILE' makes one).`,
    );
  return host;
}
