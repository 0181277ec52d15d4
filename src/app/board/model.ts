import { byCode, type LocalText } from '../../lib/index.ts';
import { BOARD_WORDS } from './words.ts';

/** A drill or lab as the board names it: its id would name the cause. */
export interface BoardDrill {
  id: string;
  title: LocalText;
  /** Tells drills with one ticket apart; 0 where there is but one. */
  twin: number;
  /** 0 for a lab. */
  level: number;
  /** What is wrong in it; absent in a lab. */
  cause?: { id: string; title: LocalText };
}

/** A result that was kept. */
export interface Attempt {
  drill: string;
  score: number;
  solved: boolean;
  /** Whether the cause was named, be it repaired or not. */
  named: boolean;
  /** When, in milliseconds since 1970; older results do not say. */
  at?: number;
}

/** A drill in the middle. */
export interface OpenSession {
  drill: string;
  /** When something was written down last, in milliseconds since 1970; while it is open that is each second. */
  written: number;
  /** Time that passed in the simulated world since the session began, in microseconds. */
  simulated: number;
  /** Commands that ended. */
  commands: number;
  hints: number;
  submissions: number;
  /** The screen it stands on. */
  screen: string;
}

/** Somebody whose results and sessions are known; attempts oldest first. */
export interface Player {
  name: string;
  attempts: readonly Attempt[];
  sessions: readonly OpenSession[];
}

/** What a drill is called on the board. */
export interface DrillName {
  title: LocalText;
  twin: number;
  /** Absent where the drill is in no pack. */
  level?: number;
}

export interface PlayingRow extends Omit<OpenSession, 'drill' | 'written'> {
  player: string;
  drill: DrillName;
  /** Written to a moment ago: somebody sits at it. */
  live: boolean;
  /** Milliseconds since something was written down. */
  idle: number;
}

export interface ProgressRow {
  player: string;
  drill: DrillName;
  attempts: number;
  best: number;
  last: { score: number; solved: boolean; named: boolean };
  /** Milliseconds since the last result; absent where it does not say. */
  since?: number;
}

/** One row of the heat map. */
export interface CauseRow {
  id: string;
  title: LocalText;
  missed: number;
  found: number;
}

export interface Board {
  players: readonly string[];
  /** Who sits at a drill first, then by how long nothing happened. */
  playing: readonly PlayingRow[];
  /** By player, level and title. */
  progress: readonly ProgressRow[];
  /** What is missed most comes first. */
  causes: readonly CauseRow[];
  /** Drills that there are, and of each player's those that were solved once, added up. */
  drills: number;
  solved: number;
  attempts: number;
}

/** The app writes a heartbeat each second; a busy machine may miss some. */
const LIVE = 10_000;

/** The board of some players at a moment, in milliseconds since 1970. */
export function boardOf(drills: readonly BoardDrill[], players: readonly Player[], now: number): Board {
  const known = new Map(drills.map((drill) => [drill.id, drill]));
  const progress = players.flatMap((player) => progressRows(player, known, now));
  return {
    players: players.map(({ name }) => name),
    playing: players.flatMap((player) => playingRows(player, known, now)).sort(byLife),
    progress: progress.sort(byPlayerAndLevel),
    causes: causeRows(players, known),
    drills: drills.filter(({ cause }) => cause).length,
    solved: players.reduce((sum, { attempts }) => sum + solvedDrills(attempts, known), 0),
    attempts: progress.reduce((sum, row) => sum + row.attempts, 0),
  };
}

type Known = ReadonlyMap<string, BoardDrill>;

function nameOf(id: string, known: Known): DrillName {
  const drill = known.get(id);
  return drill
    ? { title: drill.title, twin: drill.twin, level: drill.level }
    : { title: BOARD_WORDS.elsewhere, twin: 0 };
}

function playingRows({ name, sessions }: Player, known: Known, now: number): PlayingRow[] {
  return sessions.map(({ drill, written, ...session }) => {
    // Clocks are set back now and then.
    const idle = Math.max(0, now - written);
    return { player: name, drill: nameOf(drill, known), ...session, live: idle < LIVE, idle };
  });
}

function byLife(a: PlayingRow, b: PlayingRow): number {
  return Number(b.live) - Number(a.live) || a.idle - b.idle;
}

function progressRows({ name, attempts }: Player, known: Known, now: number): ProgressRow[] {
  return [...Map.groupBy(attempts, ({ drill }) => drill)].map(([drill, tries]) => {
    const { score, solved, named, at } = tries[tries.length - 1];
    return {
      player: name,
      drill: nameOf(drill, known),
      attempts: tries.length,
      best: Math.max(...tries.map((attempt) => attempt.score)),
      last: { score, solved, named },
      since: at === undefined ? undefined : Math.max(0, now - at),
    };
  });
}

function byPlayerAndLevel(a: ProgressRow, b: ProgressRow): number {
  return (
    byCode(a.player, b.player) ||
    // What is in no pack comes last.
    (a.drill.level ?? 9) - (b.drill.level ?? 9) ||
    byCode(a.drill.title.en, b.drill.title.en) ||
    a.drill.twin - b.drill.twin
  );
}

function solvedDrills(attempts: readonly Attempt[], known: Known): number {
  return new Set(attempts.filter(({ drill, solved }) => solved && known.has(drill)).map(({ drill }) => drill))
    .size;
}

/**
 * How often each cause was missed and found. What is wrong is told when a drill is solved or given up, which ends its session: results
 * of a drill in the middle would give its cause away and count once it is over.
 */
function causeRows(players: readonly Player[], known: Known): CauseRow[] {
  const open = new Set(players.flatMap(({ sessions }) => sessions.map(({ drill }) => drill)));
  const rows = new Map<string, CauseRow>();
  for (const { drill, named } of players.flatMap(({ attempts }) => attempts)) {
    const cause = known.get(drill)?.cause;
    if (!cause || open.has(drill)) continue;
    const row = rows.get(cause.id) ?? { ...cause, missed: 0, found: 0 };
    rows.set(cause.id, { ...row, missed: row.missed + Number(!named), found: row.found + Number(named) });
  }
  return [...rows.values()].sort(
    (a, b) => b.missed - a.missed || a.found - b.found || byCode(a.title.en, b.title.en),
  );
}
