import { searchPrompt } from '../../drill/session/index.ts';
import type { TerminalView } from './state.ts';

/** Escape sequences a program printed for colour: the screens have colours of their own. */
const ESCAPES = /\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g;

/** Control characters made visible, so that no text can drive the terminal. */
export function visible(text: string): string {
  return text
    .replace(ESCAPES, '')
    .replace(/\t/g, '        ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, (c) => `^${String.fromCharCode(c.charCodeAt(0) ^ 64)}`);
}

/** What a terminal shows and has shown, by the line: its output, and the line being typed; a full-screen program's picture. */
export function terminalLines(view: TerminalView): string[] {
  if (view.screen) return view.screen.lines.map((line) => visible(line).trimEnd());
  const prompt = searchPrompt(view.editor) ?? view.prompt ?? '';
  return visible(view.output + prompt + view.editor.text).split('\n');
}
