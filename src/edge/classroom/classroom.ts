import { createHash } from 'node:crypto';
import { type Lang, type LocalText, type PlayRules, TOUR_LAB } from '../../app/trainer/index.ts';
import type { Scenario } from '../../drill/scenario/index.ts';
import type { PooledPlayer, WorldPool } from '../worlds/index.ts';
import type { Size } from './channel-terminal.ts';
import type { ClassStore, LearnerStore } from './class-store.ts';
import { ClassWatch } from './class-watch.ts';
import { type Member, memberOf } from './people.ts';
import { type AssignedDrill, isName, type Roster } from './roster.ts';
import { Seat } from './seat.ts';

/** What a class is run with. */
export interface ClassParts {
  /** Absent: an open practice room, where any name is a learner's. */
  roster: Roster | undefined;
  entries: readonly { scenario: Scenario }[];
  store: ClassStore;
  lang: Lang;
  /** Everybody gets the same worlds. */
  same: boolean;
  /** Until when somebody has for a drill, where he was given more time: milliseconds UTC. */
  extension(name: string, drill: string): number | undefined;
  /** How long a seat keeps its worlds for somebody whose connection is gone: milliseconds. */
  warm: number;
  now(): number;
}

const NOT_OPEN = { en: 'This drill is not open now.', zh: '这个练习现在没有开放。' };
const USED = { en: 'You had your one attempt at this drill.', zh: '这个练习只有一次机会，你已经用过了。' };

/** The class as it is now: who is in it, what they may play, and the seats of those who play. */
export class Classroom {
  private roster: Roster | undefined;
  private readonly parts: ClassParts;
  private readonly pool: WorldPool;
  private readonly seats = new Map<string, Seat>();
  /** When a seat was left by its last terminal, by name. */
  private readonly leftAt = new Map<string, number>();
  /** Who does what, for teachers. */
  readonly watch: ClassWatch;
  /** Nobody's clock runs, and no learner's keys count. */
  paused = false;

  constructor(parts: ClassParts, pool: WorldPool) {
    this.parts = parts;
    this.pool = pool;
    this.roster = parts.roster;
    this.watch = new ClassWatch(parts.now);
  }

  /** Who has that name; in an open room everybody is a learner. */
  member(name: string): Member | undefined {
    if (this.roster) return memberOf(this.roster, name);
    const shown = isName(name) ? name : 'guest';
    return { name: shown, role: 'learner', person: { name: shown, keys: [] } };
  }

  /** Whether it is a practice room without a roster. */
  get isOpenRoom(): boolean {
    return this.roster === undefined;
  }

  /** What there is for somebody to play, and what is kept of him. */
  async shelf({
    name,
  }: Member): Promise<{ scenarios: readonly { scenario: Scenario }[]; store: LearnerStore }> {
    return { scenarios: this.open(name), store: await this.parts.store.learner(name) };
  }

  /** Another roster: seats stay, and see what is theirs now. */
  replaceRoster(roster: Roster): void {
    this.roster = roster;
    this.refresh();
  }

  /** What there is to play, or to see of it, changed. */
  refresh(): void {
    for (const seat of this.seats.values()) seat.refresh();
  }

  /** What the class is called. */
  get title(): string {
    return this.roster?.class ?? '';
  }

  /** Names of those who learn, in the roster's order. */
  get learners(): string[] {
    return (this.roster?.learners ?? []).map(({ name }) => name);
  }

  /** Drills of the class: those assigned, or all there are. */
  drills(): { scenario: Scenario; mode: AssignedDrill['mode']; closes?: string }[] {
    const all = this.parts.entries.filter(({ scenario }) => scenario.drill);
    const none = (this.roster?.drills.length ?? 0) === 0;
    return all.flatMap(({ scenario }) => {
      const { mode = 'practice', closes } = this.assigned(scenario.id) ?? {};
      return none || this.assigned(scenario.id) ? [{ scenario, mode, closes }] : [];
    });
  }

  /** When a drill ends for somebody: milliseconds UTC; absent where it does not. */
  closes(name: string, drill: string): number | undefined {
    const { closes } = this.assigned(drill) ?? {};
    return closes === undefined ? undefined : (this.parts.extension(name, drill) ?? Date.parse(closes));
  }

