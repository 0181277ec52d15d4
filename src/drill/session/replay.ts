import type { CommandRecord, Session, SessionEvent } from './session.ts';

/**
 * Does one thing again that was done to another session, at the same virtual time; the record of the command it began, if it began
 * one. What a session notes by itself (a command's end, a heartbeat) asks for nothing.
 */
export function repeatEvent(session: Session, event: SessionEvent): CommandRecord | undefined {
  if (event.at > session.now) session.advance(event.at - session.now);
  switch (event.kind) {
    case 'open':
      session.open(event.place);
      return undefined;
    case 'line':
      return session.submit(event.terminal, event.text);
    case 'signal':
      session.signal(event.terminal, event.signal);
      return undefined;
    case 'end-of-input':
      session.endInput(event.terminal);
      return undefined;
    case 'keys':
      session.press(event.terminal, event.text);
      return undefined;
    case 'reconnect':
      session.reconnect();
      return undefined;
    case 'ended':
      session.note();
      return undefined;
    case 'time':
      return undefined;
  }
}

/**
 * Does again to a fresh session what was done to another, at the same virtual times. The world answers as it did then, because
 * nothing in it depends on real time.
 */
export function replayEvents(session: Session, events: readonly SessionEvent[]): void {
  for (const event of events) repeatEvent(session, event);
}
