import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClassLab, type Visitor } from './class-lab.ts';

const lab = new ClassLab();
const open: Visitor[] = [];
beforeAll(async () => {
  lab.write(['anna', 'ben']);
  await lab.start();
});
afterAll(() => lab.close());

async function sit(name: string): Promise<Visitor> {
  const visitor = await (await lab.visit(name)).sit();
  open.push(visitor);
  return visitor;
}

/** The screen without what runs with real time or is counted in the background. */
function still(text: string): string {
  return text
    .replace(/sim \d\d:\d\d:\d\d/, 'sim')
    .replace(/Suspects.*│/, '')
    .replace(/ [\d.]+ bits?|…/g, '');
}

test('who reconnects is where he was, a line half typed among it', async () => {
  const anna = await (await sit('anna')).play();
  anna.send('echo one-$((1+1))\r');
  await anna.until(/one-2/);
  anna.send('half a line');
  await anna.until(/half a line/);
  anna.leave();
  await anna.until(() => anna.closed);
  const again = await sit('anna');
  await again.until(/half a line/);
  again.send('\u0015echo two-$((1+1))\r');
  await again.until(/two-2/);
  again.leave();
  await again.until(() => again.closed);
});

test('a second login takes over, or watches and is not heard', async () => {
  const first = await sit('anna');
  await first.until(/two-2/);
  const watcher = await sit('anna');
  await watcher.until(/on another screen/);
  watcher.send('w');
  await watcher.until(/two-2/);
  watcher.send('not heard\r');
  first.send('echo three-$((1+1))\r');
  await watcher.until(/three-2/);
  expect(watcher.text()).not.toContain('not heard');
  const second = await sit('anna');
  await second.until(/on another screen/);
  second.send('t');
  await second.until(/three-2/);
  await first.until(() => first.closed);
  second.send('echo four-$((1+1))\r');
  await watcher.until(/four-2/);
  watcher.send('q');
  await watcher.until(() => watcher.closed);
  second.leave();
  await second.until(() => second.closed);
});

test('a server that was killed goes on where everybody was, and its gradebook is sound', async () => {
  const ben = await (await sit('ben')).play();
  for (let round = 1; round <= 3; round++) {
    ben.send('');
    const now = round === 1 ? ben : open.at(-1);
    now?.send(`echo round${round}-$((1+1))\r`);
    await now?.until(new RegExp(`round${round}-2`));
    // What is not written yet was typed within the last flush: it is waited for as a person would, by looking at the file.
    await expect.poll(() => logLines('ben').some((line) => line.includes(`round${round}`))).toBe(true);
    await lab.stop('SIGKILL');
    await now?.until(() => now.closed);
    await lab.start();
    const again = await sit('ben');
    await again.until(new RegExp(`round${round}-2`));
    expect(still(again.text())).toContain(`round${round}-2`);
  }
  const db = new DatabaseSync(join(lab.folder, 'class.db'), { readOnly: true });
  expect(db.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(db.prepare("select count(*) as n from attempts where learner = 'ben'").get()).toEqual({ n: 1 });
  db.close();
});

function logLines(learner: string): string[] {
  const db = new DatabaseSync(join(lab.folder, 'class.db'), { readOnly: true });
  const rows = db
    .prepare('select line from log join attempts on attempts.id = log.attempt where learner = ? order by seq')
    .all(learner) as { line: string }[];
  db.close();
  return rows.map(({ line }) => line);
}

test('asked to end, the server tells everybody and ends in order', async () => {
  const anna = await sit('anna');
  await anna.until(/typing on/);
  const ended = lab.stop('SIGTERM');
  await anna.until(() => anna.closed);
  expect(anna.text()).toContain('The server is stopped. What you did is saved');
  expect(await ended).toBe(0);
});
