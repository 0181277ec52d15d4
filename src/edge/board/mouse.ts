import type { Widgets } from 'blessed';
import type { BoardMouse } from '../../app/board/index.ts';

const DOES: Readonly<Record<string, BoardMouse['does']>> = {
  mousedown: 'press',
  wheelup: 'up',
  wheeldown: 'down',
};

/** What neo-blessed's program has besides its types. */
interface MouseProgram {
  on(event: 'mouse', hear: (data: { action: string; x: number; y: number }) => void): void;
  setMouse(modes: Readonly<Record<string, boolean>>, enable: boolean): void;
}

/**
 * The mouse of a screen's terminal. Presses and the wheel are asked for, as numbers without a limit (xterm, "Mouse Tracking", 1000 and
 * 1006); neo-blessed by itself would ask for every movement, in an encoding that ends at column 2015 and that few terminals read alike.
 */
export class Mouse {
  private readonly program: MouseProgram;
  private taken = false;

  constructor(screen: Widgets.Screen, onMouse: (does: BoardMouse) => void) {
    this.program = screen.program as unknown as MouseProgram;
    this.program.on('mouse', ({ action, x, y }) => {
      const does = this.taken ? DOES[action] : undefined;
      if (does) onMouse({ does, column: x, row: y });
    });
  }

  /** Takes the mouse from the terminal, or gives it back. */
  take(taken: boolean): void {
    if (taken === this.taken) return;
    this.taken = taken;
    this.program.setMouse({ vt200Mouse: taken, sgrMouse: taken }, taken);
  }
}
