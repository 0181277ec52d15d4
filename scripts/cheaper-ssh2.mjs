import { readFile } from 'node:fs/promises';
import { changed } from './changed.mjs';

/** Fields of ciphers that keep a key: OpenSSL makes a cipher of it for each packet, from a key object in a fifth of the time. */
const KEYS = [
  ['this._encKey = ', 'enc.cipherKey'],
  ['this._encKeyMain = ', 'enc.cipherKey.slice(0, 32)'],
  ['this._encKeyPktLen = ', 'enc.cipherKey.slice(32)'],
  ['this._decipherKey = ', 'dec.decipherKey'],
  ['this._decKeyMain = ', 'dec.decipherKey.slice(0, 32)'],
  ['this._decKeyPktLen = ', 'dec.decipherKey.slice(32)'],
];

/** Modules of ssh2 1.17 that are changed for speed, by the end of their path: the same octets, cheaper. */
export const changes = {
  'lib/protocol/crypto.js': (source) =>
    KEYS.reduce(
      (text, [field, key]) => changed(text, `${field}${key};`, `${field}createSecretKey(${key});`),
      changed(
        source,
        '  createCipheriv, createDecipheriv,',
        '  createCipheriv, createDecipheriv, createSecretKey,',
      ),
    ),
  // A packet is written in three parts: what is written in one turn leaves in one system call, and in one segment.
  'lib/server.js': (source) =>
    changed(
      source,
      `        if (isWritable(socket))
          socket.write(data);`,
      `        if (!isWritable(socket))
          return;
        if (socket.writableCorked === 0) {
          socket.cork();
          process.nextTick(() => socket.uncork());
        }
        socket.write(data);`,
    ),
};

const nameOf = (path) => path.replaceAll('\\', '/').split('/ssh2/').at(-1);

/** A rolldown plugin that applies {@link changes}, and fails where ssh2 is bundled without one of them. */
export const cheaperSsh2 = {
  name: 'cheaper-ssh2',
  load: {
    filter: { id: /[/\\]ssh2[/\\]lib[/\\].*\.js$/ },
    async handler(path) {
      const change = changes[nameOf(path)];
      return change?.(await readFile(path, 'utf8'));
    },
  },
  generateBundle(_options, bundle) {
    const names = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}).map(nameOf));
    if (!names.some((name) => name.startsWith('lib/'))) return;
    for (const name of Object.keys(changes))
      if (!names.includes(name))
        this.error(`ssh2 is bundled, but ${name}, which is to be changed, was not found`);
  },
};
