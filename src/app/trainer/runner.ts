import { Drill } from '../../drill/diagnosis/index.ts';
import { type BuildOptions, type Scenario, SetupError } from '../../drill/scenario/index.ts';
import {
  completeLine,
  NoSuchPlace,
  replayEvents,
  runSessionScript,
  type ScriptDiagnosis,
  type ScriptLine,
} from '../../drill/session/index.ts';
import type { Action, Effect } from './actions.ts';
import { setCompleter } from './screens/terminal.ts';
import { answerOf } from './answer.ts';
import type { NotebookRow, PlayState, TrainerState } from './state.ts';
import { restoredState } from './restored-state.ts';
import type { SavedSession, TrainerStore } from './store.ts';
import { update } from './update.ts';
import { terminalColumns } from './layout.ts';
import { debriefOf, openedPlay, worldView } from './views-of-world.ts';

/** A stretch without keys counts for at most this much virtual time. */
const IDLE_LIMIT = 60_000_000;
/** What the skip key lets pass at a prompt, and at most while a job runs. */
const SKIP_IDLE = 10_000_000;
const SKIP_JOB = 60_000_000;

export interface RunnerOptions {
  scenarios: readonly Scenario[];
  build: BuildOptions;
  store: TrainerStore;
  seed?: number;
  onQuit(): void;
}

/**
 * Carries out effects: owns the drill being played and its worlds, saves what happens, and tells the screen what changed. Slow
 * work (rival worlds) is done in small pieces by `work`, whenever the caller has time.
 */
export class TrainerRunner {
  state: TrainerState;
  private readonly options: RunnerOptions;
  private readonly listeners = new Set<() => void>();
  private drill: Drill | undefined;
  private start = 0;
  /** Seed of the drill being played, which a resumed session brings along. */
  private seed: number | undefined;
  private logged = 0;
  private preparing: Generator<void> | undefined;
  private catching: Generator<void> | undefined;
  private told = new Map<number, NotebookRow>();
  private suspects: PlayState['suspects'] = { left: 0, total: 0, ready: false };
  private idle = 0;

