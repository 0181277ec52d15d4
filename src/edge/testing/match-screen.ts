import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type MatcherState, Snapshots } from 'vitest';
import { diffScreens } from './screen-diff.ts';
import { formatScreen, parseScreen, ScreenFileError } from './screen-file.ts';
import { svgScreen } from './screen-text.ts';
import type { Screen } from './terminal.ts';

/** Folder of golden screens, beside the test. */
const FOLDER = '__screens__';

/**
 * Compares a screen with its golden file `__screens__/NAME.screen` beside the test: text, colours and cursor. A file that is missing is
 * written, and all are written anew with vitest's `-u`; on CI nothing is. Where they differ the message shows the rows with a mark below
 * what is not the same, and two pictures are left beside the file: `NAME.golden.svg` and `NAME.actual.svg`.
 */
async function toMatchScreen(this: MatcherState, screen: Screen, name: string) {
  if (!/^[\w.-]+$/.test(name))
    return {
      pass: false,
      message: () => `'${name}' is no name of a golden screen: letters, digits, '.', '_', '-'`,
    };
  const file = join(dirname(this.testPath ?? ''), FOLDER, `${name}.screen`);
  const pictures = ['golden', 'actual'].map((which) => file.replace(/screen$/, `${which}.svg`));
  for (const picture of pictures) rmSync(picture, { force: true });
  const actual = { cells: screen.cells(), cursor: screen.cursor() };
  const result = await Snapshots.toMatchFileSnapshot.call(this, formatScreen(actual), file);
  if (result.pass || !existsSync(file)) return result;
  try {
    const golden = await parseScreen(readFileSync(file, 'utf8'));
    writeFileSync(pictures[0], svgScreen(golden.cells));
    writeFileSync(pictures[1], svgScreen(actual.cells));
    const text = `the screen differs from ${file}\n${diffScreens(golden, actual)}\npictures: ${pictures.join(' and ')}`;
    return { pass: false, message: () => text };
  } catch (error) {
    if (!(error instanceof ScreenFileError)) throw error;
    const text = `${file}: ${error.message}: write it anew with vitest -u`;
    return { pass: false, message: () => text };
  }
}

expect.extend({ toMatchScreen });

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Compares a screen with its golden file `__screens__/NAME.screen` beside the test: text, colours, cursor. */
    toMatchScreen(name: string): Promise<void>;
  }
}
