import { posix } from 'node:path';
import type { Room } from '../config/rooms.ts';
import { isNodeModule, readSourceFacts, type SourceFacts } from './source-facts.ts';

/** One file under `src/`. */
export interface SourceFile {
  /** Path from the top of the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** The house as data; `config/rooms.ts` holds the project's own. */
export interface House {
  readonly rooms: Readonly<Record<string, Room>>;
  readonly edgeFloor: string;
  readonly nodeModulesBelowEdge: Readonly<Record<string, readonly string[]>>;
  readonly hostUsesBelowEdge: Readonly<Record<string, readonly string[]>>;
  readonly fileLength: { readonly warn: number; readonly fail: number };
  readonly longFiles: Readonly<Record<string, string>>;
}

/** Every rule, with what it asks for. */
export const rules = {
  'unknown-room': 'every file under src belongs to a room of config/rooms.ts',
  'missing-door': 'every room has an index.ts',
  'silent-door': 'a door opens with a paragraph: what the room is for and what it refuses',
  'forbidden-import': 'a room imports only the rooms on its line',
  'climbing-import': 'nothing imports a room above it',
  'past-the-door': "other rooms' files are reached through their doors only",
  'out-of-source': 'below the edge nothing outside src is imported',
  'node-module': "below the edge no module of Node's own is imported",
  'host-use': 'below the edge nothing reads the clock, chance, environment, locale or timers of the host',
  'long-file': 'a file stays below the length where it is two rooms',
} as const;

export type Rule = keyof typeof rules;

/** One place where a rule is broken, or, as a warning, nearly broken. */
export interface Finding {
  readonly rule: Rule;
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Words that a door's paragraph must have at least, so that it can say both what and what not. */
const doorWords = 12;

/**
 * Holds every file against the house and returns what breaks it, by path and line.
 *
 * @throws SyntaxError where a file does not parse.
 */
export function checkArchitecture(files: readonly SourceFile[], house: House): Finding[] {
  const order = Object.keys(house.rooms);
  const findings: Finding[] = [];

  for (const { path, text } of files) {
    const add = (rule: Rule, line: number, message: string, severity: Finding['severity'] = 'error') =>
      findings.push({ rule, severity, path, line, message });
    const facts = readSourceFacts(path, text);
    checkLength(path, facts, house, add);
    const room = roomOf(path, order);
    if (room === undefined) {
      add('unknown-room', 1, 'belongs to no room of config/rooms.ts');
      continue;
    }
    if (path === doorOf(room) && facts.openingComment.split(/\s+/).length < doorWords) {
      add('silent-door', 1, 'opens without a paragraph on what the room is for and what it refuses');
    }
    checkImports(path, room, facts, house, order, add);
    if (room.startsWith(house.edgeFloor)) continue;
    for (const { name, line } of facts.hostUses) {
      if (!house.hostUsesBelowEdge[path]?.includes(name)) add('host-use', line, `'${name}' reaches the host`);
    }
  }

  const paths = new Set(files.map(({ path }) => path));
  for (const room of new Set(files.map(({ path }) => roomOf(path, order)))) {
    if (room === undefined || paths.has(`src/${room}/index.ts`)) continue;
    const message = `room ${room} has files but no index.ts`;
    findings.push({ rule: 'missing-door', severity: 'error', path: `src/${room}`, line: 1, message });
  }
  return findings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

type Add = (rule: Rule, line: number, message: string, severity?: Finding['severity']) => void;

function checkLength(path: string, { lines }: SourceFacts, house: House, add: Add): void {
  const { warn, fail } = house.fileLength;
  if (lines <= warn || path in house.longFiles) return;
  const severity = lines > fail ? 'error' : 'warning';
  add(
    'long-file',
    lines,
    `${lines} lines; from ${warn} a file is usually two rooms, past ${fail} it fails`,
    severity,
  );
}

function checkImports(
  path: string,
  room: string,
  facts: SourceFacts,
  house: House,
  order: readonly string[],
  add: Add,
): void {
  const allowed = [room, ...house.rooms[room]!.imports];
  const atEdge = room.startsWith(house.edgeFloor);

  for (const { specifier, line } of facts.imports) {
    if (!specifier.startsWith('.')) {
      const nodeModules = house.nodeModulesBelowEdge[room] ?? [];
      if (!atEdge && isNodeModule(specifier) && !nodeModules.includes(specifier)) {
        add('node-module', line, `imports '${specifier}'`);
      }
      continue;
    }
    const target = posix.join(posix.dirname(path), specifier);
    if (!target.startsWith('src/')) {
      if (!atEdge) add('out-of-source', line, `imports ${target}`);
      continue;
    }
    const targetRoom = roomOf(target, order);
    if (targetRoom === undefined) {
      add('unknown-room', line, `imports ${target}, which belongs to no room`);
    } else if (!allowed.includes(targetRoom)) {
      const climbs = order.indexOf(targetRoom) > order.indexOf(room);
      add(climbs ? 'climbing-import' : 'forbidden-import', line, `${room} may not import ${targetRoom}`);
    } else if (targetRoom !== room && target !== doorOf(targetRoom)) {
      add('past-the-door', line, `imports ${target}; only the door of ${targetRoom} is open`);
    }
  }
}

/** The room that a path under `src/` lies in, or undefined. Rooms do not nest, so one prefix fits at most. */
function roomOf(path: string, order: readonly string[]): string | undefined {
  return order.find((room) => path.startsWith(`src/${room}/`));
}

function doorOf(room: string): string {
  return `src/${room}/index.ts`;
}
