import { randomUUID } from 'node:crypto';
import { type Gradebook, openGradebookInThread, type Write, WriteQueue } from '../gradebook/index.ts';
import { ClassStandings } from './class-standings.ts';
import type { ClassStore, DrillStanding, DrillTerms } from './class-store.ts';
import { LearnerBook, type OpenAttempt } from './learner-book.ts';
import type { Credentials } from './people.ts';

/** Between two flushes: milliseconds. What a killed server loses is what happened since the last one. */
const FLUSH = 250;
/** How long a session stays this server's after it was last heard of, and how often it says that it is there: milliseconds. */
const LEASE = 5000;
const RENEW = 1500;
/** Between two looks at what teachers released and extended: milliseconds. */
const LOOK = 2000;
/** Between two readings of what other servers wrote of the class: milliseconds. */
const REREAD = 60_000;

export interface ClassBookOptions {
  /** A file, or postgres://... */
  target: string;
  /** Where writes wait for a store that is not there. */
  spool: string;
  class: string;
  engine: string;
  mode(drill: string): DrillTerms['mode'];
  /** Another server has a learner's session now, since this one was not heard of for too long. */
  onTaken(name: string): void;
}

/** A class's gradebook as the server uses it: read when somebody comes, written behind everybody's back. */
export class ClassBook implements ClassStore {
  private readonly options: ClassBookOptions;
  private readonly book: Gradebook;
  private readonly queue: WriteQueue;
  private readonly learners = new Map<string, Promise<LearnerBook>>();
  private readonly dirty = new Set<LearnerBook>();
  private readonly held = new Set<string>();
  /** Those who are let go of at the moment. */
  private readonly leaving = new Map<string, Promise<void>>();
  /** No other server has this name, nor this one when it is started again. */
  private readonly server = randomUUID();
  private readonly attempts = new ClassStandings();
  private standingsRead = 0;
  private released = new Set<string>();
  private extensions = new Map<string, number>();
  private readonly timers: NodeJS.Timeout[];

  private constructor(options: ClassBookOptions, book: Gradebook) {
    this.options = options;
    this.book = book;
    const { target, spool } = options;
    this.queue = new WriteQueue(() => openGradebookInThread(target, { create: true }), spool, Date.now);
    this.timers = [
      setInterval(() => void this.flush(), FLUSH),
      setInterval(() => void this.look(), LOOK),
      setInterval(() => void this.renew(), RENEW),
    ];
  }

  /** @throws GradebookError where the store cannot be opened: who starts a class wants to know. */
  static async open(options: ClassBookOptions): Promise<ClassBook> {
    const book = await openGradebookInThread(options.target, { create: true });
    const opened = new ClassBook(options, book);
    // What a killed server left in its spool comes first.
    await opened.queue.flush();
    await opened.look();
    return opened;
  }

  /** What teachers decided meanwhile. */
  private async look(): Promise<void> {
    const { book, options } = this;
    try {
      const [releases, extensions] = [
        await book.releases(options.class),
        await book.extensions(options.class),
      ];
      this.released = new Set(releases.map(({ drill }) => drill));
      this.extensions = new Map(
        extensions.map(({ learner, drill, until }) => [`${learner} ${drill}`, until]),
      );
    } catch {
      // The queue's state says that the store is not there; what was decided before holds.
    }
  }

  /** Whether other servers write to the same database; a file is one server's alone. */
  get isShared(): boolean {
    return this.book.kind === 'postgres';
  }

  private holder(learner: string) {
    return { class: this.options.class, learner, server: this.server };
  }

  /** A file has one server; of several on a database one holds a session. */
  async hold(name: string): Promise<boolean> {
    await this.leaving.get(name);
    if (!this.isShared || this.held.has(name)) return true;
    const { held } = await this.book.takeLease(this.holder(name), LEASE, Date.now());
    if (!held) return false;
    this.held.add(name);
    // What was read before may be another server's past.
    this.learners.delete(name);
    return true;
  }

  letGo(name: string): Promise<void> {
    const before = this.leaving.get(name) ?? Promise.resolve();
    const leaving = before
      .then(() => this.writeAndLetGo(name))
      .finally(() => {
        if (this.leaving.get(name) === leaving) this.leaving.delete(name);
      });
    this.leaving.set(name, leaving);
    return leaving;
  }

