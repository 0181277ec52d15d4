import { type CommandRecord, outputDigest, type SessionEvent } from './events.ts';
import { NoSuchPlace, type Session } from './session.ts';

/**
 * Does one thing again that was done to another session, at the same virtual time; the record of the command it began, if it began
 * one. What a session notes by itself (a command's end, a heartbeat) asks for nothing.
 */
export function repeatEvent(session: Session, event: SessionEvent): CommandRecord | undefined {
  // Not `advance`: a command's end is noted when it was noted then, or its record would end elsewhere in a stream shared with jobs.
  session.passUntil(event.at);
  return act(session, event);
}

/** The same in small pieces, between which somebody else may have a turn: what a world was busy with may take long. */
export function* repeatInPieces(
  session: Session,
  event: SessionEvent,
): Generator<void, CommandRecord | undefined> {
  while (!session.passSome(event.at)) yield;
  return act(session, event);
}

function act(session: Session, event: SessionEvent): CommandRecord | undefined {
  switch (event.kind) {
    case 'open':
      session.open(event.place, event.terminal);
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
    case 'resize':
      session.resize(event.columns, event.rows);
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

/** No sitting at a drill has a longer pause (30 days, in virtual microseconds): a log that asks for one is damaged. */
export const LONGEST_GAP = 30 * 86_400_000_000;

/**
 * Does again to a fresh session what was done to another, at the same virtual times. The world answers as it did then, because
 * nothing in it depends on real time. What a damaged log asks of a terminal that is not there, or after years, is left out.
 *
 * @returns the number of the first command whose output is not what it was: the scenario, the program or the log changed since.
 */
export function replayEvents(session: Session, events: readonly SessionEvent[]): number | undefined {
  const pieces = replayInPieces(session, events);
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** As {@link replayEvents}, in small pieces. */
export function* replayInPieces(
  session: Session,
  events: readonly SessionEvent[],
): Generator<void, number | undefined> {
  let differs: number | undefined;
  for (const event of events) {
    if (event.at - session.now > LONGEST_GAP) {
      differs ??= session.commands.length + 1;
      continue;
    }
    yield;
    try {
      yield* repeatInPieces(session, event);
    } catch (error) {
      if (!(error instanceof NoSuchPlace)) throw error;
      differs ??= session.commands.length + 1;
    }
    if (event.kind !== 'ended' || differs !== undefined) continue;
    const again = session.commands[event.number - 1];
    if (!again || outputDigest(again) !== event.digest) differs = event.number;
  }
  return differs;
}
