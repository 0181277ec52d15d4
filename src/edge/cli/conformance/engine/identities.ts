import type { EngineRow } from './recording.ts';

const LONG_ID = /^[0-9a-f]{64}$/;

/**
 * What the identities of a lab stand for, as its own rows tell it: `<ctr:over-128>`, `<net:net1>`, `<ep:over-128@net1>`. Two runs draw
 * other identities; what they mean must agree.
 */
export function learnIdentities(rows: readonly EngineRow[]): Map<string, string> {
  const names = new Map<string, string>();
  const learn = (id: unknown, name: string) => {
    if (typeof id === 'string' && LONG_ID.test(id) && !names.has(id)) names.set(id, `<${name}>`);
  };
  for (const { cmd, where, stdout } of rows)
    if (/^docker( network)? inspect/.test(cmd))
      for (const document of documents(stdout)) fromDocument(document, hostOf(where), learn);
  for (const { cmd, where, stdout, stderr } of rows) {
    const text = stdout.trim();
    const container = /docker (?:run -d|create)\b.*--name (\S+)/.exec(cmd);
    if (container) learn(text.split('\n')[0], `ctr:${container[1]}`);
    const network = /^docker network create .*?(\S+)$/.exec(cmd);
    if (network) learn(text, `net:${network[1]}${cmd.includes('overlay') ? '' : `@${hostOf(where)}`}`);
    if (cmd === 'docker network ls --no-trunc')
      for (const [id, name, , scope] of cells(text))
        learn(id, `net:${name}${scope === 'global' ? '' : `@${hostOf(where)}`}`);
    if (/^docker ps( -a)? --no-trunc$/.test(cmd))
      for (const row of cells(text)) learn(row[0], `ctr:${row.at(-1)}`);
    for (const [, name, id] of stderr.matchAll(/endpoint (\S+) \(([0-9a-f]{64})\)/g)) learn(id, `ep:${name}`);
    for (const [, name, id] of stderr.matchAll(/network (\S+) id ([0-9a-f]{64})/g)) learn(id, `net:${name}`);
  }
  return names;
}

function hostOf(where: string): string {
  return where.replace(/^host(?=1[23][08]$)/, '');
}

function cells(table: string): string[][] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/));
}

type Json = Record<string, unknown>;

function documents(stdout: string): Json[] {
  try {
    const parsed: unknown = JSON.parse(stdout);
    return Array.isArray(parsed) ? (parsed as Json[]) : [];
  } catch {
    return [];
  }
}

/** Names in one document of `docker inspect` or `docker network inspect`. */
function fromDocument(document: Json, host: string, learn: (id: unknown, name: string) => void): void {
  const name = String(document.Name ?? '').replace(/^\//, '');
  if ('Driver' in document && 'IPAM' in document) {
    learn(document.Id, `net:${name}${document.Scope === 'global' ? '' : `@${host}`}`);
    for (const [id, member] of Object.entries((document.Containers ?? {}) as Record<string, Json>)) {
      learn(member.EndpointID, `ep:${member.Name}@${name}`);
      learn(id, `ctr:${member.Name}`);
    }
  }
  if (!('State' in document)) return;
  learn(document.Id, `ctr:${name}`);
  const settings = (document.NetworkSettings ?? {}) as Json;
  learn(settings.SandboxID, `sb:${name}`);
  for (const [network, endpoint] of Object.entries((settings.Networks ?? {}) as Record<string, Json>)) {
    learn(endpoint.EndpointID, `ep:${name}@${network}`);
    learn(endpoint.NetworkID, `net:${network}${network.startsWith('net') ? '' : `@${host}`}`);
  }
}

/** Puts meanings for identities, whole or cut to the twelve or ten digits that tools show; what nobody named keeps its length only. */
export function replaceIdentities(text: string, names: ReadonlyMap<string, string>): string {
  let out = text;
  for (const [id, name] of names) {
    if (!out.includes(id.slice(0, 10))) continue;
    const short = (digits: number) => name.replace('>', `:${digits}>`);
    out = out
      .replaceAll(id, name)
      .replaceAll(id.slice(0, 12), short(12))
      .replaceAll(id.slice(0, 10), short(10));
  }
  return out
    .replace(/sha256:[0-9a-f]{64}/g, '<sha256>')
    .replace(/\b[0-9a-f]{64}\b/g, '<id64>')
    .replace(/\b[0-9a-f]{63}\b/g, '<id63>')
    .replace(
      /(?<![0-9a-f:])(?=[0-9a-f]{0,11}[a-f])(?=[0-9a-f]{0,11}[0-9])[0-9a-f]{12}(?![0-9a-f])/g,
      '<id12>',
    )
    .replace(/\bbr-(<id12>|[0-9a-f]{12}\b)/g, 'br-<id12>')
    .replace(/\bveth[0-9a-f]{7}\b/g, '<veth>')
    .replace(/\bvx-[0-9a-f]{6}-[0-9a-z]{5}\b/g, '<vx>');
}
