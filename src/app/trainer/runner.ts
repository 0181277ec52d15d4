import type { ScriptLine } from '../../drill/session/index.ts';
import type { Action, Effect } from './actions.ts';
import { answerOf } from './diagnosis-form.ts';
import { terminalColumns, terminalRows } from './layout.ts';
import type { PaneSize, Player, PlayNews } from './player.ts';
import { savedView } from './restored-state.ts';
import type { RunnerOptions } from './runner-options.ts';
import type { ScreenName, TrainerState } from './state.ts';
import { update } from './update.ts';
import { WorldClock } from './world-clock.ts';

/** Screens on which the world's clock runs. */
const RUNNING: readonly ScreenName[] = ['workspace', 'diagnosis'];

/**
 * One person's screen: keys change its state, a player carries out what that asks of worlds, and what it tells changes the state again and
 * goes into the store. It never looks into a world, so the player may be in another process.
 */
export class TrainerRunner {
  state: TrainerState;
  /** Causes left of the drill that is played, whether or not its player may know. */
  progress: { left: number; total: number } | undefined;
  private readonly options: RunnerOptions;
  private readonly player: Player;
  private readonly listeners = new Set<() => void>();
  private readonly clock = new WorldClock();

  constructor(state: TrainerState, options: RunnerOptions) {
    this.state = state;
    this.options = options;
    this.player = options.player((news) => this.hear(news));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Changes the screen state and carries out what follows. */
  dispatch(action: Action): void {
    const { state, effects } = update(this.state, action, this.options.scrollEnd);
    const changed = state !== this.state;
    this.state = state;
    if (action.kind === 'key') {
      this.clock.touched();
      this.saveView();
    }
    for (const effect of effects) this.perform(effect);
    if (changed) for (const listener of this.listeners) listener();
  }

  private perform(effect: Effect): void {
    const { player, options } = this;
    switch (effect.kind) {
      case 'quit':
        player.ask({ kind: 'leave' });
        options.onQuit();
        return;
      case 'copy':
        this.dispatch({ kind: 'notice', text: options.copy(effect.text) });
        return;
      case 'open': {
        const barred = options.barred?.(effect.id);
        if (barred) {
          this.dispatch({ kind: 'ready' });
          this.dispatch({ kind: 'notice', text: barred });
          return;
        }
        const saved = effect.resume ? options.store.load(effect.id) : undefined;
        const { id } = effect;
        const [seed, rules] = [options.seed?.(id), options.rules?.(id)];
        player.ask({ kind: 'open', id, seed, saved, rules, ...this.paneSize() });
        return;
      }
      case 'size':
        player.ask({ kind: 'size', ...this.paneSize() });
        return;
      case 'submit': {
        const diagnosis = this.state.play && answerOf(this.state.play);
        if (diagnosis) player.ask({ kind: 'submit', diagnosis });
        return;
      }
      default:
        player.ask(effect);
    }
  }

  /** Terminals of the world take the pane's size. */
  private paneSize(): PaneSize {
    return { columns: terminalColumns(this.state), rows: terminalRows(this.state) };
  }

  /** Whether the player has not answered yet. */
  get asking(): boolean {
    return this.player.asking;
  }

  /** What the player tells. */
  private hear(news: PlayNews): void {
    const { store } = this.options;
    switch (news.kind) {
      case 'action':
        // It was another drill's.
        if (news.action.kind === 'opened') this.progress = undefined;
        this.dispatch(news.action);
        if (news.action.kind === 'hint' || news.action.kind === 'debrief') this.saveView();
        // What opens next would wipe it away.
        if (news.action.kind !== 'ready') this.tellProblems();
        return;
      case 'begin': {
        const { play } = this.state;
        const view = play?.id === news.header.scenario ? [savedLine(this.state, play)] : [];
        store.begin(news.header, [...news.entries, ...view]);
        return;
      }
      case 'append':
        store.append(news.entry);
        return;
      case 'score':
        store.recordResult(news.scenario, news.result);
        return;
      case 'end':
        store.end(news.scenario);
        return;
      case 'progress':
        this.progress = { left: news.left, total: news.total };
        return;
    }
  }

  private saveView(): void {
    const { play } = this.state;
    if (play && this.state.busy !== 'opening') this.options.store.append(savedLine(this.state, play));
  }

  /** Opens a drill by id at once, as choosing it in the browser does. For a player that works while it is told to. */
  openDrill(id: string, resume: boolean): void {
    this.dispatch({ kind: 'open', id, resume });
    while (this.state.busy === 'opening') this.work();
  }

  /**
   * Carries out a session script on the drill being played, as if somebody had typed it.
   *
   * @throws NoSuchPlace where a line names a place that is none.
   */
  playScript(lines: readonly ScriptLine[]): void {
    this.player.ask({ kind: 'script', lines });
  }

  /** Real time passed; `late` says that the machine cannot keep up. */
  tick(microseconds: number, late = () => false): void {
    const { play, busy, paused, screen } = this.state;
    if (!play || busy || paused || !RUNNING.includes(screen)) return;
    if (this.clock.runs(microseconds)) this.player.pass(microseconds, late);
  }

  /** One small piece of background work; false when there is nothing to do. */
  work(): boolean {
    return this.player.work();
  }

  /** Called once a second: what a killed program loses is at most what happened since. */
  heartbeat(): void {
    if (this.state.screen !== 'browser') this.player.ask({ kind: 'heartbeat' });
    this.tellProblems();
  }

  /** Tells what went wrong with files, once each, and not where the drill that is being opened would wipe it away. */
  private tellProblems(): void {
    if (this.state.busy === 'opening') return;
    const texts = this.options.store.takeProblems();
    if (texts.length > 0) this.dispatch({ kind: 'problems', texts });
  }
}

function savedLine(state: TrainerState, play: NonNullable<TrainerState['play']>) {
  return { type: 'view', ...savedView(state, play) } as const;
}
