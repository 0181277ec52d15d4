import type { LocalText } from '../../drill/scenario/index.ts';
import type { Session } from '../../drill/session/index.ts';
import type { Effect } from './actions.ts';

/** What the skip key lets pass at a prompt, and at most while a job runs: microseconds. */
const SKIP_IDLE = 10_000_000;
const SKIP_JOB = 60_000_000;
/** What takes no longer than this shows at once: a key in a full-screen program, and anything else. */
const AT_ONCE_KEYS = 50_000;
const AT_ONCE = 100_000;

/** Hands to a terminal what was typed in it. */
export function typeInto(
  session: Session,
  effect: Extract<Effect, { kind: 'line' | 'signal' | 'end-of-input' | 'keys' }>,
  late: () => boolean,
): void {
  switch (effect.kind) {
    case 'line':
      session.submit(effect.terminal, effect.text);
      break;
    case 'signal':
      session.signal(effect.terminal, effect.signal);
      break;
    case 'end-of-input':
      session.endInput(effect.terminal);
      break;
    case 'keys':
      session.press(effect.terminal, effect.text);
      break;
  }
  session.settle(effect.terminal, effect.kind === 'keys' ? AT_ONCE_KEYS : AT_ONCE, late);
}

/** Lets virtual time pass: to the job's end or next output, at a prompt by ten seconds. What there is to say of it. */
export function skipAhead(session: Session, terminal: string, late: () => boolean): LocalText {
  const from = session.now;
  if (session.isIdle(terminal)) {
    session.advance(SKIP_IDLE, late);
    return skippedNotice(session.now - from, false);
  }
  const before = session.terminal(terminal)?.output.length ?? 0;
  session.pass(
    () => !late() && !session.isIdle(terminal) && (session.terminal(terminal)?.output.length ?? 0) === before,
    from + SKIP_JOB,
    2_000_000,
  );
  session.note();
  return skippedNotice(session.now - from, true);
}

/** How much virtual time was skipped, and to what, for the line below the screen. */
function skippedNotice(microseconds: number, job: boolean): LocalText {
  const seconds = (microseconds / 1_000_000).toFixed(1).replace(/\.0$/, '');
  return job
    ? {
        en: `Skipped ${seconds} s, to what the command did next.`,
        zh: `已快进 ${seconds} 秒，到该命令的下一步。`,
      }
    : { en: `Skipped ${seconds} s of the network's time.`, zh: `已快进 ${seconds} 秒模拟时间。` };
}
