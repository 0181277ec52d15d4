import type { Step } from '../../lib/index.ts';
import { terminalSignals } from './execute-process.ts';
import { reapJobs, reportJobs } from './execute-wait.ts';
import { FunctionReturn, LineAbort, LoopJump, ShellExit } from './flow.ts';
import { expandHistory } from './history.ts';
import { jobState } from './jobs.ts';
import { expandPrompt } from './prompt.ts';
import { complain, type Shell, writeTo } from './shell.ts';
import { parseShell } from './syntax.ts';
import { ReadonlyVariable } from './variables.ts';

/** Talks with a person until `exit` or the end of input. `startup` runs first, as a start-up file would. */
export function* runInteractive(shell: Shell, startup: string): Step<number> {
  yield* shell.port.onSignal('INT', 'catch');
  for (const signal of terminalSignals) if (signal !== 'INT') yield* shell.port.onSignal(signal, 'ignore');
  yield* shell.port.setForeground(shell.pid);
  if (startup !== '') yield* runLine(shell, startup);
  for (;;) {
    yield* reapJobs(shell);
    yield* reportJobs(shell);
    const hook = shell.variables.get('PROMPT_COMMAND');
    if (hook !== undefined && hook !== '') {
      const status = shell.status;
      yield* runLine(shell, hook);
      shell.status = status;
    }
    const text = yield* readCommand(shell);
    if (text === null) {
      if (yield* mayLeave(shell)) return shell.status;
      continue;
    }
    if (text.trim() === '') continue;
    const before = shell.warnedOfJobs;
    yield* runLine(shell, text);
    if (before) shell.warnedOfJobs = false;
  }
}

/** Reads lines until they make a whole command; null at the end of input, empty text after an interrupt. */
function* readCommand(shell: Shell): Step<string | null> {
  let text = '';
  for (;;) {
    const prompt = yield* expandPrompt(shell, text === '' ? 'PS1' : 'PS2');
    const answer = yield* shell.port.readLine({
      prompt,
      continued: text !== '',
      status: shell.status,
      history: shell.history,
      words: {
        commands: [...shell.functions.keys(), ...shell.aliases.keys()].sort(),
        variables: shell.variables.names(),
      },
    });
    if (answer.kind === 'interrupted') {
      shell.status = 130;
      remember(shell, text);
      return '';
    }
    if (answer.kind === 'eof') {
      if (text === '') return null;
      yield* complain(shell, 'syntax error: unexpected end of file');
      shell.status = 2;
      return '';
    }
    const expanded = yield* expandEvents(shell, answer.text);
    if (expanded === null) return '';
    const joined =
      /(^|[^\\])(\\\\)*\\$/.test(text) && text !== ''
        ? text.slice(0, -1) + expanded
        : text === ''
          ? expanded
          : `${text}\n${expanded}`;
    text = joined;
    if (text.trim() === '' || parseShell(text).kind !== 'unfinished') {
      remember(shell, text);
      return text;
    }
  }
}

/** `!!` and friends; shows the line that results. Null where the event does not exist. */
function* expandEvents(shell: Shell, line: string): Step<string | null> {
  const result = expandHistory(line, shell.history);
  if (result.kind === 'same') return line;
  if (result.kind === 'missing') {
    yield* complain(shell, `${result.event}: event not found`);
    return null;
  }
  yield* writeTo(shell, 2, `${result.text}\n`);
  return result.text;
}

/** Adds a command to the history: not when empty, when the same as the last, or when it begins with a blank. */
function remember(shell: Shell, text: string): void {
  const line = text.trim();
  if (line === '') return;
  const control = shell.variables.get('HISTCONTROL') ?? '';
  if (/ignoreboth|ignorespace/.test(control) && text.startsWith(' ')) return;
  if (/ignoreboth|ignoredups/.test(control) && shell.history.at(-1) === line) return;
  shell.history.push(line);
  const limit = Number(shell.variables.get('HISTSIZE') ?? '500');
  if (shell.history.length > limit) shell.history.splice(0, shell.history.length - limit);
}

/** Runs one command line; only `exit` leaves. */
function* runLine(shell: Shell, text: string): Step<void> {
  try {
    shell.status = yield* shell.run.text(shell, text, 'line');
  } catch (error) {
    if (error instanceof ShellExit) throw error;
    if (error instanceof LineAbort) {
      if (error.text !== null) yield* complain(shell, error.text);
      shell.status = error.status;
    } else if (error instanceof ReadonlyVariable) {
      yield* complain(shell, error.message);
      shell.status = 1;
    } else if (error instanceof FunctionReturn) shell.status = error.status;
    else if (error instanceof RangeError) {
      yield* complain(shell, 'maximum nesting level exceeded');
      shell.status = 1;
    } else if (!(error instanceof LoopJump)) throw error;
    shell.tested = 0;
    shell.loops = 0;
  }
}

/** The end of input leaves, but the first time not while jobs are stopped. */
function* mayLeave(shell: Shell): Step<boolean> {
  yield* writeTo(shell, 2, shell.login ? 'logout\n' : 'exit\n');
  if (shell.warnedOfJobs || !shell.jobs.jobs.some((job) => jobState(job) === 'Stopped')) return true;
  yield* writeTo(shell, 2, 'There are stopped jobs.\n');
  shell.warnedOfJobs = true;
  return false;
}
