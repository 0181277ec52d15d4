import { Drill, noExplanation } from '../../drill/diagnosis/index.ts';
import { type Scenario, SetupError } from '../../drill/scenario/index.ts';
import {
  completeLine,
  NoSuchPlace,
  replayEvents,
  runSessionScript,
  type ScriptDiagnosis,
  type ScriptLine,
} from '../../drill/session/index.ts';
import type { Action, Answers, Effect } from './actions.ts';
import { computedHint } from './computed-hint.ts';
import { answerOf } from './diagnosis-form.ts';
import { notRunning, NOTHING_TO_SOLVE } from './notices.ts';
import { differsNotice, PlayLog } from './play-log.ts';
import type { RunnerOptions } from './runner-options.ts';
import { RivalWork } from './rival-work.ts';
import type { ScreenName, TrainerState } from './state.ts';
import { restoredState } from './restored-state.ts';
import type { SavedSession } from './store.ts';
import { update } from './update.ts';
import { terminalColumns, terminalRows } from './layout.ts';
import { debriefOf } from './debrief-of-drill.ts';
import { skipAhead, typeInto } from './typing.ts';
import { openedPlay, worldView } from './views-of-world.ts';
import { WorldClock } from './world-clock.ts';

/** Screens on which the world's clock runs. */
const RUNNING: readonly ScreenName[] = ['workspace', 'diagnosis'];

/** What is being judged; `record` where its score is not kept yet. */
interface Judging {
  diagnosis: ScriptDiagnosis | undefined;
  record: boolean;
}

/**
 * Carries out effects: owns the drill being played and its worlds, saves what happens, and tells the screen what changed. Slow
 * work (rival worlds) is done in small pieces by `work`, whenever the caller has time.
 */
export class TrainerRunner {
  state: TrainerState;
  private readonly options: RunnerOptions;
  private readonly answers: Answers;
  private readonly listeners = new Set<() => void>();
  private drill: Drill | undefined;
  private start = 0;
  /** Seed of the drill being played, which a resumed session brings along. */
  private seed: number | undefined;
  private log: PlayLog | undefined;
  private rivals: RivalWork | undefined;
  private readonly clock = new WorldClock();
  private judging: Judging | undefined;
  /** The drill to open next, and then what shows it. */
  private opening: { id: string; resume: boolean } | undefined;
  private show: (() => void) | undefined;
  /** Solved or given up: not resumed once it is left. */
  private finished = false;

