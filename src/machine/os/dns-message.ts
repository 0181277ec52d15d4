/** A DNS question or answer as the model's programs exchange it: the fields of RFC 1035 they use, as text. */
export interface DnsMessage {
  id: number;
  response: boolean;
  name: string;
  type: 'A' | 'AAAA' | 'PTR';
  code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  answers: { name: string; type: string; ttl: number; data: string }[];
}

export function encodeDns(message: DnsMessage): string {
  return JSON.stringify(message);
}

/** `undefined` for octets that are no DNS message. */
export function decodeDns(text: string): DnsMessage | undefined {
  if (!text.startsWith('{')) return undefined;
  const value = JSON.parse(text) as DnsMessage;
  return typeof value.name === 'string' && typeof value.id === 'number' ? value : undefined;
}
