import { parseScript } from '../../src/drill/session/index.ts';
import { HeadlessApp } from '../../src/edge/cli/app/headless-screen.tsx';
import { entries, kept } from '../drills/labs.ts';

export const LARGE = { columns: 120, rows: 40 };
export const SMALL = { columns: 80, rows: 24 };
const DRILL = 'overlay-no-advertise';

/** The browser, with nothing opened. */
export async function browsing(): Promise<HeadlessApp> {
  return HeadlessApp.start({
    entries,
    lang: 'en',
    size: LARGE,
    ascii: false,
  });
}

/** The first drill with a session script played in it. */
export async function drilled(script: string): Promise<HeadlessApp> {
  return HeadlessApp.start({
    entries,
    lang: 'en',
    size: LARGE,
    ascii: false,
    kept,
    open: { id: DRILL, script: parseScript('test', script) },
  });
}
