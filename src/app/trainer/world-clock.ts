import type { Session } from '../../drill/session/index.ts';

/** A stretch without keys counts for at most this much virtual time. */
const IDLE_LIMIT = 60_000_000;
/** Virtual time between two looks at how late it is. */
const PIECE = 20_000;

/** Whether the world's clock runs: while somebody is attached and types now and then. */
export class WorldClock {
  private idle = 0;

  /** A key came. */
  touched(): void {
    this.idle = 0;
  }

  /** Real time passed; whether the world's clock runs with it. */
  runs(microseconds: number): boolean {
    this.idle += microseconds;
    return this.idle <= IDLE_LIMIT;
  }
}

/**
 * Lets virtual time pass, or less of it where `late` says that the world asks for more than the machine can do (an endless loop in it), so
 * that keys are heard.
 */
export function passTime(session: Session, microseconds: number, late: () => boolean): void {
  for (let left = microseconds; left > 0 && !late(); left -= PIECE)
    session.advance(Math.min(left, PIECE), late);
  session.reconnect();
}