  constructor(state: TrainerState, options: RunnerOptions) {
    this.state = state;
    this.options = options;
    setCompleter((terminal, text, cursor) =>
      this.drill
        ? completeLine(this.drill.session, terminal, text, cursor)
        : { from: cursor, candidates: [] },
    );
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Changes the screen state and carries out what follows. */
  dispatch(action: Action): void {
    const { state, effects } = update(this.state, action);
    const changed = state !== this.state;
    this.state = state;
    if (action.kind === 'key') {
      this.idle = 0;
      this.logView();
    }
    for (const effect of effects) this.perform(effect);
    if (changed) for (const listener of this.listeners) listener();
  }

  private perform(effect: Effect): void {
    const { drill } = this;
    switch (effect.kind) {
      case 'quit':
        this.options.onQuit();
        return;
      case 'open':
        this.open(effect.id, effect.resume);
        return;
      case 'leave':
        this.close();
        return;
      case 'size':
        drill?.session.resize(terminalColumns(this.state), Math.max(10, this.state.rows - 6));
        return;
      default:
        break;
    }
    if (!drill) return;
    switch (effect.kind) {
      case 'line':
        drill.session.submit(effect.terminal, effect.text);
        // What takes no time shows at once.
        drill.session.settle(effect.terminal, 100_000);
        break;
      case 'signal':
        drill.session.signal(effect.terminal, effect.signal);
        drill.session.settle(effect.terminal, 100_000);
        break;
      case 'end-of-input':
        drill.session.endInput(effect.terminal);
        drill.session.settle(effect.terminal, 100_000);
        break;
      case 'keys':
        drill.session.press(effect.terminal, effect.text);
        drill.session.settle(effect.terminal, 50_000);
        break;
      case 'skip':
        this.skip(effect.terminal);
        break;
      case 'terminal':
        this.openTerminal(effect.place);
        break;
      case 'hint':
        this.hint();
        return;
      case 'submit': {
        const answer = this.state.play && answerOf(this.state.play);
        if (answer) this.submit(answer);
        return;
      }
      case 'give-up':
        this.submit(undefined);
        return;
      case 'undo':
        this.rebuild(drill.session.eventsBeforeLastCommand());
        return;
      case 'reset':
        this.rebuild([]);
        return;
    }
    this.sync();
  }

  /** Opens a drill by id, as choosing it in the browser does. */
  openDrill(id: string, resume: boolean): void {
    this.open(id, resume);
  }

  private open(id: string, resume: boolean): void {
    const scenario = this.options.scenarios.find((s) => s.id === id);
    if (!scenario) return;
    try {
      const saved = resume ? this.options.store.load(id) : undefined;
      this.begin(scenario, saved?.seed ?? this.options.seed);
      if (!saved) this.options.store.begin(id, this.options.seed);
      if (saved && this.drill) {
        replayEvents(this.drill.session, saved.events);
        for (let i = 0; i < saved.hints; i++) this.drill.takeHint();
        this.logged = this.drill.session.events.length;
      } else this.openTerminals();
      if (!this.drill) return;
      this.dispatch({ kind: 'opened', play: openedPlay(this.drill, this.start) });
      if (saved) this.restoreView(saved);
      this.sync();
    } catch (error) {
      if (!(error instanceof SetupError) && !(error instanceof NoSuchPlace)) throw error;
      this.drill = undefined;
      this.dispatch({ kind: 'notice', text: { en: error.message, zh: error.message } });
    }
  }

  /** Brings back the screen as it was, the debrief of what was handed in last among it. */
  private restoreView(saved: SavedSession): void {
    if (!this.drill) return;
    const { submissions } = saved;
    const onDebrief = saved.screen === 'debrief' && submissions.length > 0;
    this.drill.attempts = submissions.length - (onDebrief ? 1 : 0);
    this.state = restoredState(this.state, saved, this.drill.scenario.drill?.hints ?? []);
    if (onDebrief) this.submit(submissions[submissions.length - 1] ?? undefined, false);
  }

  private begin(scenario: Scenario, seed: number | undefined): void {
    this.seed = seed;
    this.drill = new Drill(scenario, { ...this.options.build, seed });
    this.start = this.drill.session.now;
    this.logged = 0;
    this.told = new Map();
    this.suspects = { left: 0, total: 0, ready: false };
    this.preparing = this.drill.prepareRivals();
    this.catching = undefined;
    this.drill.session.resize(terminalColumns(this.state), Math.max(10, this.state.rows - 6));
  }

  private openTerminals(): void {
    for (const place of this.drill?.scenario.terminals ?? []) this.openTerminal(place);
  }

  private openTerminal(place: string): void {
    try {
      this.drill?.session.open(place);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      this.dispatch({
        kind: 'notice',
        text: { en: `${place} does not run: open it again later`, zh: `${place} 没有运行：稍后再打开` },
      });
    }
  }

  private close(): void {
    this.sync();
    this.drill = undefined;
    this.preparing = undefined;
    this.catching = undefined;
  }

  /** Starts the world anew and does again what is kept. */
  private rebuild(events: Drill['session']['events']): void {
    const { drill } = this;
    if (!drill) return;
    const kept = [...events];
    const { hintsTaken, attempts } = drill;
    const { store } = this.options;
    this.begin(drill.scenario, this.seed);
    store.begin(drill.scenario.id, this.seed);
    // Hints seen and answers given stay seen and given.
    for (let i = 0; i < hintsTaken; i++) {
      this.drill?.takeHint();
      store.append({ type: 'hint' });
    }
    for (let i = 0; i < attempts; i++) store.append({ type: 'submit', diagnosis: null });
    if (this.drill) this.drill.attempts = attempts;
    if (kept.length === 0) this.openTerminals();
    else replayEvents(this.drill?.session ?? drill.session, kept);
    this.sync();
  }

  /** Lets virtual time pass: to the job's end or next output, at a prompt by ten seconds. */
  private skip(terminal: string): void {
    const { session } = this.drill ?? {};
    if (!session) return;
    if (session.isIdle(terminal)) {
      session.advance(SKIP_IDLE);
      return;
    }
    const before = session.terminal(terminal)?.output.length ?? 0;
    const limit = session.now + SKIP_JOB;
    session.sim.runWhile(
      () => !session.isIdle(terminal) && (session.terminal(terminal)?.output.length ?? 0) === before,
      limit,
      2_000_000,
    );
    session.note();
  }

  private hint(): void {
    const { drill } = this;
    if (!drill) return;
    if (drill.takeHint()) this.options.store.append({ type: 'hint' });
    this.dispatch({ kind: 'hint', hints: (drill.scenario.drill?.hints ?? []).slice(0, drill.hintsTaken) });
  }

  private submit(diagnosis: ScriptDiagnosis | undefined, record = true): void {
    const { drill } = this;
    if (!drill) return;
    this.finishWork();
    const card = drill.submit(diagnosis);
    this.noteTold();
    const { store } = this.options;
    if (record) {
      store.append({ type: 'submit', diagnosis: diagnosis ?? null });
      store.recordScore(drill.scenario.id, card.score, card.solved);
    }
    const told = this.state.play?.notebook.map((row) => ({ ...row, ...this.told.get(row.number) })) ?? [];
    this.dispatch({
      kind: 'debrief',
      debrief: debriefOf(drill, card, told, diagnosis === undefined),
      best: { id: drill.scenario.id, score: card.score },
    });
    this.logView();
    if ((card.solved || diagnosis === undefined) && record) store.end(drill.scenario.id);
  }

  /**
   * Carries out a session script on the drill being played, as if somebody had typed it.
   *
   * @throws NoSuchPlace where a line names a place that is none.
   */
  playScript(lines: readonly ScriptLine[]): void {
    const { drill } = this;
    if (!drill) return;
    let answer: ScriptDiagnosis | undefined;
    runSessionScript(drill.session, lines, {
      hint: () => this.hint(),
      diagnose: (given) => {
        answer = given;
      },
      submit: () => this.submit(answer),
    });
    this.sync();
  }

  /** Real time passed while somebody is attached: the world's clock runs with it. */
  tick(microseconds: number): void {
    const { drill } = this;
    if (!drill || (this.state.screen !== 'workspace' && this.state.screen !== 'diagnosis')) return;
    this.idle += microseconds;
    if (this.idle > IDLE_LIMIT) return;
    drill.session.advance(microseconds);
    drill.session.reconnect();
    this.sync();
  }

  /** One small piece of background work; false when there is nothing to do. */
  work(): boolean {
    if (this.preparing) {
      if (this.preparing.next().done) this.preparing = undefined;
      return true;
    }
    if (!this.drill) return false;
    const pending = this.drill.session.commands.some(
      (c) => c.ended !== undefined && !this.told.has(c.number),
    );
    if (!this.catching && (pending || !this.suspects.ready)) this.catching = this.drill.ledger.catchUp();
    if (!this.catching) return false;
    if (this.catching.next().done) {
      this.catching = undefined;
      this.noteTold();
      this.sync();
    }
    return true;
  }

  private finishWork(): void {
    while (this.preparing) if (this.preparing.next().done) this.preparing = undefined;
    this.catching = undefined;
  }

  private noteTold(): void {
    const { drill } = this;
    if (!drill) return;
    const table = drill.ledger.table();
    for (const row of table) {
      const record = drill.session.commands[row.number - 1];
      if (record?.ended === undefined) continue;
      this.told.set(row.number, {
        number: row.number,
        where: record.where,
        line: record.line,
        status: record.status,
        before: row.before,
        after: row.after,
        bits: row.bits,
      });
    }
    const total = drill.ledger.hypotheses().length;
    this.suspects = { left: table[table.length - 1]?.after ?? total, total, ready: true };
  }

  private sync(): void {
    const { drill } = this;
    if (!drill) return;
    const { events } = drill.session;
    for (; this.logged < events.length; this.logged++)
      this.options.store.append({ type: 'event', event: events[this.logged] });
    if (this.state.play)
      this.dispatch({ kind: 'world', view: worldView(drill, this.start, this.told, this.suspects) });
  }

  /** A heartbeat: what a killed program may lose is what happened since the last one. */
  heartbeat(): void {
    const { drill } = this;
    if (!drill || this.state.screen === 'browser') return;
    this.options.store.append({ type: 'event', event: { kind: 'time', at: drill.session.now } });
  }

  private logView(): void {
    const { play } = this.state;
    if (!play || !this.drill) return;
    this.options.store.append({
      type: 'view',
      screen: this.state.screen,
      active: play.active,
      drafts: Object.fromEntries(
        play.terminals.filter((t) => t.editor.text !== '').map((t) => [t.id, t.editor.text]),
      ),
      diagnosis: this.state.screen === 'diagnosis' ? play.diagnosis : undefined,
    });
  }
}
