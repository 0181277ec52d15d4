import { type Instance, render } from 'ink';
import type { ReactNode } from 'react';
import type { TrainerState } from '../../app/trainer/index.ts';
import { App } from '../../app/ui/index.ts';
import type { Screen } from './screen.ts';

/** The program's own terminal, drawn by Ink: the app, or another picture. */
export class InkScreen implements Screen {
  private readonly app: Instance;
  private readonly picture: (state: TrainerState) => ReactNode;

  constructor(
    state: TrainerState,
    stdout: NodeJS.WriteStream,
    picture: (state: TrainerState) => ReactNode = (shown) => <App state={shown} />,
  ) {
    this.picture = picture;
    this.app = render(picture(state), {
      stdout,
      interactive: true,
      patchConsole: false,
      alternateScreen: true,
      incrementalRendering: true,
      maxFps: 100,
      exitOnCtrlC: false,
    });
  }

  draw(state: TrainerState): void {
    this.app.rerender(this.picture(state));
  }

  /** Waits until what there is to draw is written. */
  async drawn(): Promise<void> {
    await this.app.waitUntilRenderFlush();
  }

  close(): void {
    this.app.unmount();
  }
}
