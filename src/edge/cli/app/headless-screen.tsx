import {
  forgetfulStore,
  initialState,
  type Lang,
  type ScreenName,
  Sitting,
  type ThemeName,
  TrainerRunner,
} from '../../../app/trainer/index.ts';
import { App, scrollEnd } from '../../../app/ui/index.ts';
import { KeptWorlds } from '../../../drill/diagnosis/index.ts';
import type { ScriptLine } from '../../../drill/session/index.ts';
import { keySequence, openTerminal, type TerminalSize, type VirtualTerminal } from '../../testing/index.ts';
import type { PackEntry } from '../packs.ts';
import { worldParts } from '../worlds.ts';
import { drillRows, KeyStream } from '../../terminal/index.ts';

export interface HeadlessOptions {
  entries: readonly PackEntry[];
  lang: Lang;
  size: TerminalSize;
  ascii: boolean;
  theme?: ThemeName;
  seed?: number;
  /** The twins without faults. */
  healthy?: boolean;
  /** Scenario to open, and what was typed in it. */
  open?: { id: string; script: readonly ScriptLine[] };
  view?: ScreenName;
  /** Worlds that other apps of the process built. */
  kept?: KeptWorlds;
}

/** The app on a terminal in memory: what a person would see after the same script and keys. */
export class HeadlessApp {
  readonly runner: TrainerRunner;
  private readonly keys: KeyStream;
  private terminal: VirtualTerminal | undefined;
  /** What was copied last. */
  copied = '';
  private quit = false;

  private constructor(options: HeadlessOptions) {
    const state = initialState({
      lang: options.lang,
      ...options.size,
      ascii: options.ascii,
      theme: options.theme ?? 'dark',
      drills: drillRows(options.entries, forgetfulStore),
      problems: [],
    });
    this.runner = new TrainerRunner(state, {
      player: (tell) =>
        new Sitting(
          {
            scenarios: options.entries.map((entry) => entry.scenario),
            build: { ...worldParts, healthy: options.healthy },
            kept: options.kept ?? new KeptWorlds(),
            engine: forgetfulStore.engine,
          },
          tell,
        ),
      store: forgetfulStore,
      seed: () => options.seed,
      scrollEnd,
      copy: (text) => {
        this.copied = text;
        return { en: 'Copied.', zh: '已复制。' };
      },
      onQuit: () => {
        this.quit = true;
      },
    });
    this.keys = new KeyStream((key) => this.runner.dispatch({ kind: 'key', key }));
  }

  /** Opens the app, plays the script, and shows the wanted screen. */
  static async start(options: HeadlessOptions): Promise<HeadlessApp> {
    const app = new HeadlessApp(options);
    const { runner } = app;
    if (options.open) {
      runner.openDrill(options.open.id, false);
      runner.playScript(options.open.script);
    }
    if (options.view) runner.dispatch({ kind: 'show', screen: options.view });
    app.work();
    app.terminal = await openTerminal(<App state={runner.state} />, options.size);
    return app;
  }

  /** Presses keys named as tmux's send-keys names them; each one is carried out to its end. */
  async press(...names: string[]): Promise<void> {
    for (const name of names) await this.send(keySequence(name));
  }

  /** Sends what a terminal would send. */
  async send(data: string): Promise<void> {
    this.keys.push(data);
    this.keys.flush();
    this.work();
    await this.terminal?.rerender(<App state={this.runner.state} />);
  }

  /** Makes the window larger or smaller. */
  async resize(size: TerminalSize): Promise<void> {
    await this.terminal?.resize(size);
    this.runner.dispatch({ kind: 'resize', ...size });
    await this.terminal?.rerender(<App state={this.runner.state} />);
  }

  /** The screen as it is. */
  get screen(): VirtualTerminal {
    if (!this.terminal) throw new Error('the app was not started');
    return this.terminal;
  }

  /** Whether the app was left. */
  get left(): boolean {
    return this.quit;
  }

  async close(): Promise<void> {
    await this.terminal?.close();
  }

  /** Background work is done at once, so that the same keys always show the same screen. */
  private work(): void {
    while (this.runner.work());
  }
}
