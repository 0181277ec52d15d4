import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import type ssh2 from 'ssh2';
import type { CipherAlgorithm } from 'ssh2';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { changes, cheaperSsh2 } from '../../scripts/cheaper-ssh2.mjs';

const folder = mkdtempSync(join(tmpdir(), 'netdrill-ssh2-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Bundles ssh2 as the build does, and loads the result. */
async function load(plugins: (typeof cheaperSsh2)[]): Promise<typeof ssh2> {
  const file = join(folder, plugins.length > 0 ? 'cheap.mjs' : 'stock.mjs');
  await build({
    input: 'node_modules/ssh2/lib/index.js',
    platform: 'node',
    external: ['cpu-features', /sshcrypto\.node$/],
    transform: { define: { __dirname: 'import.meta.dirname' } },
    plugins,
    output: { file, format: 'esm' },
  });
  return (await import(pathToFileURL(file).href)).default;
}

const cheap = await load([cheaperSsh2]);
const stock = await load([]);
const { private: hostKey } = stock.utils.generateKeyPairSync('ed25519');
const LONG = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251));

/** A session with a server that sends back what it gets: what came back, and how often the server's socket was written to. */
async function echoed(by: typeof ssh2, cipher: CipherAlgorithm): Promise<{ back: Buffer; writes: number }> {
  const server = new by.Server({ hostKeys: [hostKey] }, (client) => {
    client.on('authentication', (attempt) => attempt.accept());
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec) => {
        const channel = acceptExec();
        channel.pipe(channel);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const client = new stock.Client();
  client.connect({
    host: '127.0.0.1',
    port,
    username: 'anna',
    password: '',
    algorithms: { cipher: [cipher] },
  });
  await once(client, 'ready');
  const channel = await new Promise<ssh2.ClientChannel>((resolve, reject) =>
    client.exec('echo', (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  const parts = [vi.spyOn(Socket.prototype, '_write'), vi.spyOn(Socket.prototype, '_writev' as never)];
  const theirs = () =>
    parts.reduce(
      (sum, { mock }) => sum + mock.contexts.filter((socket) => (socket as Socket).localPort === port).length,
      0,
    );
  const got: Buffer[] = [];
  channel.on('data', (octets: Buffer) => got.push(octets));
  channel.write('x');
  while (got.length === 0) await new Promise(setImmediate);
  const writes = theirs();
  channel.end(LONG);
  await once(channel, 'end');
  vi.restoreAllMocks();
  client.end();
  server.close();
  return { back: Buffer.concat(got), writes };
}

describe('ssh2 as it is bundled', () => {
  test.each<CipherAlgorithm>(['aes128-gcm@openssh.com', 'chacha20-poly1305@openssh.com', 'aes256-ctr'])(
    'speaks %s as ssh2 itself does',
    async (cipher) => {
      const { back } = await echoed(cheap, cipher);
      expect(back.equals(Buffer.concat([Buffer.from('x'), LONG]))).toBe(true);
    },
  );

  test('writes a packet at once, which ssh2 itself writes in parts', async () => {
    expect((await echoed(stock, 'aes128-gcm@openssh.com')).writes).toBeGreaterThanOrEqual(3);
    expect((await echoed(cheap, 'aes128-gcm@openssh.com')).writes).toBe(1);
  });

  test('a bundle of it in which a module has another name is none', () => {
    const bundle = { a: { modules: { '/home/ssh2/node_modules/ssh2/lib/server.js': {} } } };
    const fail = (text: string) => {
      throw new Error(text);
    };
    expect(() => cheaperSsh2.generateBundle.call({ error: fail } as never, {}, bundle)).toThrow(
      /lib\/protocol\/crypto\.js, which is to be changed, was not found/,
    );
  });

  test.each(Object.entries(changes))('a %s that looks otherwise is not changed blindly', (name, change) => {
    const source = readFileSync(`node_modules/ssh2/${name}`, 'utf8');
    expect(change(source)).not.toBe(source);
    expect(() => change(source.replaceAll(/cipherKey|socket\.write/g, 'other'))).toThrow(/no single/);
  });
});
