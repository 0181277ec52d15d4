import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ClassLab, type Visitor } from './class-lab.ts';

const DRILLS = `
  - { scenario: bridge-published-port }
  - { scenario: bridge-name-not-found, mode: one, closes: '2099-01-01T09:00:00+00:00' }
  - { scenario: overlay-same-hostname, mode: exam }`;
const lab = new ClassLab();
beforeAll(async () => {
  lab.write(['anna', 'ben'], DRILLS, ['lee']);
  await lab.start();
});
afterAll(() => lab.close());

const ESC = '\u001b';

const open: Visitor[] = [];
// Who still sits there after a failure would be one connection too many for the next test.
afterEach(() => {
  for (const visitor of open.splice(0)) visitor.leave();
});

async function sit(name: string): Promise<Visitor> {
  const visitor = await (await lab.visit(name)).sit();
  open.push(visitor);
  return visitor;
}

async function leave(...visitors: Visitor[]): Promise<void> {
  for (const visitor of visitors) {
    visitor.leave();
    await visitor.until(() => visitor.closed);
  }
}

/** Command lines of the server's children. */
function boards(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('class-board') && parent(pid) === lab.pid;
    } catch {
      return false;
    }
  });
}

function parent(pid: string): number {
  return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test('a teacher sees who does what; the board ends with the connection', async () => {
  const lee = await sit('lee');
  await lee.until(/Class test/);
  expect(lee.text()).toContain('0/2 here');
  const anna = await (await sit('anna')).play();
  await lee.until(/anna +\S.* working/);
  await lee.until(/anna came/);
  await lee.until(/anna opened/);
  expect(boards()).toHaveLength(1);
  await leave(anna);
  await lee.until(/anna is away/);
  await leave(lee);
  await expect.poll(boards).toEqual([]);
});

/** What is kept of a learner's attempts. */
function attempts(learner: string): { drill: string; how: string | null }[] {
  const db = new DatabaseSync(join(lab.folder, 'class.db'), { readOnly: true });
  const rows = db.prepare('select drill, how from attempts where learner = ? order by begun').all(learner);
  db.close();
  return rows.map(({ drill, how }) => ({ drill: String(drill), how: how === null ? null : String(how) }));
}

test('a learner is watched live, and helped at his keyboard as long as he lets it', async () => {
  const [anna, lee] = [await sit('anna'), await sit('lee')];
  await anna.until(/typing on/);
  await lee.until(/▸ +anna/);
  lee.send('\r');
  await lee.until(/anna {2}t ask to type/);
  anna.send('echo one-$((1+1))\r');
  await lee.until(/one-2/);
  lee.send('x');
  lee.send('t');
  await lee.until(/Ask anna to let you type/);
  lee.send('y');
  await anna.until(/lee asks to type on your screen/);
  await lee.until(/asked to let you type/);
  anna.send('\u0007y');
  await anna.until(/lee types on your screen/);
  await lee.until(/you type on this screen/);
  lee.send('echo two-$((2+2))\r');
  await anna.until(/two-4/);
  anna.send('\u0007e');
  await lee.until(/anna {2}t ask to type/);
  await anna.until(() => !anna.text().includes('lee types'));
  lee.send('echo three\r');
  lee.send('q');
  await lee.until(/Class test/);
  await lee.until(/anna types alone again/);
  expect(anna.text()).not.toContain('three');
  expect(lab.said).toContain('lee watches anna');
  expect(lab.said).toMatch(/lee: asks to type \(anna\).*anna lets lee type.*lee types no more at anna/s);
  await leave(lee, anna);
});

test('a message stays until Escape, and typing goes on under it', async () => {
  const [anna, ben, lee] = [await sit('anna'), await sit('ben'), await sit('lee')];
  await anna.until(/typing on/);
  await ben.until(/q quit/);
  await lee.until(/2\/2 here/);
  lee.send('M');
  await lee.until(/To everybody who is here/);
  lee.send('five minutes\r');
  await lee.until(/Enter or y does it/);
  lee.send('y');
  await lee.until(/Sent to 2/);
  for (const learner of [anna, ben]) await learner.until(/lee: five minutes +\[Esc closes\]/);
  anna.send('echo under-$((3+3))\r');
  await anna.until(/under-6/);
  expect(anna.text()).toContain('lee: five minutes');
  anna.send(ESC);
  await anna.until(() => !anna.text().includes('five minutes'));
  lee.send('/ben\r');
  await lee.until(/Learners 1 {2}\/ben/);
  lee.send('m');
  await lee.until(/To ben/);
  lee.send('well done\r');
  await lee.until(/Send to ben/);
  lee.send('n');
  await lee.until(/Enter watch/);
  lee.send('mlook at the map\ry');
  await ben.until(/\(\+1\)/);
  ben.send(ESC);
  await ben.until(/lee: look at the map/);
  expect(anna.text()).not.toContain('look at the map');
  expect(lab.said).not.toContain('well done');
  expect(lab.said).toContain('lee: message: "look at the map" (ben)');
  await leave(anna, ben, lee);
});

test('a paused class stands still until it goes on; who comes meanwhile waits too', async () => {
  const [anna, lee] = [await sit('anna'), await sit('lee')];
  await anna.until(/typing on/);
  await lee.until(/1\/2 here/);
  lee.send('Py');
  await anna.until(/The class is paused/);
  await lee.until(/PAUSED/);
  const clock = /sim [\d:]+/.exec(anna.text())?.[0];
  const ben = await sit('ben');
  await ben.until(/The class is paused/);
  anna.send('echo lost\r');
  ben.send('\r');
  // A second session is refused: the answer says that what was sent before was taken.
  for (const learner of [anna, ben]) await expect(learner.exec('list')).rejects.toThrow();
  lee.send('Py');
  await lee.until(() => !lee.text().includes('PAUSED'));
  await anna.until(() => !anna.text().includes('paused'));
  expect(/sim [\d:]+/.exec(anna.text())?.[0]).toBe(clock);
  anna.send('echo found-$((4+4))\r');
  await anna.until(/found-8/);
  expect(anna.text()).not.toContain('echo lost');
  expect(ben.text()).toContain('q quit');
  await leave(anna, ben, lee);
});

test('an attempt is ended by the teacher, and may be begun again, also where there is but one', async () => {
  const [anna, lee] = [await sit('anna'), await sit('lee')];
  await anna.until(/typing on/);
  await lee.until(/▸ +anna/);
  lee.send('r');
  await lee.until(/Which drill of anna/);
  lee.send('\r');
  await lee.until(/End the attempt of anna/);
  lee.send('y');
  await anna.until(/Your attempt was ended/);
  await expect.poll(() => attempts('anna').map(({ how }) => how)).toEqual(['closed']);
  // The drill with one attempt: given up, barred, ended, open again.
  anna.send(`/knows no prices${'\r'}\r`);
  await anna.until(/to the hosts/);
  anna.send('\r');
  await anna.until(/typing on/);
  anna.send('\u0007x');
  await anna.until(/Give up\?/);
  anna.send('y');
  await anna.until(/Given up/);
  anna.send('q');
  await anna.until(/typing on/);
  anna.send('\u0007q');
  await anna.until(/ Netdrill /);
  anna.send('\r');
  await anna.until(/You had your one attempt/);
  await lee.until(/given up/);
  lee.send('r');
  await lee.until(/▸ The cart knows no prices/);
  lee.send('\r');
  await lee.until(/End the attempt of anna/);
  lee.send('y');
  await lee.until(/Attempt ended: The cart knows no prices/);
  anna.send('\r');
  await anna.until(/to the hosts/);
  await expect.poll(() => attempts('anna').at(1)).toEqual({ drill: 'bridge-name-not-found', how: 'closed' });
  expect(lab.said).toMatch(/lee: Attempt ended: The cart knows no prices \(anna\)/);
  await leave(anna, lee);
});

test('more time and results are given after a question, and kept', async () => {
  const lee = await sit('lee');
  await lee.until(/▸ +anna/);
  lee.send('e');
  await lee.until(/Which drill shall anna have more time for/);
  lee.send('\r');
  await lee.until(/Minutes more for anna/);
  lee.send('0\r');
  await lee.until(/From 1 to 1440/);
  lee.send('15\r');
  await lee.until(/Give anna 15 more min for/);
  lee.send('y');
  await lee.until(/15 min more/);
  lee.send('R');
  await lee.until(/Results of which exam/);
  lee.send('\r');
  await lee.until(/cannot be taken back/);
  lee.send('\r');
  await lee.until(/Results are shown/);
  await lee.until(/released/);
  lee.send('R');
  await lee.until(/There is no exam/);
  const read = () => {
    const db = new DatabaseSync(join(lab.folder, 'class.db'), { readOnly: true });
    const rows = [
      db.prepare('select drill from releases').all(),
      db.prepare('select learner, drill, until from extensions').all(),
    ];
    db.close();
    return rows;
  };
  const until = Date.parse('2099-01-01T09:15:00+00:00');
  await expect
    .poll(read)
    .toEqual([
      [{ drill: 'overlay-same-hostname' }],
      [{ learner: 'anna', drill: 'bridge-name-not-found', until }],
    ]);
  await leave(lee);
});

test('a teacher plays from the board and comes back, or at once with the command play', async () => {
  const lee = await sit('lee');
  await lee.until(/Class test/);
  lee.send('p');
  await lee.until(/F1 help/);
  lee.send('q');
  await lee.until(/Class test/);
  expect(lee.text()).not.toContain('lee came');
  lee.send('q');
  await lee.until(() => lee.closed);
  expect(lee.status).toBe(0);
  const plays = await lab.visit('lee');
  await plays.sit({ cols: 120, rows: 40 }, 'play');
  await plays.until(/F1 help/);
  await leave(plays);
});

test('a board does not outlive a server that is killed', async () => {
  const lee = await sit('lee');
  await lee.until(/Class test/);
  const [board] = boards();
  await lab.stop('SIGKILL');
  await expect.poll(() => alive(board)).toBe(false);
  await lab.start();
});

function alive(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('class-board');
  } catch {
    return false;
  }
}
