import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { dyingWithUs } from '../../../src/edge/worlds/dying-with-us.ts';

/** A program with a world process of its own, whose number it says. */
const PARENT = `
import { WorldChild } from ${JSON.stringify(resolve('src/edge/worlds/world-child.ts'))};
const child = new WorldChild({
  scenarios: [], engine: '', patience: Infinity, memory: 256, nice: 0, onMessage() {}, onEnd() {},
});
child.child.once('spawn', () => process.stdout.write(String(child.child.pid) + "\\n"));
setInterval(() => {}, 60_000);`;

const noSetpriv = dyingWithUs().words.length === 0 ? "needs Linux and util-linux's setpriv" : undefined;

/** Runs, or is stopped; one that ended and waits to be looked at does not. */
function lives(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/^\d+ \(.*\) Z/.test(readFileSync(file, 'utf8'));
}

/** Whether something comes to hold; looked at again and again, with an end. */
async function soon(holds: () => boolean): Promise<boolean> {
  for (let looks = 0; looks < 100_000 && !holds(); looks++) await new Promise(setImmediate);
  return holds();
}

test.skipIf(noSetpriv)(
  `a world process that hears nothing ends with a program that is killed${noSetpriv ? ` (skipped: ${noSetpriv})` : ''}`,
  async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', PARENT], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = Number(text);
    // By then setpriv has become Node.
    const isNode = () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(process.execPath);
    await soon(isNode);
    // Stopped, it does not see that its channel closes, as one that computes does not.
    process.kill(pid, 'SIGSTOP');
    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');
    await ended;
    try {
      expect(await soon(() => !lives(pid))).toBe(true);
    } finally {
      if (lives(pid)) process.kill(pid, 'SIGKILL');
    }
  },
);
