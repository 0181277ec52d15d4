import { Drill, type DrillOptions, type KeptWorlds } from '../../drill/diagnosis/index.ts';
import { type LocalText, type Scenario, SetupError } from '../../drill/scenario/index.ts';
import {
  completeLine,
  eventsBeforeLast,
  NoSuchPlace,
  replayInPieces,
  runSessionScript,
  type ScriptDiagnosis,
  type ScriptLine,
} from '../../drill/session/index.ts';
import type { Action } from './actions.ts';
import { computedHint } from './computed-hint.ts';
import { debriefOf } from './debrief-of-drill.ts';
import { HANDED_IN_ALREADY, notRunning, NOTHING_TO_SOLVE } from './notices.ts';
import { differsNotice, PlayLog } from './play-log.ts';
import {
  FREE,
  type PaneSize,
  type Player,
  type PlayNews,
  type PlayRequest,
  type PlayRules,
} from './player.ts';
import { restoredHints } from './restored-state.ts';
import { type Judging, NO_SUSPECTS, type Played, restoreAnswers, UNTOLD } from './played.ts';
import { RivalWork } from './rival-work.ts';
import type { SavedSession } from './store.ts';
import { skipAhead, typeInto } from './typing.ts';
import { openedPlay, worldView } from './views-of-world.ts';
import { passTime } from './world-clock.ts';

/** What a sitting is given. */
export interface SittingOptions {
  scenarios: readonly Scenario[];
  build: DrillOptions;
  /** Worlds of drills built before; sittings of one process may share them. */
  kept: KeptWorlds;
  /** The program's version, which logs carry. */
  engine: string;
  /** The drill as somebody with that seed plays it: other addresses and names. */
  variant?(scenario: Scenario, seed: number | undefined): Scenario;
  /** Begins to wait for a world, and says from when on it has taken too long: the rest of what it does comes later. */
  patience?(): () => boolean;
}

const never = () => false;

/**
 * The drill being played and its worlds: does what the screen asks, tells what the worlds show, and what happened for the log. Slow work
 * (rival worlds) is done in small pieces by `work`, whenever the caller has time.
 */
export class Sitting implements Player {
  readonly asking = false;
  private readonly options: SittingOptions;
  private readonly tell: (news: PlayNews) => void;
  private played: Played | undefined;
  private size: PaneSize = { columns: 80, rows: 24 };
  private judging: Judging | undefined;
  /** A drill is opened, or built anew. */
  private job: Generator<void, void> | undefined;
  /** What the hints said that were taken. */
  private hints: LocalText[] = [];
  private rules: PlayRules = FREE;
  /** What was told of the suspects last. */
  private told = '';
  /** Solved or given up: not resumed once it is left. */
  private finished = false;
  /** The cause was told. */
  private revealed = false;

  constructor(options: SittingOptions, tell: (news: PlayNews) => void) {
    this.options = options;
    this.tell = tell;
  }

  private act(action: Action): void {
    this.tell({ kind: 'action', action });
  }

  ask(request: PlayRequest): void {
    switch (request.kind) {
      case 'open':
        // The screen says so first.
        this.job = this.opening(request);
        return;
      case 'leave':
        this.close();
        return;
      case 'size':
        this.size = { columns: request.columns, rows: request.rows };
        this.resize();
        break;
      case 'heartbeat':
        this.played?.log.heartbeat();
        return;
      default:
        // What is built anew is not there to be asked.
        if (!this.played || this.job) return;
        if (this.askPlayed(this.played, request)) return;
    }
    this.sync();
  }

  /** Whether what is asked of the drill has told all there is to tell. */
  private askPlayed(
    { drill }: Played,
    request: Exclude<PlayRequest, { kind: 'open' | 'leave' | 'size' | 'heartbeat' }>,
  ): boolean {
    switch (request.kind) {
      case 'line':
      case 'signal':
      case 'end-of-input':
      case 'keys':
        typeInto(drill.session, request, this.options.patience?.() ?? never);
        return false;
      case 'complete': {
        const { terminal, text, cursor } = request;
        const completion = completeLine(drill.session, terminal, text, cursor);
        this.act({ ...request, kind: 'completion', completion });
        return true;
      }
      case 'skip':
        this.act({
          kind: 'notice',
          text: skipAhead(drill.session, request.terminal, this.options.patience?.() ?? never),
        });
        return false;
      case 'terminal':
        this.openTerminal(request.place);
        return false;
      case 'hint':
        this.hint();
        return true;
      case 'submit':
      case 'give-up':
        if (!drill.scenario.drill) this.act({ kind: 'notice', text: NOTHING_TO_SOLVE });
        else if (this.rules.single && drill.attempts > 0)
          this.act({ kind: 'notice', text: HANDED_IN_ALREADY });
        else this.submit(request.kind === 'submit' ? request.diagnosis : undefined);
        return true;
      case 'undo':
        this.rebuild(eventsBeforeLast(drill.session.events, drill.session.commands));
        return true;
      case 'reset':
        this.rebuild([]);
        return true;
      case 'script':
        this.playScript(request.lines);
        return false;
    }
  }

