/**
 * The process that has the worlds. Whoever asks is answered first; between two looks at what is asked it does one small piece of background
 * work: opening and judging, for which somebody waits, before rival worlds.
 */
import { type PlayNews, Sitting } from '../../app/trainer/index.ts';
import { KeptWorlds } from '../../drill/diagnosis/index.ts';
import { type Scenario, variantOf } from '../../drill/scenario/index.ts';
import { createProgramTable, networkTables } from '../../tools/commands/index.ts';
import type { FromProcess, PackedNews, SeatOptions, ToProcess, WorldsData } from './messages.ts';
import { ViewPacker } from './view-delta.ts';

/** Drills whose worlds are kept for everybody who plays the same ones. */
const KEPT = 8;
/** Background work between two looks at what is asked: milliseconds. */
const SLICE = 4;

interface Seat {
  sitting: Sitting;
  packer: ViewPacker;
  /** News not told yet. */
  news: PackedNews[];
}

let data: WorldsData = { scenarios: [], engine: '', patience: 0 };
const build = { programs: createProgramTable(), tables: networkTables };
const shared = new KeptWorlds(KEPT);
const seats = new Map<number, Seat>();

function sit(number: number, options: SeatOptions): void {
  const seat: Pick<Seat, 'packer' | 'news'> = { packer: new ViewPacker(), news: [] };
  const kept = options.shared ? shared : new KeptWorlds();
  const sitting = new Sitting({ ...data, build, kept, patience, variant }, (news) => note(seat, news));
  seats.set(number, Object.assign(seat, { sitting }));
}

const variants = new WeakMap<Scenario, Map<number, Scenario>>();

/** A drill's variant by its seed; the same object each time, since worlds are kept by it. */
function variant(scenario: Scenario, seed: number | undefined): Scenario {
  if (seed === undefined || !scenario.drill) return scenario;
  const known = variants.get(scenario) ?? new Map<number, Scenario>();
  variants.set(scenario, known);
  const made = known.get(seed) ?? variantOf(scenario, seed);
  known.set(seed, made);
  return made;
}

/** Says from when on a world has had its turn. */
function patience(): () => boolean {
  const until = performance.now() + data.patience;
  return () => performance.now() > until;
}

function note(seat: Pick<Seat, 'packer' | 'news'>, news: PlayNews): void {
  if (news.kind === 'action' && news.action.kind === 'opened') seat.packer = new ViewPacker();
  if (news.kind !== 'action' || news.action.kind !== 'world') {
    seat.news.push(news);
    return;
  }
  const delta = seat.packer.pack(news.action.view);
  if (delta) seat.news.push({ kind: 'view', delta });
}

function tell(message: FromProcess): void {
  process.send?.(message);
}

function flush(number: number, seat: Seat, answers?: 'ask' | 'pass'): void {
  if (seat.news.length === 0 && !answers) return;
  tell({ kind: 'news', sitting: number, news: seat.news, answers });
  seat.news = [];
}

function hear(message: ToProcess): void {
  if (message.kind === 'begin') ({ data } = message);
  if (message.kind === 'begin' || message.kind === 'alive?') tell({ kind: 'alive' });
  else if (message.kind === 'sit') sit(message.sitting, message.options);
  else if (message.kind === 'rise') seats.delete(message.sitting);
  else guarded(message.sitting, (seat) => serve(message, seat));
}

function serve(message: Extract<ToProcess, { kind: 'ask' | 'pass' }>, seat: Seat): void {
  if (message.kind === 'ask') {
    seat.sitting.ask(message.request);
    flush(message.sitting, seat, message.waits ? 'ask' : undefined);
  } else {
    seat.sitting.pass(message.microseconds, patience());
    flush(message.sitting, seat, 'pass');
  }
  wake();
}

/** What goes wrong in one sitting ends that one, and none of the others. */
function guarded(number: number, act: (seat: Seat) => void): void {
  const seat = seats.get(number);
  if (!seat) return;
  try {
    act(seat);
  } catch (error) {
    seats.delete(number);
    tell({ kind: 'failed', sitting: number, why: (error as Error).stack ?? String(error) });
  }
}

let awake = false;
/** Number of the seat that worked last: the next one is the turn's. */
let last = 0;

function wake(): void {
  if (awake) return;
  awake = true;
  setImmediate(work);
}

function work(): void {
  const until = performance.now() + SLICE;
  let more = true;
  while (more && performance.now() < until) more = piece(true) || piece(false);
  awake = more;
  if (more) setImmediate(work);
}

/** One piece for the next of the seats that have something to do, of those that somebody waits for or of the others. */
function piece(urgent: boolean): boolean {
  const turn = [...seats].filter(([, { sitting }]) => sitting.urgent === urgent).map(([number]) => number);
  const from = Math.max(
    0,
    turn.findIndex((number) => number > last),
  );
  for (const number of [...turn.slice(from), ...turn.slice(0, from)]) {
    let worked = false;
    guarded(number, (seat) => {
      worked = seat.sitting.work();
      if (worked) flush(number, seat);
    });
    if (!worked) continue;
    last = number;
    return true;
  }
  return false;
}

process.on('message', hear);
// Nobody is there any more to play for.
process.on('disconnect', () => process.exit());
