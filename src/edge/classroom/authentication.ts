import { timingSafeEqual } from 'node:crypto';
import {
  type AuthContext,
  type KeyboardAuthContext,
  type ParsedKey,
  type PublicKeyAuthContext,
  utils,
} from 'ssh2';
import type { Credentials, CredentialStore, Member } from './people.ts';
import { hashSecret, isSecret } from './secrets.ts';
import { LOGIN_WORDS, type Lang } from './words.ts';

/** Ways to log in that are offered. Passwords go by keyboard-interactive, which can ask for a new one (RFC 4256). */
const METHODS: ('publickey' | 'keyboard-interactive')[] = ['publickey', 'keyboard-interactive'];
/** Least and most characters of a password. */
const LEAST = 8;
const MOST = 1024;
/** Passwords that are checked at a time; each takes a core for 50 ms. */
const CHECKED_AT_ONCE = 2;

/** What a login is decided by. */
export interface Authority {
  lang: Lang;
  /** Who has that name now. */
  member(name: string): Member | undefined;
  credentials: CredentialStore;
}

/** The one who logged in, or nobody. */
export type Verdict = Member | undefined;

/** Decides one attempt; a refusal is answered by the caller, who knows how long it has to wait. `undefined`: refused. */
export async function decide(context: AuthContext, authority: Authority): Promise<Verdict | 'key-known'> {
  const member = authority.member(context.username);
  const stored = await authority.credentials.read(member ? member.name : '');
  if (context.method === 'publickey') return decideKey(context, member, stored);
  if (context.method !== 'keyboard-interactive') return undefined;
  return await decideSecret(context, member, stored, authority);
}

/** Answers that refuse. */
export function refuse(context: AuthContext): void {
  context.reject(METHODS);
}

function decideKey(
  context: PublicKeyAuthContext,
  member: Member | undefined,
  { keys }: Credentials,
): Verdict | 'key-known' {
  if (!member) return undefined;
  const known = [...member.person.keys, ...keys]
    .map((text) => utils.parseKey(text))
    .filter((key): key is ParsedKey => !(key instanceof Error))
    .find((key) => sameOctets(key.getPublicSSH(), context.key.data));
  if (!known) return undefined;
  // Without a signature the client only asks whether the key is worth signing with (RFC 4252, section 7).
  if (!context.signature || !context.blob) return 'key-known';
  return known.verify(context.blob, context.signature, context.hashAlgo) === true ? member : undefined;
}

function sameOctets(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

let checking = 0;
const queue: (() => void)[] = [];

/** Hashing takes turns, so that guesses of many do not keep every core busy. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (checking >= CHECKED_AT_ONCE) await new Promise<void>((go) => queue.push(go));
  checking++;
  try {
    return await work();
  } finally {
    checking--;
    queue.shift()?.();
  }
}

async function decideSecret(
  context: KeyboardAuthContext,
  member: Member | undefined,
  stored: Credentials,
  { lang, credentials }: Authority,
): Promise<Verdict> {
  const [secret = ''] = await ask(context, [LOGIN_WORDS.secret[lang]], '');
  if (secret === '' || secret.length > MOST) return undefined;
  const code = member?.person.code;
  const openCode = code !== undefined && !stored.usedCodes.includes(code) ? code : undefined;
  // Both are compared, whoever asks: how long it takes tells nothing.
  const [isPassword, isCode] = await inTurn(() =>
    Promise.all([isSecret(secret, stored.password), isSecret(secret.trim().toLowerCase(), openCode)]),
  );
  if (!member) return undefined;
  if (isPassword) return member;
  if (!isCode || openCode === undefined) return undefined;
  const chosen = await exchange(context, lang);
  if (!chosen) return undefined;
  // Somebody else was faster with the same code.
  if ((await credentials.read(member.name)).usedCodes.includes(openCode)) return undefined;
  await credentials.add(member.name, 'code-used', openCode);
  if ('key' in chosen) await credentials.add(member.name, 'key', chosen.key);
  else await credentials.add(member.name, 'password', await inTurn(() => hashSecret(chosen.password)));
  return member;
}

/** Asks for what the code is exchanged for: a password typed twice, or the line of a public key. */
async function exchange(
  context: KeyboardAuthContext,
  lang: Lang,
): Promise<{ key: string } | { password: string } | undefined> {
  for (let tries = 0, why = ''; tries < 3; tries++) {
    const [first = ''] = await ask(context, [LOGIN_WORDS.choose[lang]], why);
    if (/^(ssh|ecdsa)-\S+ \S+/.test(first.trim())) {
      if (!(utils.parseKey(first.trim()) instanceof Error)) return { key: first.trim() };
      why = LOGIN_WORDS.noKey[lang];
      continue;
    }
    if (first.length < LEAST || first.length > MOST) {
      why = LOGIN_WORDS.short[lang];
      continue;
    }
    const [second = ''] = await ask(context, [LOGIN_WORDS.repeat[lang]], '');
    if (second === first) return { password: first };
    why = LOGIN_WORDS.differ[lang];
  }
  return undefined;
}

/** One round of questions; nothing where the connection ends meanwhile. */
function ask(context: KeyboardAuthContext, prompts: readonly string[], why: string): Promise<string[]> {
  return new Promise((resolve) => {
    context.once('abort', () => resolve([]));
    context.prompt(
      prompts.map((prompt) => ({ prompt, echo: false })),
      'Netdrill',
      why,
      (answers) => resolve(answers ?? []),
    );
  });
}
