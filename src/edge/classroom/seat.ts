import {
  initialState,
  type Lang,
  type LocalText,
  type PlayRules,
  TrainerRunner,
} from '../../app/trainer/index.ts';
import { scrollEnd } from '../../app/ui/index.ts';
import type { Scenario } from '../../drill/scenario/index.ts';
import { Allowance, AppOnTerminal, drillRows, LineScreen, startBeat } from '../terminal/index.ts';
import type { SeatOptions as PlayOptions, PooledPlayer, WorldPool } from '../worlds/index.ts';
import type { ChannelOutput, Size } from './channel-terminal.ts';
import type { LearnerStore } from './class-store.ts';

/** Processes lost in a row before a drill is not begun anew by itself: what is done in it may be what kills them. */
const MOST_LOSSES = 2;

/** What a seat is made of. */
export interface SeatParts {
  lang: Lang;
  pool: WorldPool;
  play: PlayOptions;
  store: LearnerStore;
  /** Drills the person may see now. */
  scenarios(): readonly { scenario: Scenario }[];
  /** Why a drill cannot be played now, where it cannot. */
  barred(id: string): LocalText | undefined;
  /** Whether the time for a drill has come and is not over. */
  isOpen(id: string): boolean;
  rules(id: string): PlayRules;
  /** The variant of a drill that the person plays. */
  seed(id: string): number | undefined;
}

/** A terminal somebody looks at a seat through. */
export interface Attached {
  data(text: string): void;
  /** Its size, or whether it takes frames, changed. */
  draw(): void;
  close(): void;
}

/**
 * One person's place: the app's state and the player that has the worlds. It outlives connections: terminals are put on it and taken
 * away.
 */
export class Seat {
  readonly runner: TrainerRunner;
  private readonly parts: SeatParts;
  private readonly player: PooledPlayer;
  private readonly apps = new Set<AppOnTerminal>();
  private owner: ChannelOutput | undefined;
  private onEnd: ((why: 'left' | 'taken') => void) | undefined;
  private stopBeat: (() => void) | undefined;
  private losses = 0;
  private place: string | undefined;

  constructor(parts: SeatParts, size: Size) {
    this.parts = parts;
    const { pool, play, store, lang } = parts;
    const state = initialState({
      lang,
      ...size,
      ascii: false,
      theme: 'dark',
      drills: drillRows(parts.scenarios(), store),
      problems: store.takeProblems(),
    });
    let player: PooledPlayer | undefined;
    this.runner = new TrainerRunner(state, {
      player: (tell) => {
        player = pool.sit(play, tell, () => this.answered());
        return player;
      },
      store,
      scrollEnd,
      barred: parts.barred,
      rules: parts.rules,
      seed: parts.seed,
      onQuit: () => this.onEnd?.('left'),
      copy: (text) => this.copy(text),
    });
    if (!player) throw new Error('a runner asks for its player when it is made');
    this.player = player;
    this.place = store.place;
    this.runner.subscribe(() => this.keepPlace());
    if (this.place !== undefined) this.goOn(this.place);
  }

  /** To the clipboard of the person's own terminal, where it allows that: OSC 52 (xterm, "Operating System Commands"). */
  private copy(text: string): LocalText {
    const lines = text.split('\n').length - 1;
    this.owner?.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
    return {
      en: `${lines} ${lines === 1 ? 'line' : 'lines'} sent to your clipboard (OSC 52; some terminals refuse it).`,
      zh: `${lines} 行已发送到你的剪贴板（OSC 52，部分终端会拒绝）。`,
    };
  }

  private answered(): void {
    this.losses = 0;
    for (const app of this.apps) app.answered();
  }

  /** Opens a drill where it was left. */
  private goOn(id: string): void {
    this.runner.dispatch({ kind: 'open', id, resume: true });
  }

  /** Writes down which drill is on the screen: who comes back after the server was killed is there again. */
  private keepPlace(): void {
    const { play, busy } = this.runner.state;
    if (busy === 'opening' || play?.id === this.place) return;
    this.place = play?.id;
    this.parts.store.setPlace(this.place);
  }

  /** Whether its person sits at a terminal. */
  get taken(): boolean {
    return this.owner !== undefined;
  }

  /** The seat's person sits at a terminal. `onEnd` hears that he left the app, or sat down at another one. */
  attach(output: ChannelOutput, onEnd: (why: 'left' | 'taken') => void): Attached {
    this.onEnd?.('taken');
    const resize = () => this.runner.dispatch({ kind: 'resize', columns: output.columns, rows: output.rows });
    resize();
    this.owner = output;
    this.onEnd = onEnd;
    const app = this.show(output, undefined);
    this.stopBeat ??= startBeat(this.runner);
    return {
      data: (text) => app.data(text),
      draw: () => {
        if (output.columns !== this.runner.state.columns || output.rows !== this.runner.state.rows) resize();
        app.draw();
      },
      close: () => {
        this.take(app);
        if (this.owner !== output) return;
        this.stopBeat?.();
        Object.assign(this, { stopBeat: undefined, owner: undefined, onEnd: undefined });
        this.runner.heartbeat();
      },
    };
  }

  /** Somebody looks on; what he types is not heard. */
  watch(output: ChannelOutput): Attached {
    const app = this.show(output, () => ({ columns: output.columns, rows: output.rows }));
    return { data() {}, draw: () => app.draw(), close: () => this.take(app) };
  }

  private show(output: ChannelOutput, size: (() => Size) | undefined): AppOnTerminal {
    const app = new AppOnTerminal(new LineScreen((text) => output.write(text)), {
      size,
      choked: () => output.backlogged,
      allowance: new Allowance(performance.now()),
    });
    app.attach(this.runner);
    this.apps.add(app);
    return app;
  }

  private take(app: AppOnTerminal): void {
    this.apps.delete(app);
    app.close();
  }

  /** Looks again at what there is to play; a drill whose time is over is left. */
  refresh(): void {
    const { store, scenarios, isOpen } = this.parts;
    const { play } = this.runner.state;
    if (play && !isOpen(play.id)) this.runner.dispatch({ kind: 'shut' });
    const drills = drillRows(scenarios(), store);
    if (JSON.stringify(drills) !== JSON.stringify(this.runner.state.drills))
      this.runner.dispatch({ kind: 'drills', drills });
  }

  /** Whether its worlds are with this player. */
  has(player: PooledPlayer): boolean {
    return player === this.player;
  }

  /** The process of its worlds is gone: they are made anew from the log. */
  recover(): void {
    const { play } = this.runner.state;
    this.losses++;
    for (const app of this.apps) app.answered();
    if (play && this.losses <= MOST_LOSSES) this.goOn(play.id);
  }

  /** Nobody will come back soon: the worlds are given up, the log stays. */
  close(): void {
    this.stopBeat?.();
    for (const app of [...this.apps]) this.take(app);
    this.player.close();
  }
}
