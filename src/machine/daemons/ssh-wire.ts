/** What an SSH client and its server say to each other, once both have named their versions. */
export type SshMessage =
  /** Key exchange; the server's names its host key. As long as the real ones together are. */
  | { kind: 'kex'; hostKey?: string; filler: string }
  | { kind: 'auth'; user: string; key: string }
  | { kind: 'auth-result'; ok: boolean }
  /** Asks for a shell or a command; with a terminal, at that one. */
  | { kind: 'open'; command?: string; terminal?: string }
  | { kind: 'data'; stream: 0 | 1 | 2; text: string }
  | { kind: 'end-of-input' }
  | { kind: 'exit'; status: number };

/** Octets of the key exchange in one direction, as OpenSSH 7.4 sends them: KEXINIT, the ECDH share, NEWKEYS. */
export const KEX_FILLER = 'k'.repeat(1320);

const LENGTH = 6;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message as octets of the stream. Its text does not stand in the packets, as it does not in life; the cipher is a toy. */
export function encodeSsh(message: SshMessage): string {
  const octets = encoder.encode(JSON.stringify(message));
  let body = '';
  for (const [at, octet] of octets.entries()) body += String.fromCharCode(octet ^ mask(at));
  return String(body.length).padStart(LENGTH, '0') + body;
}

/** The whole messages at the beginning of a stream, and what is left of it. */
export function decodeSsh(stream: string): { messages: SshMessage[]; rest: string } {
  const messages: SshMessage[] = [];
  let rest = stream;
  for (;;) {
    const size = Number(rest.slice(0, LENGTH));
    if (rest.length < LENGTH || Number.isNaN(size) || rest.length < LENGTH + size) return { messages, rest };
    const octets = Uint8Array.from({ length: size }, (_, at) => rest.charCodeAt(LENGTH + at) ^ mask(at));
    messages.push(JSON.parse(decoder.decode(octets)) as SshMessage);
    rest = rest.slice(LENGTH + size);
  }
}

const mask = (at: number) => (at * 151 + 89) & 255;
