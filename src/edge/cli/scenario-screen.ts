import { parseScript } from '../../drill/session/index.ts';
import type { Screen, TerminalSize } from '../testing/index.ts';
import { HeadlessApp } from './app/headless-screen.tsx';
import { chooseScenario, readPacks } from './packs.ts';

/** How a scenario is opened; what is absent is as `netdrill screen` has it: 120x40, English, dark, the scenario's own seed. */
export interface ScenarioOptions extends Partial<TerminalSize> {
  lang?: 'en' | 'zh';
  theme?: 'dark' | 'light' | 'high-contrast' | 'no-colour';
  /** No characters beyond ASCII. */
  ascii?: boolean;
  seed?: number;
  /** The twin without its fault. */
  healthy?: boolean;
  /** Lines of a session script that were typed before. */
  script?: string;
  /** The screen it stands on. */
  view?: 'browser' | 'ticket' | 'workspace' | 'diagnosis' | 'journey';
  /** A folder with scenarios of your own. */
  scenarios?: string;
}

/**
 * Opens a drill on a terminal in memory, or without an id the list of drills. Background work is done at once: the same keys always show
 * the same screen.
 *
 * @throws UsageError for a scenario or folder that is none; ScriptError for a line of the script that is none.
 */
export async function openScenario(id?: string, options: ScenarioOptions = {}): Promise<Screen> {
  const {
    columns = 120,
    rows = 40,
    lang = 'en',
    theme,
    ascii = false,
    seed,
    healthy,
    script,
    view,
  } = options;
  const { entries, problems } = await readPacks(options.scenarios);
  const entry = id === undefined ? undefined : chooseScenario(entries, id, seed, problems);
  const app = await HeadlessApp.start({
    entries,
    lang,
    size: { columns, rows },
    ascii,
    theme,
    seed,
    healthy,
    open: entry && { id: entry.scenario.id, script: parseScript('script', script ?? '') },
    view: view ?? (entry ? 'workspace' : 'browser'),
  });
  const { screen } = app;
  return {
    text: () => screen.text(),
    cells: () => screen.cells(),
    cursor: () => screen.cursor(),
    svg: () => screen.svg(),
    press: (...keys) => app.press(...keys),
    send: (bytes) => app.send(bytes),
    type: async (text) => {
      for (const character of text) await app.send(character);
    },
    resize: (size) => app.resize(size),
    waitForQuiet: () => screen.waitForQuiet(),
    close: () => app.close(),
  };
}
