import type { ReactNode } from 'react';
import { Replayer } from '../../../app/replay/index.ts';
import {
  FREE,
  forgetfulStore,
  initialState,
  type Keymap,
  type SavedSession,
  Sitting,
  TrainerRunner,
  type TrainerState,
} from '../../../app/trainer/index.ts';
import { App, REPLAY, ReplayApp, scrollEnd } from '../../../app/ui/index.ts';
import type { EditorKey } from '../../../drill/session/index.ts';
import { startBeat } from '../../terminal/index.ts';
import { type ReplaySource, replayedDrill } from '../replay-source.ts';
import { worldParts } from '../worlds.ts';

interface StageOptions {
  source: ReplaySource;
  screen: Pick<TrainerState, 'lang' | 'columns' | 'rows' | 'ascii' | 'theme'> & { keymap?: Keymap };
  onQuit(): void;
  copy(text: string): { en: string; zh: string };
}

/** A replay, or a branch of it that is played live, as one screen with one keyboard. */
export class ReplayStage {
  readonly replayer: Replayer;
  readonly asking = false;
  /** The session that goes on live; nothing of it is kept. */
  branch: TrainerRunner | undefined;
  private readonly options: StageOptions;
  private readonly listeners = new Set<() => void>();
  private stopBeat = () => {};

  constructor(options: StageOptions) {
    this.options = options;
    const { source, screen, onQuit } = options;
    this.replayer = new Replayer({
      ...source,
      make: () => replayedDrill(source),
      screen,
      onQuit,
      onBranch: (saved) => this.begin(saved),
    });
    this.replayer.subscribe(() => this.tell());
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  /** What is on the screen. */
  get state(): TrainerState {
    return this.branch?.state ?? this.replayer.shown();
  }

  picture(): ReactNode {
    const { branch, replayer } = this;
    return branch ? (
      <App state={branch.state} saying={REPLAY.branch} />
    ) : (
      <ReplayApp replay={replayer.state} shown={replayer.shown()} />
    );
  }

  dispatch(
    action: { kind: 'key'; key: EditorKey } | { kind: 'resize'; columns: number; rows: number },
  ): void {
    if (this.branch) this.branch.dispatch(action);
    // The replay is drawn at the new size once it is back.
    if (!this.branch || action.kind === 'resize') this.replayer.dispatch(action);
    this.endBranch();
  }

  /** Real time passed. */
  tick(microseconds: number): void {
    if (!this.branch) this.replayer.dispatch({ kind: 'tick', microseconds });
  }

  /** A piece of background work; false when there is nothing to do. */
  work(): boolean {
    if (!this.branch) return this.replayer.work();
    const more = this.branch.work();
    this.endBranch();
    return more;
  }

  /** Goes on live from a saved session: another world, which the replay knows nothing of. */
  private begin(saved: SavedSession): void {
    const { source, screen, copy } = this.options;
    const { columns, rows, lang } = this.replayer.state;
    const state = initialState({ ...screen, columns, rows, lang, drills: [], problems: [] });
    const runner = new TrainerRunner(state, {
      player: (tell) =>
        new Sitting(
          {
            scenarios: [source.scenario],
            build: worldParts,
            kept: source.kept,
            engine: source.origin.playedWith,
          },
          tell,
        ),
      store: { ...forgetfulStore, load: () => saved },
      rules: () => ({ ...FREE, conceal: source.concealed }),
      scrollEnd,
      onQuit: () => this.leave(),
      copy,
    });
    runner.openDrill(source.scenario.id, true);
    this.branch = runner;
    this.stopBeat = startBeat(runner);
    runner.subscribe(() => this.tell());
    this.tell();
  }

  /** Who leaves the branch's drill is back in the replay, where he left it. */
  private endBranch(): void {
    const { branch } = this;
    if (branch && branch.state.screen === 'browser' && !branch.state.busy) this.leave();
  }

  private leave(): void {
    this.stopBeat();
    this.branch = undefined;
    this.tell();
  }

  close(): void {
    this.stopBeat();
  }
}
