/** A DNS question or answer: the fields of RFC 1035 that the model's programs use, as text. */
export interface DnsMessage {
  /** 16 bit. */
  id: number;
  response: boolean;
  name: string;
  type: 'A' | 'AAAA' | 'PTR';
  code: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED';
  answers: { name: string; type: string; ttl: number; data: string }[];
}

const TYPES: Readonly<Record<string, number>> = { A: 1, CNAME: 5, PTR: 12, AAAA: 28 };
const CODES: Readonly<Record<number, DnsMessage['code']>> = {
  0: 'NOERROR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  5: 'REFUSED',
};
const HEADER = 12;
const RECURSION_DESIRED = 0x0100;
/** Response, recursion desired and available: what a forwarding server answers with. */
const ANSWER_FLAGS = 0x8180;
/** A pointer to the question's name, which follows the header (RFC 1035, section 4.1.4). */
const QUESTION_NAME = '\xc0\x0c';

const short = (value: number) => String.fromCharCode((value >>> 8) & 255, value & 255);
const octet = (text: string, at: number) => text.charCodeAt(at) & 255;
const readShort = (text: string, at: number) => (octet(text, at) << 8) | octet(text, at + 1);

function encodeName(name: string): string {
  const labels = name
    .replace(/\.$/, '')
    .split('.')
    .filter((label) => label !== '');
  return `${labels.map((label) => String.fromCharCode(label.length & 63) + label).join('')}\0`;
}

/** The message in the octets of RFC 1035, one character an octet. */
export function encodeDns(message: DnsMessage): string {
  const code = Number(Object.keys(CODES).find((key) => CODES[Number(key)] === message.code) ?? 0);
  const flags = (message.response ? ANSWER_FLAGS : RECURSION_DESIRED) | code;
  let text =
    short(message.id) + short(flags) + short(1) + short(message.answers.length) + short(0) + short(0);
  text += encodeName(message.name) + short(TYPES[message.type] ?? 1) + short(1);
  for (const record of message.answers) {
    const same = record.name.replace(/\.$/, '') === message.name.replace(/\.$/, '');
    const data = encodeData(record.type, record.data);
    text += same ? QUESTION_NAME : encodeName(record.name);
    text +=
      short(TYPES[record.type] ?? 1) +
      short(1) +
      short(record.ttl >>> 16) +
      short(record.ttl) +
      short(data.length) +
      data;
  }
  return text;
}

function encodeData(type: string, data: string): string {
  if (type === 'A') return String.fromCharCode(...data.split('.').map(Number));
  return encodeName(data);
}

/** `undefined` for octets that are no DNS message of this model. */
export function decodeDns(text: string): DnsMessage | undefined {
  if (text.length < HEADER + 5 || readShort(text, 4) !== 1) return undefined;
  const flags = readShort(text, 2);
  const code = CODES[flags & 15];
  const question = readName(text, HEADER);
  if (!question || code === undefined || question.next + 4 > text.length) return undefined;
  const type = typeName(readShort(text, question.next));
  if (type !== 'A' && type !== 'AAAA' && type !== 'PTR') return undefined;
  const answers: DnsMessage['answers'] = [];
  let at = question.next + 4;
  for (let left = readShort(text, 6); left > 0; left--) {
    const name = readName(text, at);
    if (!name || name.next + 10 > text.length) return undefined;
    at = name.next;
    const kind = typeName(readShort(text, at));
    const ttl = readShort(text, at + 4) * 65536 + readShort(text, at + 6);
    const size = readShort(text, at + 8);
    at += 10;
    const data =
      kind === 'A'
        ? [0, 1, 2, 3].map((i) => octet(text, at + i)).join('.')
        : `${readName(text, at)?.name ?? ''}.`;
    answers.push({ name: name.name, type: kind, ttl, data });
    at += size;
  }
  return { id: readShort(text, 0), response: flags >= 0x8000, name: question.name, type, code, answers };
}

function typeName(type: number): string {
  return Object.keys(TYPES).find((key) => TYPES[key] === type) ?? String(type);
}

/** A name and where it ends; follows one level of pointers. */
function readName(text: string, start: number): { name: string; next: number } | undefined {
  const labels: string[] = [];
  let at = start;
  while (at < text.length) {
    const length = octet(text, at);
    if (length >= 192) {
      const target = readShort(text, at) & 0x3fff;
      if (target >= at) return undefined;
      const rest = readName(text, target);
      return rest && { name: [...labels, rest.name].join('.'), next: at + 2 };
    }
    if (length === 0) return { name: labels.join('.'), next: at + 1 };
    labels.push(text.slice(at + 1, at + 1 + length));
    at += length + 1;
  }
  return undefined;
}
