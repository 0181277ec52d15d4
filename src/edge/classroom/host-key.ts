import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import ssh2 from 'ssh2';

/** The host's key could not be read or kept; the message says what to do. */
export class HostKeyError extends Error {}

/**
 * The server's private key: made once, kept for whoever starts it (0600), since clients remember it.
 *
 * @throws HostKeyError where it cannot be read or kept, or where others could read it.
 */
export function hostKey(file: string): string {
  try {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, newKeyPair().private, {
        mode: 0o600,
        flag: 'wx',
      });
    }
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0)
      throw new HostKeyError(
        `${file}: others can read the server's key. Run 'chmod 600 ${file}', or remove it for a new one.`,
      );
    const text = readFileSync(file, 'utf8');
    const parsed = ssh2.utils.parseKey(text);
    if (parsed instanceof Error)
      throw new HostKeyError(
        `${file}: ${parsed.message}. Remove the file: a new key is made, and clients ask whether they trust it.`,
      );
    return text;
  } catch (error) {
    if (error instanceof HostKeyError) throw error;
    throw new HostKeyError(
      `${file}: ${(error as Error).message}. The server's key is kept there: make the folder writable, or choose another --store.`,
    );
  }
}

/** A pair of ed25519 keys; ssh2 now and then makes one that it cannot read itself. */
export function newKeyPair(): ReturnType<typeof ssh2.utils.generateKeyPairSync> {
  for (;;) {
    const made = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'netdrill' });
    if (!(ssh2.utils.parseKey(made.private) instanceof Error)) return made;
  }
}

/** How clients show a key when they ask whether it is trusted: the SHA-256 sum of its public half, as ssh-keygen(1) prints it. */
export function fingerprint(privateKey: string): string {
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  const sum = createHash('sha256').update(key.getPublicSSH()).digest('base64');
  return `${key.type} SHA256:${sum.replace(/=+$/, '')}`;
}