  private async writeAndLetGo(name: string): Promise<void> {
    await this.settle();
    this.learners.delete(name);
    // Where the store is not there, what is spooled comes before the next one who asks for it.
    if (this.held.delete(name)) await this.book.dropLease(this.holder(name)).catch(() => {});
  }

  private async renew(): Promise<void> {
    for (const name of this.held)
      try {
        const { held } = await this.book.renewLease(this.holder(name), LEASE, Date.now());
        if (held || !this.held.delete(name)) continue;
        this.learners.delete(name);
        this.options.onTaken(name);
      } catch {
        // The store is not there: nobody else can take it either.
      }
  }

  private async flush(): Promise<void> {
    this.pushStandings();
    await this.queue.flush();
  }

  /** As `flush`, and a slow store is waited for: who reads next rests on it. */
  private async settle(): Promise<void> {
    this.pushStandings();
    await this.queue.settle();
  }

  private pushStandings(): void {
    for (const learner of this.dirty) learner.keepStanding();
    this.dirty.clear();
  }

  /** Until when a learner has for a drill, where it was extended: milliseconds UTC. */
  extension(learner: string, drill: string): number | undefined {
    return this.extensions.get(`${learner} ${drill}`);
  }

  isReleased(drill: string): boolean {
    return this.released.has(drill);
  }

  release(drill: string): void {
    this.released.add(drill);
    this.queue.push({ write: 'release', class: this.options.class, drill, at: Date.now() });
  }

  extend(learner: string, drill: string, until: number): void {
    this.extensions.set(`${learner} ${drill}`, until);
    this.queue.push({ write: 'extension', class: this.options.class, learner, drill, until, at: Date.now() });
  }

  standings(): ReadonlyMap<string, DrillStanding> {
    const { class: of } = this.options;
    const stale = this.isShared ? Date.now() - REREAD : 0;
    if (this.standingsRead <= stale) {
      this.standingsRead = Date.now();
      this.book.attempts({ class: of }).then(
        (attempts) => this.attempts.read(attempts),
        () => {
          this.standingsRead = 0;
        },
      );
    }
    return this.attempts.byDrill;
  }

  private push(write: Write): void {
    this.queue.push(write);
    this.attempts.take(write);
  }

  /** What is wrong with the store; nothing where it takes everything. */
  get trouble(): string | undefined {
    const { lastError, since } = this.queue.state();
    return since === undefined ? undefined : lastError;
  }

  learner(name: string): Promise<LearnerBook> {
    // What another server may write is not kept here.
    if (this.isShared && !this.held.has(name)) return this.load(name);
    const known = this.learners.get(name) ?? this.load(name);
    this.learners.set(name, known);
    // Who could not be read is read again when he comes again.
    known.catch(() => this.learners.delete(name));
    return known;
  }

  private async load(learner: string): Promise<LearnerBook> {
    const { book, options } = this;
    await this.settle();
    const attempts = await book.attempts({ class: options.class, learner });
    const open: OpenAttempt[] = [];
    for (const { id, drill, marks } of attempts.filter(({ ended }) => ended === null)) {
      const lines = (await book.log(id)).map(({ line }) => line);
      const marked = marks.reduce((most, { submission }) => Math.max(most, submission), 0);
      if (lines.length > 0) open.push({ id, drill, lines, standing: await book.standing(id), marked });
    }
    return new LearnerBook({
      class: options.class,
      learner,
      engine: options.engine,
      attempts,
      open,
      terms: (drill) => ({ mode: options.mode(drill), released: this.released.has(drill) }),
      push: (write) => this.push(write),
      onStanding: (book) => this.dirty.add(book),
      newId: randomUUID,
      now: Date.now,
    });
  }

  async read(name: string): Promise<Credentials> {
    if (name === '') return { keys: [], usedCodes: [] };
    const found = await this.book.credentials(this.options.class, name);
    const of = (kind: string) => found.filter((one) => one.kind === kind).map(({ value }) => value);
    return { password: of('password').at(-1), keys: of('key'), usedCodes: of('code-used') };
  }

  /** Written at once, and not in the background: who logs in next rests on it. */
  async add(name: string, kind: 'password' | 'key' | 'code-used', value: string): Promise<void> {
    const at = Date.now();
    await this.book.write([
      { write: 'credential', class: this.options.class, learner: name, kind, value, at },
    ]);
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    for (const name of [...this.held]) await this.letGo(name);
    await Promise.all(this.leaving.values());
    this.pushStandings();
    await this.queue.close();
    await this.book.close();
  }
}
