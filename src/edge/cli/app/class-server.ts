import { mkdirSync, readFileSync, unwatchFile, watchFile } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, resolve } from 'node:path';
import { ScenarioError } from '../../../drill/scenario/index.ts';
import {
  ClassBook,
  Classroom,
  fingerprint,
  HostKeyError,
  hostKey,
  parseRoster,
  type Roster,
  startServer,
} from '../../classroom/index.ts';
import { GradebookError } from '../../gradebook/index.ts';
import { WorldPool } from '../../worlds/index.ts';
import { readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Output } from '../verbs/verb.ts';
import { endOnSignals } from './ending-signals.ts';

/** Between two looks at the roster's file, and between two looks at the processes: milliseconds. */
const LOOK = 1000;
const WATCH = 20_000;

/** How long a seat keeps its worlds for somebody whose connection is gone: milliseconds. */
const KEPT_WARM = 120_000;
/** What a world may take of its process in one go: milliseconds. */
const PATIENCE = 25;

/** What is left for the process that has the screens: MiB. */
const SCREENS = 512;

export interface ClassOptions {
  port: number;
  host: string;
  roster: string | undefined;
  /** A file, or postgres://... */
  store: string;
  /** Where writes wait for a store that is not there. */
  spool: string;
  /** File of the server's private key. */
  hostKey: string;
  scenarios: string | undefined;
  lang: 'en' | 'zh';
  same: boolean;
  /** Processes that have the worlds. */
  processes: number;
  /** What the server may take in all: MiB. */
  memory: number;
  /** How far worlds stand back behind keys and frames: nice(1). */
  nice: number;
  version: string;
}

/** Serves a class until a signal ends it; the exit status. */
export async function serveClass(options: ClassOptions, output: Output): Promise<number> {
  const { lang, processes, nice } = options;
  const log = (line: string) => output.stdout(`${new Date().toISOString()} ${line}\n`);
  const roster = options.roster === undefined ? undefined : readRoster(options.roster);
  const { entries, problems } = await readPacks(options.scenarios);
  for (const problem of problems) output.stderr(`${problem}\n`);
  mkdirSync(dirname(resolve(options.spool)), { recursive: true, mode: 0o700 });
  const key = keyOf(options.hostKey);
  const store: ClassBook = await ClassBook.open({
    target: options.store,
    spool: options.spool,
    class: roster?.class ?? 'practice',
    engine: options.version,
    mode: (drill) => classroom.mode(drill),
    onTaken(name) {
      log(`${name} goes on at another server`);
      for (const visit of server.visits) if (visit.member.name === name) visit.end('taken');
      classroom.rise(name);
    },
  }).catch((error: unknown) => {
    throw error instanceof GradebookError ? new UsageError(`netdrill serve: ${error.message}`) : error;
  });
  const pool = new WorldPool({
    scenarios: entries.map(({ scenario }) => scenario),
    engine: options.version,
    patience: PATIENCE,
    processes,
    memory: options.memory - SCREENS,
    nice,
    onLost(players, why) {
      log(`worlds were lost; seats that go on from their logs: ${players.length}. ${why}`);
      classroom.recover(players);
    },
  });
  const classroom = new Classroom(
    {
      roster,
      entries,
      store,
      lang,
      same: options.same,
      extension: (name, drill) => store.extension(name, drill),
      // Other servers of the class wait for nothing.
      warm: store.isShared ? 0 : KEPT_WARM,
      now: Date.now,
    },
    pool,
  );
  const server = await startServer({
    host: options.host,
    port: options.port,
    hostKey: key,
    classroom,
    credentials: store,
    boards: { store, program: process.argv[1] },
    lang,
    log,
  }).catch((error: NodeJS.ErrnoException) => {
    void pool.close();
    void store.close();
    throw new UsageError(
      `netdrill serve: ${options.host}:${options.port}: ${error.message}. Choose another --port or --host, or end who has it.`,
    );
  });
  output.stdout(
    roster
      ? `class ${roster.class}: ssh -p ${server.port} NAME@${reachedAs(options.host)}\n`
      : `an open practice room, for this machine alone: ssh -p ${server.port} ${options.host}\n`,
  );
  output.stdout(`the server's key: ${fingerprint(key)}\n`);
  const watching = setInterval(() => pool.watch(), WATCH);
  let trouble: string | undefined;
  const listening = setInterval(() => {
    const now = store.trouble;
    if (now !== trouble) log(now === undefined ? 'the store takes everything again' : `the store: ${now}`);
    trouble = now;
  }, LOOK);
  const { roster: file } = options;
  if (file !== undefined)
    watchFile(file, { interval: LOOK }, () => {
      try {
        classroom.replaceRoster(readRoster(file));
        for (const visit of server.visits) {
          const { name, role } = visit.member;
          if (classroom.member(name)?.role !== role) visit.end('removed');
        }
        log('the roster was read again');
      } catch (error) {
        log(`the roster stays as it was: ${(error as Error).message}`);
      }
    });
  // One learner's mishap is no reason to send the class home.
  const mishap = (error: unknown) => log(`a mishap: ${(error as Error)?.stack ?? String(error)}`);
  process.on('uncaughtException', mishap).on('unhandledRejection', mishap);
  return await new Promise((resolve) => {
    let ending = false;
    // Listened to until the end: whoever draws on terminals would end the process at a signal that nobody else hears.
    endOnSignals(async (status) => {
      if (ending) return;
      ending = true;
      clearInterval(watching);
      clearInterval(listening);
      if (file !== undefined) unwatchFile(file);
      await server.drain();
      await store.close();
      await pool.close();
      // Asked to end, it ends in order: that is no failure.
      resolve(status === 128 + 15 ? 0 : status);
    });
  });
}

/** What learners call the machine: where it listens everywhere, an address that others may have a way to. */
function reachedAs(host: string): string {
  if (!/^(0\.0\.0\.0|::)$/.test(host)) return host;
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? hostname();
}

/** The server's private key. */
function keyOf(file: string): string {
  try {
    return hostKey(file);
  } catch (error) {
    if (error instanceof HostKeyError) throw new UsageError(`netdrill serve: ${error.message}`);
    throw error;
  }
}

function readRoster(file: string): Roster {
  try {
    return parseRoster(file, readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(error.message);
    throw new UsageError(
      `netdrill: ${(error as Error).message}. Name a roster that can be read; 'netdrill roster new FILE' makes one.`,
    );
  }
}
