import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a hash (RFC 7914): 16 MiB and about 50 ms on one core, outside the main thread. */
const COST = { N: 16384, r: 8, p: 1 } as const;
const LENGTH = 32;
/** Letters of codes: none that looks like another one when somebody reads it from a sheet of paper. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 3;
const GROUP = 4;

function derive(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(secret.normalize('NFKC'), salt, LENGTH, COST, (error, hash) =>
      error ? reject(error) : resolve(hash),
    ),
  );
}

/** `scrypt:SALT:HASH`, both in base64. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt:${salt.toString('base64')}:${(await derive(secret, salt)).toString('base64')}`;
}

/** What is compared where there is nobody, so that it takes as long. */
const NOBODY = `scrypt:${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(LENGTH).toString('base64')}`;

/** Whether a secret is the one that was hashed; takes as long where nothing was. */
export async function isSecret(secret: string, hashed: string | undefined): Promise<boolean> {
  const [, salt = '', hash = ''] = (hashed ?? NOBODY).split(':');
  const expected = Buffer.from(hash, 'base64');
  const given = await derive(secret, Buffer.from(salt, 'base64'));
  return expected.length === given.length && timingSafeEqual(expected, given) && hashed !== undefined;
}

/** A one-time code: about 59 bits, in groups that can be read out. */
export function newCode(): string {
  const group = () => Array.from({ length: GROUP }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}
