import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import packageJson from '../../../../package.json' with { type: 'json' };
import { dataDirectory } from '../../logs/index.ts';
import type { Invocation } from '../arguments.ts';
import { language, wholeNumber } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

const PORT = 2222;
const HOST = '127.0.0.1';
const STORE = 'class.db';
/** What the server takes for a class of forty: MiB. */
const MEMORY = 4096;
/** Less has no room for one world: MiB. */
const LEAST_MEMORY = 1024;
/** How far worlds stand back behind keys: nice(1). */
const NICE = 19;

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
      {
        name: 'store',
        value: 'PATH|URL',
        summary: `the class's gradebook: a file, or postgres://USER@HOST/DATABASE; ${STORE} unless told`,
      },
      {
        name: 'host-key',
        value: 'FILE',
        summary: "the server's private key; made beside the gradebook unless told",
      },
      { name: 'same', summary: 'the same addresses and names for everybody' },
      {
        name: 'memory',
        value: 'MIB',
        summary: `what the server may take in all; ${MEMORY} unless told`,
      },
      {
        name: 'nice',
        value: 'N',
        summary: `how far worlds stand back behind keys and frames, 0 to 19; ${NICE} unless told`,
      },
    ],
  },
  async run(invocation, output) {
    const port = wholeNumber(invocation, 'port') ?? PORT;
    if (port > 65_535) throw new UsageError(`netdrill serve: --port wants 0 to 65535, not '${port}'`);
    const memory = wholeNumber(invocation, 'memory') ?? MEMORY;
    if (memory < LEAST_MEMORY)
      throw new UsageError(`netdrill serve: --memory wants ${LEAST_MEMORY} or more (MiB), not '${memory}'`);
    const nice = wholeNumber(invocation, 'nice') ?? NICE;
    if (nice > 19) throw new UsageError(`netdrill serve: --nice wants 0 to 19, not '${nice}'`);
    const store = invocation.options.get('store') ?? STORE;
    // Several servers may share a database; what is beside it is each one's own.
    const beside = /^postgres(ql)?:/.test(store) ? join(dataDirectory(), 'class') : store;
    // Colours are those of people's terminals, not of the one the server runs on; Ink looks when it is loaded.
    process.env.FORCE_COLOR = '1';
    const { serveClass } = await import('../app/class-server.ts');
    return await serveClass(
      {
        port,
        host: hostOf(invocation),
        roster: invocation.options.get('roster'),
        store,
        spool: `${beside}.spool`,
        hostKey: invocation.options.get('host-key') ?? `${beside}.host-key`,
        scenarios: invocation.options.get('scenarios'),
        lang: language(invocation),
        same: invocation.options.has('same'),
        processes: Math.max(1, availableParallelism() - 1),
        memory,
        nice,
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