  /** Stops everybody's clock, or lets it run. */
  pause(paused: boolean): void {
    this.paused = paused;
    this.watch.pause(paused);
    for (const name of this.learners) this.seats.get(name)?.runner.dispatch({ kind: 'pause', paused });
  }

  /** Drills that somebody may play now. */
  private open(name: string): readonly { scenario: Scenario }[] {
    return this.parts.entries.filter(({ scenario }) => this.isTime(name, scenario.id));
  }

  private assigned(id: string): AssignedDrill | undefined {
    return this.roster?.drills.find(({ scenario }) => scenario === id);
  }

  /** Why somebody cannot play a drill now. */
  private barred(name: string, store: LearnerStore, id: string): LocalText | undefined {
    if (!this.isTime(name, id)) return NOT_OPEN;
    return this.mode(id) !== 'practice' && store.isUsed(id) ? USED : undefined;
  }

  private isTime(name: string, id: string): boolean {
    if ((this.roster?.drills.length ?? 0) === 0 || id === TOUR_LAB) return true;
    const assigned = this.assigned(id);
    if (!assigned) return false;
    const { opens } = assigned;
    const now = this.parts.now();
    return (!opens || now >= Date.parse(opens)) && now < (this.closes(name, id) ?? Number.POSITIVE_INFINITY);
  }

  /** How a drill is played: as the class was told. */
  private rules(id: string): PlayRules {
    const { mode = 'practice', hints } = this.assigned(id) ?? {};
    return {
      single: mode !== 'practice',
      conceal: mode === 'exam',
      hints: hints === undefined ? mode !== 'exam' : hints === 'charged',
    };
  }

  /** How a drill is played now, and whether its results are held back until they are released. */
  mode(id: string): AssignedDrill['mode'] {
    return this.assigned(id)?.mode ?? 'practice';
  }

  /** The variant that somebody plays: the same one each time, and nobody else's. */
  private seed(name: string, drill: string): number | undefined {
    if (this.parts.same) return undefined;
    const of = createHash('sha256')
      .update(JSON.stringify([this.roster?.class ?? '', name, drill]))
      .digest();
    return of.readUInt32BE(0) >>> 1;
  }

  /** The seat that somebody has, where he has one. */
  seat(name: string): Seat | undefined {
    return this.seats.get(name);
  }

  /** The seat of a member, made where there is none: it goes on where he was. None while another server has his session. */
  async sit(member: Member, size: Size, lang: Lang): Promise<Seat | undefined> {
    const { name } = member;
    if (!(await this.parts.store.hold(name))) return undefined;
    const store = await this.parts.store.learner(name);
    const old = this.seats.get(name);
    if (old) return old;
    const { same } = this.parts;
    const seat = new Seat(
      {
        lang,
        pool: this.pool,
        play: { shared: same },
        store,
        scenarios: () => this.open(name),
        barred: (id) => this.barred(name, store, id),
        isOpen: (id) => this.isTime(name, id),
        rules: (id) => this.rules(id),
        seed: (id) => this.seed(name, id),
      },
      size,
    );
    this.seats.set(name, seat);
    if (member.role === 'learner') {
      this.watch.follow(name, seat.runner);
      if (this.paused) seat.runner.dispatch({ kind: 'pause', paused: true });
    }
    return seat;
  }

  /** The last terminal of a seat is gone. */
  left(name: string): void {
    if (this.seats.has(name)) this.leftAt.set(name, this.parts.now());
    if (this.learners.includes(name)) this.watch.left(name);
  }

  came(name: string): void {
    this.leftAt.delete(name);
    if (this.learners.includes(name)) this.watch.came(name);
  }

  /** Looks at the clock: drills open and close, and seats that nobody came back to are given up. */
  sweep(): void {
    this.refresh();
    for (const [name, at] of this.leftAt) if (this.parts.now() - at > this.parts.warm) this.rise(name);
  }

  /** Gives up a seat; its log stays. */
  rise(name: string): void {
    this.watch.unfollow(name);
    this.seats.get(name)?.close();
    this.seats.delete(name);
    this.leftAt.delete(name);
    void this.parts.store.letGo(name);
  }

  /** What processes were lost with has to be made anew. */
  recover(players: readonly PooledPlayer[]): void {
    for (const seat of this.seats.values()) if (players.some((player) => seat.has(player))) seat.recover();
  }

  /** Everybody's seat is given up. */
  close(): void {
    for (const name of [...this.seats.keys()]) this.rise(name);
  }
}
