/** An HTTP/1.1 message (RFC 9112) as the programs of a simulated machine exchange it. Bodies are text, one character an octet. */
export interface HttpMessage {
  /** Request or status line, without line end. */
  start: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: string;
}

export function formatHttp(message: HttpMessage): string {
  const headers = Object.entries(message.headers).map(([name, value]) => `${capitalize(name)}: ${value}\r\n`);
  return `${message.start}\r\n${headers.join('')}\r\n${message.body}`;
}

function capitalize(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (c) => c.toUpperCase());
}

/** The message at the start of a stream, and what follows it; `undefined` while it is incomplete. */
export function parseHttp(stream: string, ended = false): { message: HttpMessage; rest: string } | undefined {
  const end = stream.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start, ...rows] = stream.slice(0, end).split('\r\n');
  const headers: Record<string, string> = {};
  for (const row of rows) {
    const colon = row.indexOf(':');
    if (colon > 0) headers[row.slice(0, colon).toLowerCase()] = row.slice(colon + 1).trim();
  }
  const body = stream.slice(end + 4);
  const length = headers['content-length'];
  if (length === undefined) {
    if (start.startsWith('HTTP/') && !ended) return undefined;
    return {
      message: { start, headers, body: start.startsWith('HTTP/') ? body : '' },
      rest: start.startsWith('HTTP/') ? '' : body,
    };
  }
  const size = Number(length);
  if (body.length < size) return undefined;
  return { message: { start, headers, body: body.slice(0, size) }, rest: body.slice(size) };
}

/** The three words of a request line; `undefined` when it is none. */
export function parseRequestLine(
  start: string,
): { method: string; path: string; query: URLSearchParams } | undefined {
  const match = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(start);
  if (!match) return undefined;
  const [path, query] = match[2].split('?');
  return { method: match[1], path: decodeURIComponent(path), query: new URLSearchParams(query ?? '') };
}

export function parseStatus(start: string): number {
  return Number(/^HTTP\/1\.[01] (\d{3})/.exec(start)?.[1] ?? 0);
}
