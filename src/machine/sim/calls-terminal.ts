import { groupNumbered, type LineRequest, type SignalName, type Terminal } from '../../model/state/index.ts';
import { block, type CallContext, type Handler } from './call.ts';
import { attach } from './descriptors.ts';
import { endProcess } from './process-life.ts';
import { clearTerminal } from './terminal-output.ts';

function terminalOf(c: CallContext): Terminal | undefined {
  return c.process.terminal === undefined ? undefined : c.sim.world.terminals.get(c.process.terminal);
}

/** Ctrl-L, which readline answers at once by clearing the screen: no part of a line. */
const FORM_FEED = '\f';

/** One edited line. The prompt and, once it came, the line stand in the terminal's output, as a person saw them. */
function readLine(c: CallContext, request: LineRequest): unknown {
  const terminal = terminalOf(c);
  if (!terminal) return { kind: 'eof' };
  if (!c.pending) {
    terminal.output += request.prompt;
    terminal.editing = {
      ...request,
      pid: c.process.pid,
      node: c.node.name,
      since: c.sim.world.now,
      stdout: terminal.stdout.length,
      stderr: terminal.stderr.length,
    };
  }
  const end = (answer: unknown, echo: string) => {
    terminal.editing = undefined;
    terminal.output += echo;
    return answer;
  };
  if (terminal.interrupted) {
    terminal.interrupted = false;
    return end({ kind: 'interrupted' }, '^C\n');
  }
  if (terminal.input.includes(FORM_FEED)) {
    terminal.input = terminal.input.replaceAll(FORM_FEED, '');
    clearTerminal(terminal);
  }
  const line = terminal.input.indexOf('\n');
  if (line >= 0) {
    const text = terminal.input.slice(0, line);
    terminal.input = terminal.input.slice(line + 1);
    if (terminal.editing)
      terminal.taken.push({
        text,
        at: c.sim.world.now,
        prompt: terminal.editing,
        container: c.process.namespaces.pid,
        stdout: terminal.stdout.length,
        stderr: terminal.stderr.length,
      });
    return end({ kind: 'line', text }, `${text}\n`);
  }
  if (terminal.endOfFile) {
    terminal.endOfFile = false;
    return end({ kind: 'eof' }, '');
  }
  return block();
}

function disposition(c: CallContext, signal: SignalName, action: 'default' | 'ignore' | 'catch'): void {
  const { process } = c;
  process.handled = process.handled.filter((s) => s !== signal);
  process.ignored = process.ignored.filter((s) => s !== signal);
  if (action === 'catch') process.handled.push(signal);
  if (action === 'ignore') process.ignored.push(signal);
}

/** Handlers of calls about the terminal and the calling process itself. */
export const TERMINAL_CALLS: Readonly<Record<string, Handler>> = {
  current: (c: CallContext) => c.process,
  exit: (c: CallContext, status: number) => endProcess(c.sim, c.node, c.process, status),
  openText: (c: CallContext, text: string) =>
    attach(c.node, c.process, { kind: 'text', path: '', text, offset: 0 }, undefined, 10),
  readLine,
  disposition,
  takeSignals: (c: CallContext) => c.process.pendingSignals.splice(0),
  setForeground: (c: CallContext, group: number) => {
    const terminal = terminalOf(c);
    const member = groupNumbered(c.process.namespaces.pid, c.node, group)[0];
    if (terminal) terminal.foreground = { node: c.node.name, group: member?.group ?? group };
  },
  draw: (c: CallContext, screen: Terminal['screen']) => {
    const terminal = terminalOf(c);
    if (terminal) terminal.screen = screen;
  },
  terminalMode: (c: CallContext, mode: 'line' | 'raw') => {
    const terminal = terminalOf(c);
    if (terminal) terminal.mode = mode;
  },
};