  /** Begins a drill, or goes on with a saved one, and shows it once the keyboard was looked at: keys typed meanwhile are gone by then. */
  private *opening(request: Extract<PlayRequest, { kind: 'open' }>): Generator<void, void> {
    const show = yield* this.open(request);
    yield;
    this.act({ kind: 'ready' });
    show?.();
  }

  /** What shows the drill on the screen. */
  private *open({
    id,
    seed,
    saved,
    rules = FREE,
    columns,
    rows,
  }: Extract<PlayRequest, { kind: 'open' }>): Generator<void, (() => void) | undefined> {
    const found = this.options.scenarios.find((s) => s.id === id);
    const drawn = saved ? saved.seed : seed;
    const scenario = found && (this.options.variant?.(found, drawn) ?? found);
    if (!scenario) return undefined;
    this.size = { columns, rows };
    this.rules = rules;
    try {
      const drill = this.begin(scenario, drawn);
      const known = scenario.drill?.hints ?? [];
      this.hints = saved ? restoredHints(saved, known) : [];
      this.revealed = false;
      const differs = saved && (yield* replayInPieces(drill.session, saved.events));
      for (let i = 0; i < (saved?.hints ?? 0); i++) drill.takeHint();
      const last = saved && restoreAnswers(drill, saved);
      if (!saved) this.openTerminals(drill);
      this.place(drill, drawn, saved ? 'resume' : 'begin');
      return () => this.showOpened(drill, saved, differs, last);
    } catch (error) {
      if (!(error instanceof SetupError) && !(error instanceof NoSuchPlace)) throw error;
      this.played = undefined;
      return () => this.act({ kind: 'notice', text: { en: error.message, zh: error.message } });
    }
  }

  private showOpened(
    drill: Drill,
    saved: SavedSession | undefined,
    differs: number | undefined,
    last: Judging | undefined,
  ): void {
    const { played } = this;
    if (!played) return;
    const play = openedPlay(drill, played.start, this.rules);
    this.act({ kind: 'opened', play, saved: saved && { view: saved.view, hints: this.hints } });
    if (last) this.judge(last);
    this.resize();
    this.sync();
    if (saved && differs !== undefined)
      this.act({ kind: 'notice', text: differsNotice(saved, drill, this.options.engine, differs) });
  }

  private begin(scenario: Scenario, seed: number | undefined): Drill {
    const drill = new Drill(this.options.kept.of(scenario, { ...this.options.build, seed }));
    drill.session.followPackets();
    this.judging = undefined;
    this.told = '';
    // A lab is no drill: there is nothing to go on with.
    this.finished = scenario.drill === undefined;
    return drill;
  }

  /** Puts a drill on the table, its log begun or gone on with. */
  private place(drill: Drill, seed: number | undefined, how: 'begin' | 'resume'): void {
    const log = how === 'resume' ? PlayLog.resume(this.tell, drill) : PlayLog.begin(this.tell, drill, seed);
    this.played = {
      drill,
      start: drill.worlds.initial.sim.world.now,
      seed,
      rivals: new RivalWork(drill),
      log,
    };
  }

  private resize(): void {
    this.played?.drill.session.resize(this.size.columns, this.size.rows);
  }

  private openTerminals(drill: Drill): void {
    drill.session.resize(this.size.columns, this.size.rows);
    for (const place of drill.scenario.terminals ?? []) this.openTerminal(place, drill);
  }

  private openTerminal(place: string, drill = this.played?.drill): void {
    try {
      drill?.session.open(place);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      this.act({ kind: 'notice', text: notRunning(place) });
    }
  }

  /** Leaves the drill. What is over, or was never begun, is not resumed. */
  private close(): void {
    this.sync();
    const { drill } = this.played ?? {};
    if (drill && (this.finished || (drill.session.commands.length === 0 && drill.hintsTaken === 0)))
      this.tell({ kind: 'end', scenario: drill.scenario.id });
    this.played = undefined;
    this.judging = undefined;
    this.job = undefined;
  }

