import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundleBare, root } from '../bundle.mjs';
import { Pty } from './pty.ts';
import { median } from './report.ts';

const STARTS = 9;
/** A quick typist's keys are this far apart: milliseconds. Without it both would wait for Ink's next frame. */
const KEY_GAP = 60;
/** Keys of the first part; then the count of suspects is waited for. */
const WHILE_MADE = 20;
/** Sixty keys; none of these letters stands where the screen changes by itself (clock, suspects). */
const TYPED = 'qzxjqvzkxqjzvxkqzjxvqkzxjqvzkxqjzvxkqzjxvqkzxjqvzkxqjzvxkqzj';

/** The program and the bare Ink programs it is compared with, bundled the same way. */
async function programs(directory: string) {
  await bundleBare({ hello: 'scripts/bench/hello.tsx', echo: 'scripts/bench/echo.tsx' }, directory);
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const node = (file: string) => `"${process.execPath}" "${file}"`;
  return {
    hello: node(join(directory, 'hello.js')),
    echo: node(join(directory, 'echo.js')),
    netdrill: node(join(root, 'bin/netdrill')),
  };
}

/** Milliseconds from the start of a process to its first frame. */
async function firstFrame(command: string, shown: string, home: string): Promise<number> {
  const start = performance.now();
  const pty = new Pty(command, { HOME: home });
  await pty.shows(shown);
  const time = performance.now() - start;
  await pty.end();
  return time;
}

/** First frame and key to screen, each beside a bare Ink program, turn and turn about. Milliseconds, medians. */
export async function benchScreen() {
  const directory = mkdtempSync(join(tmpdir(), 'netdrill-bench-'));
  try {
    const { hello, echo, netdrill } = await programs(directory);
    const frames = { bare: [] as number[], own: [] as number[] };
    for (let i = 0; i < STARTS; i++) {
      frames.bare.push(await firstFrame(hello, 'hello', directory));
      frames.own.push(await firstFrame(netdrill, 'Netdrill', directory));
    }
    const keys = { bare: [] as number[], own: [] as number[] };
    const bare = new Pty(echo, { HOME: directory });
    await bare.shows('>');
    const own = new Pty(`${netdrill} play overlay-no-advertise`, { HOME: directory });
    await own.shows('to the hosts');
    own.send('\r');
    await own.shows(']#');
    // Its rivals' worlds are being made meanwhile, as they are when somebody begins to type; then comes the quiet time.
    for (let i = 0; i < TYPED.length; i++) {
      if (i === WHILE_MADE) await own.shows('->');
      await pause(KEY_GAP);
      keys.bare.push(await bare.keyTime(TYPED[i]));
      keys.own.push(await own.keyTime(TYPED[i]));
    }
    await bare.end();
    await own.end();
    return {
      firstFrame: { bare: median(frames.bare), own: median(frames.own) },
      keyWhileRivalsAreMade: {
        bare: median(keys.bare.slice(0, WHILE_MADE)),
        own: median(keys.own.slice(0, WHILE_MADE)),
      },
      key: { bare: median(keys.bare.slice(WHILE_MADE)), own: median(keys.own.slice(WHILE_MADE)) },
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
