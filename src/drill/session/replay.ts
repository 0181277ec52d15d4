import type { Session, SessionEvent } from './session.ts';

/**
 * Does again to a fresh session what was done to another, at the same virtual times. The world answers as it did then, because
 * nothing in it depends on real time.
 */
export function replayEvents(session: Session, events: readonly SessionEvent[]): void {
  for (const event of events) {
    if (event.at > session.now) session.advance(event.at - session.now);
    switch (event.kind) {
      case 'open':
        session.open(event.place);
        break;
      case 'line':
        session.submit(event.terminal, event.text);
        break;
      case 'signal':
        session.signal(event.terminal, event.signal);
        break;
      case 'end-of-input':
        session.endInput(event.terminal);
        break;
      case 'keys':
        session.press(event.terminal, event.text);
        break;
      case 'ended':
        session.note();
        break;
      case 'time':
        break;
    }
  }
}