  /** Starts the world anew and does again what is kept. Hints seen and answers given stay seen and given. */
  private *rebuilding(
    { drill: old, seed }: Played,
    events: Drill['session']['events'],
  ): Generator<void, void> {
    const drill = this.begin(old.scenario, seed);
    for (let i = 0; i < old.hintsTaken; i++) drill.takeHint();
    drill.attempts = old.attempts;
    drill.earned = old.earned;
    if (events.length === 0) this.openTerminals(drill);
    else yield* replayInPieces(drill.session, events);
    this.place(drill, seed, 'begin');
    this.act({ kind: 'ready' });
    this.act({ kind: 'notice', text: undefined });
    this.sync();
  }

  /** A job that takes long: `work` carries on. Where nobody else waits for this thread it is done at once. */
  private rebuild(events: Drill['session']['events']): void {
    const { played } = this;
    if (!played) return;
    this.act({ kind: 'rebuilding' });
    this.job = this.rebuilding(played, [...events]);
    if (!this.options.patience) while (this.job) this.work();
  }

  private hint(): void {
    const { drill, rivals, log } = this.played ?? {};
    const authored = this.rules.hints ? drill?.takeHint() : undefined;
    if (!drill || !authored) return;
    log?.hint();
    // While the rivals' worlds are built nothing can be computed from them.
    const text = rivals?.suspects.ready ? computedHint(drill, drill.hintsTaken, authored) : authored;
    this.hints = [...this.hints, text];
    this.act({ kind: 'hint', hints: this.hints });
  }

  private submit(diagnosis: ScriptDiagnosis | undefined): void {
    this.played?.log.submit(diagnosis);
    this.judge({ diagnosis, record: true });
  }

  /** Begins to judge: `work` carries on and shows the debrief. */
  private judge(judging: Judging): void {
    this.judging = judging;
    this.act({ kind: 'judging' });
  }

  /** Every rival world has answered: the marks, and the debrief. */
  private conclude({ drill, rivals, log, start }: Played, { diagnosis, record }: Judging): void {
    this.judging = undefined;
    const card = drill.submit(diagnosis);
    rivals.note();
    if (record) log.graded(card);
    this.finished = card.solved || diagnosis === undefined || this.rules.single;
    if (this.rules.conceal) {
      this.close();
      this.act({ kind: 'handed-in' });
      return;
    }
    this.revealed ||= this.finished;
    const { notebook } = worldView(drill, start, rivals.told, rivals.suspects);
    this.act({
      kind: 'debrief',
      debrief: debriefOf(drill, card, notebook, diagnosis, this.finished),
      best: { id: drill.scenario.id, score: card.score, solved: card.solved },
    });
  }

  private playScript(lines: readonly ScriptLine[]): void {
    const { drill } = this.played ?? {};
    if (!drill) return;
    let answer: ScriptDiagnosis | undefined;
    runSessionScript(drill.session, lines, {
      hint: () => this.hint(),
      diagnose: (given) => {
        answer = given;
      },
      submit: () => {
        this.sync();
        this.submit(answer);
        while (this.judging) this.work();
      },
    });
  }

  pass(microseconds: number, late: () => boolean): void {
    if (!this.played || this.judging || this.job) return;
    passTime(this.played.drill.session, microseconds, late);
    this.sync();
  }

  /** Whether somebody waits for what `work` does next. */
  get urgent(): boolean {
    return this.job !== undefined || this.judging !== undefined;
  }

  work(): boolean {
    if (this.job) {
      const { job } = this;
      // It may begin another one when it ends.
      if (job.next().done && this.job === job) this.job = undefined;
      return true;
    }
    const { played, judging } = this;
    if (!played) return false;
    const done = played.rivals.step(judging !== undefined);
    if (done === 'answered') {
      if (judging) this.conclude(played, judging);
      this.sync();
    }
    return done !== 'idle';
  }

  private sync(): void {
    const { played, rules } = this;
    if (!played) return;
    const { drill, rivals, log, start } = played;
    log.sync();
    const { left, total, ready } = rivals.suspects;
    if (ready && this.told !== `${left} of ${total}`) {
      this.told = `${left} of ${total}`;
      this.tell({ kind: 'progress', left, total });
    }
    const [told, suspects] = rules.conceal ? [UNTOLD, NO_SUSPECTS] : [rivals.told, rivals.suspects];
    this.act({ kind: 'world', view: worldView(drill, start, told, suspects, this.revealed) });
  }
}
