import type { Drill } from '../../drill/diagnosis/index.ts';
import {
  FREE,
  initialState,
  type NotebookRow,
  openedPlay,
  restoredHints,
  type SavedSession,
  type ThemeName,
  type TrainerState,
  update,
  worldView,
} from '../trainer/index.ts';
import { analyse, type Analysis } from './analysis.ts';
import { Playback } from './playback.ts';
import type { Recording } from './recording.ts';
import { initialReplay, placeOf, type ReplayState } from './state.ts';
import { timelineOf } from './survey.ts';
import { type ReplayAction, updateReplay } from './update.ts';
import { type Origin, originNotice } from './origin.ts';

export interface ReplayOptions {
  recording: Recording;
  /** Begins the drill that was played in a world of its own; many share what was built once. */
  make(): Drill;
  /** What the recording was made with, beside what it is played with. */
  origin: Origin;
  /** Nothing is told of marks, suspects and the wrong turn. */
  concealed: boolean;
  screen: Pick<TrainerState, 'lang' | 'columns' | 'rows' | 'ascii' | 'theme'>;
  onQuit?(): void;
  /** Somebody wants to go on live from here. */
  onBranch?(saved: SavedSession): void;
}

/** Plays a recording: its state is changed by keys and time, and a world of its own follows it, forward and back. */
export class Replayer {
  state: ReplayState;
  private readonly options: ReplayOptions;
  private readonly playback: Playback;
  private readonly listeners = new Set<() => void>();
  private analysing: Generator<void, Analysis> | undefined;
  private readonly look: { ascii: boolean; theme: ThemeName };

  constructor(options: ReplayOptions) {
    const { recording, make, concealed, origin, screen } = options;
    const { ascii, theme, ...size } = screen;
    this.options = options;
    this.look = { ascii, theme };
    this.playback = new Playback(recording, make);
    const timeline = timelineOf(recording, this.playback);
    const notice = originNotice(origin, timeline);
    this.state = initialReplay({ ...size, timeline, concealed, notice });
    if (!concealed) this.analysing = analyse(recording, timeline, make);
    this.playback.goTo(placeOf(this.state));
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  dispatch(action: ReplayAction): void {
    const { state, effect } = updateReplay(this.state, action);
    const changed = state !== this.state;
    this.state = state;
    this.playback.goTo(placeOf(state));
    if (effect === 'quit') this.options.onQuit?.();
    if (effect === 'branch') this.options.onBranch?.(this.playback.saved());
    if (changed) for (const listener of this.listeners) listener();
  }

  /** A piece of background work: what the rival worlds say. False when there is nothing to do. */
  work(): boolean {
    const done = this.analysing?.next();
    if (!done) return false;
    if (done.done) {
      this.analysing = undefined;
      this.dispatch({ kind: 'analysed', analysis: done.value });
    }
    return true;
  }

  /** Shows the moment of a knot. */
  showKnot(knot: number): void {
    this.state = { ...this.state, knot, into: 0, running: false };
    this.playback.goTo(placeOf(this.state));
  }

  /** The learner's screen as it was at this moment. */
  shown(): TrainerState {
    const { playback, look, state } = this;
    const { lang, columns, rows, concealed } = state;
    const { drill, start, view } = playback;
    const fresh = initialState({ lang, columns, rows, ...look, drills: [], problems: [] });
    const play = openedPlay(drill, start, { ...FREE, conceal: concealed });
    const saved = playback.saved();
    const hints = restoredHints(saved, drill.scenario.drill?.hints ?? []);
    const opened = update(
      fresh,
      {
        kind: 'opened',
        play,
        saved: { view: { ...saved.view, screen: view?.screen ?? 'workspace' }, hints },
      },
      () => 0,
    ).state;
    const { told, suspects } = this.evidence();
    const now = worldView(drill, start, told, suspects);
    return this.looked(update(opened, { kind: 'world', view: now }, () => 0).state);
  }

  /** What is looked at instead of what the learner looked at. */
  private looked(state: TrainerState): TrainerState {
    const { pane, terminal } = this.state.look;
    if (!state.play || (pane === undefined && terminal === undefined)) return state;
    const { play } = state;
    const active = terminal === undefined ? play.active : terminal % Math.max(1, play.terminals.length);
    return { ...state, screen: 'workspace', play: { ...play, pane: pane ?? play.pane, active } };
  }

  /** What the commands that have ended by now told. */
  private evidence(): {
    told: ReadonlyMap<number, NotebookRow>;
    suspects: { left: number; total: number; ready: boolean };
  } {
    const { analysis, concealed, timeline, knot } = this.state;
    if (concealed) return { told: new Map(), suspects: { left: 0, total: 0, ready: true } };
    if (!analysis) return { told: new Map(), suspects: { left: 0, total: 0, ready: false } };
    const told = new Map<number, NotebookRow>();
    let left = analysis.suspects;
    for (const { number, ended } of this.playback.drill.session.commands) {
      const row = analysis.told[timeline.knots[knot].part]?.get(number);
      if (ended === undefined || !row) continue;
      told.set(number, row);
      left = row.after ?? left;
    }
    return { told, suspects: { left, total: analysis.suspects, ready: true } };
  }
}
