import { THEME_NAMES, type ScreenName, type ThemeName } from '../../../app/trainer/index.ts';
import { NoSuchPlace } from '../../../drill/session/index.ts';
import type { Invocation } from '../arguments.ts';
import { language, wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { readScript } from './run.ts';
import type { Verb } from './verb.ts';

const VIEWS: readonly ScreenName[] = ['browser', 'ticket', 'workspace', 'diagnosis', 'journey', 'debrief'];
const FORMATS = ['text', 'ansi', 'svg', 'plain'];

/** `netdrill screen [SCENARIO [FILE]]`: prints a screen as a person would see it. */
export const screen: Verb = {
  spec: {
    name: 'screen',
    operands: '[SCENARIO [FILE]]',
    summary: 'Print a screen, after a session script and keys.',
    options: [
      { name: 'view', value: VIEWS.join('|'), summary: 'which screen' },
      { name: 'size', value: 'COLUMNSxROWS', summary: 'size of the terminal (120x40)' },
      {
        name: 'format',
        value: FORMATS.join('|'),
        summary: 'as text, with colours, a picture, or as --plain says it',
      },
      { name: 'theme', value: THEME_NAMES.join('|'), summary: 'colours' },
      { name: 'keys', value: 'KEYS', summary: 'press these keys: F5 Tab Enter C-c Up "typed text"' },
    ],
  },
  async run(invocation, output) {
    const { options, operands } = invocation;
    const seed = wholeNumber(invocation, 'seed');
    const format = oneOf(options.get('format') ?? 'text', FORMATS, '--format');
    const lang = language(invocation);
    const { entries, problems } = await readPacks(options.get('scenarios'));
    const entry =
      operands[0] === undefined ? undefined : chooseScenario(entries, operands[0], seed, problems);
    const view = viewOf(invocation, entry !== undefined);
    if (entry && !entry.scenario.drill)
      throw new UsageError(`netdrill screen: ${entry.scenario.id} is a lab; screens show drills`);
    const script = entry && operands[1] !== undefined ? readScript(entry, operands[1]) : [];
    const keys = keyNames(options.get('keys') ?? '');
    const size = sizeOf(options.get('size') ?? '120x40');
    // Ink reads the colour depth when it is imported: sixteen colours whatever the terminal is.
    process.env.FORCE_COLOR = '1';
    delete process.env.NO_COLOR;
    const { HeadlessApp } = await import('../app/headless-screen.tsx');
    const { wholePlainText } = await import('../../../app/ui/index.ts');
    const { ansiScreen } = await import('../../testing/index.ts');
    try {
      const app = await HeadlessApp.start({
        entries,
        lang,
        size,
        ascii: false,
        theme: oneOf(options.get('theme') ?? 'dark', THEME_NAMES, '--theme') as ThemeName,
        seed,
        healthy: options.has('healthy'),
        open: entry && { id: entry.scenario.id, script },
        view,
      });
      for (const key of keys) await (key.typed ? app.send(key.text) : app.press(key.text));
      const { screen: terminal } = app;
      const picture =
        format === 'plain'
          ? `${wholePlainText(app.runner.state)}\n`
          : format === 'text'
            ? `${terminal.text()}\n`
            : format === 'ansi'
              ? ansiScreen(terminal.cells())
              : terminal.svg();
      output.stdout(options.has('json') ? `${JSON.stringify({ ...size, format, picture })}\n` : picture);
      await app.close();
    } catch (error) {
      if (error instanceof NoSuchPlace || error instanceof RangeError)
        throw new UsageError(`netdrill screen: ${error.message}`);
      throw error;
    }
    return 0;
  },
};

function oneOf(value: string, allowed: readonly string[], what: string): string {
  if (!allowed.includes(value))
    throw new UsageError(`netdrill screen: ${what} wants ${allowed.join(', ')}, not '${value}'`);
  return value;
}

function viewOf(invocation: Invocation, opened: boolean): ScreenName | undefined {
  const text = invocation.options.get('view');
  const view = oneOf(text ?? (opened ? 'workspace' : 'browser'), VIEWS, '--view') as ScreenName;
  if (view !== 'browser' && !opened) throw new UsageError(`netdrill screen: --view ${view} needs a scenario`);
  // A script that submits ends on the debrief by itself.
  return text === undefined || view === 'debrief' ? (opened && view !== 'debrief' ? view : undefined) : view;
}

function sizeOf(text: string): { columns: number; rows: number } {
  const match = /^(\d{2,3})x(\d{2,3})$/.exec(text);
  if (!match) throw new UsageError(`netdrill screen: --size wants COLUMNSxROWS such as 80x24, not '${text}'`);
  return { columns: Number(match[1]), rows: Number(match[2]) };
}

/** Key names separated by blanks; quoted text is typed. */
function keyNames(text: string): { text: string; typed: boolean }[] {
  const keys: { text: string; typed: boolean }[] = [];
  for (const match of text.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)) {
    const typed = match[1]?.replace(/\\(.)/g, '$1') ?? match[2];
    keys.push(typed === undefined ? { text: match[3], typed: false } : { text: typed, typed: true });
  }
  return keys;
}
