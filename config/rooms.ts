/** One room of `src/`: what it is for, and which rooms it may import. */
export interface Room {
  readonly for: string;
  /** Rooms that any file of this room may import, through their doors. */
  readonly imports: readonly string[];
}

const wireAndState = ['lib', 'model/wire', 'model/state'];
const programRooms = [...wireAndState, 'network/kernel', 'machine/formats', 'machine/os'];

const belowEdge = {
  lib: { for: 'result types, keyed random numbers, text columns, small pure helpers', imports: [] },
  'model/wire': { for: 'addresses, frames and packets as typed values', imports: ['lib'] },
  'model/state': {
    for: 'the types of all state, and pure lookups over them',
    imports: ['lib', 'model/wire'],
  },
  'network/kernel': { for: 'the only way to configure simulated Linux', imports: wireAndState },
  'network/dataplane': { for: 'what happens to a packet', imports: wireAndState },
  'machine/formats': { for: 'rows to exact tool text', imports: wireAndState },
  'machine/os': {
    for: 'files, processes, descriptors, system calls, units, packages',
    imports: [...wireAndState, 'network/kernel', 'machine/formats'],
  },
  'machine/sim': {
    for: 'the event loop: clock, queue, program table',
    imports: [...wireAndState, 'network/kernel', 'network/dataplane', 'machine/os'],
  },
  'machine/docker': { for: 'dockerd and libnetwork as programs', imports: programRooms },
  'machine/daemons': { for: 'the other programs that a node runs', imports: programRooms },
  'tools/shell': { for: 'the command language; knows no tool', imports: ['lib'] },
  'tools/commands': {
    for: 'one file per tool, and their registry',
    imports: [...programRooms, 'machine/sim', 'machine/docker', 'machine/daemons', 'tools/shell'],
  },
  'drill/scenario': {
    for: 'scenario files, topologies, faults and probes',
    imports: [
      ...wireAndState,
      'network/kernel',
      'network/dataplane',
      'machine/formats',
      'machine/os',
      'machine/sim',
      'machine/docker',
      'machine/daemons',
    ],
  },
  'drill/session': {
    for: 'one world with its terminals and its log: run, fork, replay',
    imports: [
      'lib',
      'model/state',
      'machine/os',
      'machine/sim',
      'tools/shell',
      'tools/commands',
      'drill/scenario',
    ],
  },
  'drill/diagnosis': {
    for: 'rivals, evidence ledger, scorecard, hints, debrief',
    imports: ['lib', 'model/state', 'machine/sim', 'machine/docker', 'drill/scenario', 'drill/session'],
  },
  'drill/gate': {
    for: "what an author's scenario must prove",
    imports: ['lib', 'drill/scenario', 'drill/session', 'drill/diagnosis'],
  },
  'app/trainer': {
    for: 'screens as state, actions, update, key bindings, the runner of effects',
    imports: ['lib', 'model/state', 'drill/scenario', 'drill/session', 'drill/diagnosis'],
  },
  'app/replay': {
    for: 'a recorded session played again: timeline, world at a moment, wrong turn',
    imports: ['lib', 'drill/scenario', 'drill/session', 'drill/diagnosis', 'app/trainer'],
  },
  'app/ui': {
    for: 'Ink views of trainer state and of a replay, themes, languages',
    imports: ['lib', 'app/trainer', 'app/replay'],
  },
  'app/board': {
    for: 'who plays what, how far, causes missed: rows of a board, from plain facts',
    imports: ['lib'],
  },
} satisfies Record<string, Room>;

/** Every room of `src/`, ground floor first: imports point upwards in this list, never downwards. */
export const rooms: Readonly<Record<string, Room>> = {
  ...belowEdge,
  'edge/testing': {
    for: 'any Ink app on a virtual terminal, golden screens',
    imports: ['lib'],
  },
  'edge/logs': {
    for: "a session's log as lines; one person's sessions and results as files",
    imports: ['lib', 'app/trainer'],
  },
  'edge/terminal': {
    for: 'the app on one terminal: keys, frames',
    imports: ['lib', 'drill/scenario', 'drill/session', 'app/trainer', 'app/ui'],
  },
  'edge/scripts': {
    for: 'where the scripts lie that run in a process or a thread of their own',
    imports: [],
  },
  'edge/worlds': {
    for: 'drills played in processes of their own: what is asked and told goes there and back',
    imports: [
      'lib',
      'drill/scenario',
      'drill/session',
      'drill/diagnosis',
      'app/trainer',
      'tools/commands',
      'edge/scripts',
    ],
  },
  'edge/board': {
    for: 'the board on a terminal, drawn by neo-blessed; loaded by its verb alone',
    imports: ['lib', 'app/board'],
  },
  'edge/gradebook': {
    for: 'results and input logs of a class, in SQLite or PostgreSQL',
    imports: ['lib', 'app/trainer', 'edge/scripts'],
  },
  'edge/classroom': {
    for: 'SSH server, seats, roster, board',
    imports: [
      'lib',
      'drill/scenario',
      'drill/session',
      'drill/diagnosis',
      'drill/gate',
      'app/trainer',
      'app/ui',
      'app/board',
      'edge/logs',
      'edge/terminal',
      'edge/worlds',
      'edge/board',
      'edge/gradebook',
    ],
  },
  'edge/cli': {
    for: 'arguments, real terminal, files, clock; what bin/netdrill calls',
    imports: [
      ...Object.keys(belowEdge),
      'edge/testing',
      'edge/logs',
      'edge/terminal',
      'edge/worlds',
      'edge/board',
      'edge/gradebook',
      'edge/classroom',
    ],
  },
};

/** Rooms on this floor meet the real machine; no other room may. */
export const edgeFloor = 'edge/';

/**
 * Node modules that a room below the edge may import, by room. ink-table is CommonJS and needs
 * `createRequire`; etcd's ids are SHA-1 sums, which no clock or chance enters. */
export const nodeModulesBelowEdge: Readonly<Record<string, readonly string[]>> = {
  'app/ui': ['node:module'],
  'machine/daemons': ['node:crypto'],
};

/** Reaches for the host that a file below the edge may make, by file: the base that `createRequire` asks for. */
export const hostUsesBelowEdge: Readonly<Record<string, readonly string[]>> = {
  'src/app/ui/ink-table.ts': ['import.meta'],
};

/** Lines from which a file is mentioned, and past which it fails. */
export const fileLength = { warn: 250, fail: 400 };

/** Files that may be longer, each with the reason: tables, not code. */
export const longFiles: Readonly<Record<string, string>> = {};
