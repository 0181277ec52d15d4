import type { ScriptDiagnosis, ScriptLine } from './script.ts';
import type { CommandRecord } from './events.ts';
import { COMMAND_LIMIT, NoSuchPlace, type Session } from './session.ts';

/** What a script does besides commands; the caller decides what it means. */
export interface ScriptHooks {
  hint?: () => void;
  diagnose?: (answer: ScriptDiagnosis) => void;
  submit?: () => void;
  /** Called after each command, for a transcript that appears while it runs. */
  command?: (record: CommandRecord) => void;
}

/** Carries a parsed script out on a session. */
export function runSessionScript(
  session: Session,
  lines: readonly ScriptLine[],
  hooks: ScriptHooks = {},
): void {
  let place: string | undefined;
  const current = () => {
    if (place === undefined)
      throw new NoSuchPlace("the script names no node before its first command: begin with 'on NODE'");
    return place;
  };
  for (const line of lines) {
    session.reconnect();
    switch (line.kind) {
      case 'on':
        place = line.place;
        break;
      case 'command': {
        const id = session.terminalFor(current());
        const record = session.submit(id, line.text);
        if (line.wait) session.settle(id, COMMAND_LIMIT);
        else session.advance(50_000);
        if (record) hooks.command?.(record);
        break;
      }
      case 'signal': {
        const id = session.busyTerminal(current());
        if (id !== undefined) {
          session.signal(id, line.signal);
          session.settle(id, 5_000_000);
        }
        break;
      }
      case 'end-of-input': {
        const id = session.busyTerminal(current()) ?? session.terminalFor(current());
        session.endInput(id);
        session.settle(id, 5_000_000);
        break;
      }
      case 'wait':
        session.advance(line.microseconds);
        break;
      case 'hint':
        hooks.hint?.();
        break;
      case 'diagnose':
        hooks.diagnose?.(line.answer);
        break;
      case 'submit':
        hooks.submit?.();
        break;
    }
  }
}