  constructor(state: TrainerState, options: RunnerOptions) {
    this.state = state;
    this.options = options;
    this.answers = {
      scrollEnd: options.scrollEnd,
      complete: (terminal, text, cursor) =>
        this.drill
          ? completeLine(this.drill.session, terminal, text, cursor)
          : { from: cursor, candidates: [] },
    };
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Changes the screen state and carries out what follows. */
  dispatch(action: Action): void {
    const { state, effects } = update(this.state, action, this.answers);
    const changed = state !== this.state;
    this.state = state;
    if (action.kind === 'key') {
      this.clock.touched();
      this.log?.view(this.state);
    }
    for (const effect of effects) this.perform(effect);
    if (changed) for (const listener of this.listeners) listener();
  }

  private perform(effect: Effect): void {
    const { drill } = this;
    switch (effect.kind) {
      case 'quit':
        this.close();
        this.options.onQuit();
        return;
      case 'open':
        // The screen says so first.
        this.opening = effect;
        return;
      case 'leave':
        this.close();
        return;
      case 'copy':
        this.dispatch({ kind: 'notice', text: this.options.copy(effect.text) });
        return;
      case 'size':
        this.resize();
        this.sync();
        return;
      default:
        break;
    }
    if (!drill) return;
    if (!drill.scenario.drill && (effect.kind === 'submit' || effect.kind === 'give-up')) {
      this.dispatch({ kind: 'notice', text: NOTHING_TO_SOLVE });
      return;
    }
    switch (effect.kind) {
      case 'line':
      case 'signal':
      case 'end-of-input':
      case 'keys':
        typeInto(drill.session, effect);
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

  /** Opens a drill by id at once, as choosing it in the browser does. */
  openDrill(id: string, resume: boolean): void {
    this.dispatch({ kind: 'open', id, resume });
    while (this.state.busy === 'opening') this.work();
  }

  /** Begins a drill, or goes on with a saved one; what shows it on the screen. */
  private open(id: string, resume: boolean): (() => void) | undefined {
    const { store } = this.options;
    const scenario = this.options.scenarios.find((s) => s.id === id);
    if (!scenario) return undefined;
    try {
      const saved = resume ? store.load(id) : undefined;
      const drill = this.begin(scenario, saved?.seed ?? this.options.seed);
      const differs = saved && replayEvents(drill.session, saved.events);
      if (!saved) this.openTerminals();
      for (let i = 0; i < (saved?.hints ?? 0); i++) drill.takeHint();
      this.log = saved ? PlayLog.resume(store, drill) : PlayLog.begin(store, drill, this.seed);
      return () => {
        this.dispatch({ kind: 'opened', play: openedPlay(drill, this.start) });
        if (saved) this.restoreView(drill, saved);
        this.resize();
        this.sync();
        if (saved && differs !== undefined)
          this.dispatch({ kind: 'notice', text: differsNotice(saved, drill, store, differs) });
      };
    } catch (error) {
      if (!(error instanceof SetupError) && !(error instanceof NoSuchPlace)) throw error;
      this.drill = undefined;
      return () => this.dispatch({ kind: 'notice', text: { en: error.message, zh: error.message } });
    }
  }

  /** Brings back the screen as it was, the debrief of what was handed in last among it. */
  private restoreView(drill: Drill, saved: SavedSession): void {
    const { submissions } = saved;
    const onDebrief = saved.view.screen === 'debrief' && submissions.length > 0;
    drill.attempts = submissions.length - (onDebrief ? 1 : 0);
    drill.earned = saved.earned[drill.attempts - 1] ?? noExplanation;
    if (submissions.slice(0, drill.attempts).includes(null)) drill.attempts = Math.max(2, drill.attempts);
    this.state = restoredState(this.state, saved, drill.scenario.drill?.hints ?? []);
    if (onDebrief)
      this.judge(submissions[submissions.length - 1] ?? undefined, saved.earned.length < submissions.length);
  }

  private begin(scenario: Scenario, seed: number | undefined): Drill {
    const drill = new Drill(this.options.kept.of(scenario, { ...this.options.build, seed }));
    drill.session.followPackets();
    this.seed = seed;
    this.drill = drill;
    this.start = drill.session.now;
    this.rivals = new RivalWork(drill);
    this.judging = undefined;
    // A lab is no drill: there is nothing to go on with.
    this.finished = scenario.drill === undefined;
    return drill;
  }

  /** Terminals of the world take the pane's size. */
  private resize(): void {
    this.drill?.session.resize(terminalColumns(this.state), terminalRows(this.state));
  }

  private openTerminals(): void {
    this.resize();
    for (const place of this.drill?.scenario.terminals ?? []) this.openTerminal(place);
  }

  private openTerminal(place: string): void {
    try {
      this.drill?.session.open(place);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      this.dispatch({ kind: 'notice', text: notRunning(place) });
    }
  }

  /** Leaves the drill. What is over, or was never begun, is not resumed. */
  private close(): void {
    const { drill } = this;
    this.sync();
    if (drill && (this.finished || (drill.session.commands.length === 0 && drill.hintsTaken === 0)))
      this.options.store.end(drill.scenario.id);
    this.drill = undefined;
    this.log = undefined;
    this.rivals = undefined;
    this.judging = undefined;
  }

  /** Starts the world anew and does again what is kept. Hints seen and answers given stay seen and given. */
  private rebuild(events: Drill['session']['events']): void {
    const old = this.drill;
    if (!old) return;
    const kept = [...events];
    const drill = this.begin(old.scenario, this.seed);
    for (let i = 0; i < old.hintsTaken; i++) drill.takeHint();
    drill.attempts = old.attempts;
    drill.earned = old.earned;
    if (kept.length === 0) this.openTerminals();
    else replayEvents(drill.session, kept);
    this.log = PlayLog.begin(this.options.store, drill, this.seed, this.state);
    this.sync();
  }

  private skip(terminal: string): void {
    const { session } = this.drill ?? {};
    if (session) this.dispatch({ kind: 'notice', text: skipAhead(session, terminal) });
  }

  private hint(): void {
    const { drill } = this;
    if (!drill) return;
    const authored = drill.takeHint();
    if (!authored) return;
    this.log?.hint();
    // While the rivals' worlds are built nothing can be computed from them.
    const text = this.rivals?.suspects.ready ? computedHint(drill, drill.hintsTaken, authored) : authored;
    this.dispatch({ kind: 'hint', hints: [...(this.state.play?.hints ?? []), text] });
    this.log?.view(this.state);
  }

  private submit(diagnosis: ScriptDiagnosis | undefined): void {
    this.log?.submit(diagnosis);
    this.judge(diagnosis, true);
  }

  /** Begins to judge: `work` carries on and shows the debrief. `record` where the score is not kept yet. */
  private judge(diagnosis: ScriptDiagnosis | undefined, record: boolean): void {
    this.judging = { diagnosis, record };
    this.dispatch({ kind: 'judging' });
  }

  /** Every rival world has answered: the marks, and the debrief. */
  private conclude(drill: Drill, { diagnosis, record }: Judging): void {
    this.judging = undefined;
    const card = drill.submit(diagnosis);
    const { rivals } = this;
    rivals?.note();
    if (record) this.log?.graded(card);
    this.finished = card.solved || diagnosis === undefined;
    const told = this.state.play?.notebook.map((row) => ({ ...row, ...rivals?.told.get(row.number) })) ?? [];
    this.dispatch({
      kind: 'debrief',
      debrief: debriefOf(drill, card, told, diagnosis),
      best: { id: drill.scenario.id, score: card.score, solved: card.solved },
    });
    this.log?.view(this.state);
    this.tellProblems();
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
      submit: () => {
        this.sync();
        this.submit(answer);
        while (this.judging) this.work();
      },
    });
    this.sync();
  }

  /** Real time passed; `late` as in {@link WorldClock.run}. */
  tick(microseconds: number, late = () => false): void {
    const { drill } = this;
    if (!drill || this.judging || !RUNNING.includes(this.state.screen)) return;
    this.clock.run(drill.session, microseconds, late);
    this.sync();
  }

  /** One small piece of background work; false when there is nothing to do. */
  work(): boolean {
    if (this.state.busy === 'opening') return this.workOnOpening();
    const { drill, judging } = this;
    if (!drill || !this.rivals) return false;
    const done = this.rivals.step(judging !== undefined);
    if (done === 'answered') {
      if (judging) this.conclude(drill, judging);
      this.sync();
    }
    return done !== 'idle';
  }

  /** Builds the lab, and shows it a step later, when the caller has looked at the keyboard: keys typed meanwhile are gone by then. */
  private workOnOpening(): boolean {
    const { opening } = this;
    this.opening = undefined;
    if (opening) {
      this.show = this.open(opening.id, opening.resume);
      return true;
    }
    this.dispatch({ kind: 'ready' });
    this.show?.();
    this.show = undefined;
    this.tellProblems();
    return true;
  }

  private sync(): void {
    const { drill, rivals } = this;
    if (!drill || !rivals) return;
    this.log?.sync();
    if (this.state.play)
      this.dispatch({
        kind: 'world',
        view: worldView(
          drill,
          this.start,
          rivals.told,
          rivals.suspects,
          this.state.play.debrief?.truth !== undefined,
        ),
      });
  }

  /** Called once a second: what a killed program loses is at most what happened since. */
  heartbeat(): void {
    if (this.state.screen !== 'browser') this.log?.heartbeat();
    this.tellProblems();
  }

  /** Tells what went wrong with files, once each, and not where the drill that is being opened would wipe it away. */
  private tellProblems(): void {
    if (this.state.busy === 'opening') return;
    const texts = this.options.store.takeProblems();
    if (texts.length > 0) this.dispatch({ kind: 'problems', texts });
  }
}
