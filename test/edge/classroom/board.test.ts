import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClassLab, type Visitor } from './class-lab.ts';

const DRILLS = `
  - { scenario: bridge-no-forward }
  - { scenario: overlay-no-advertise, mode: one, closes: '2099-01-01T09:00:00+00:00' }
  - { scenario: overlay-hostname, mode: exam }`;
const lab = new ClassLab();
beforeAll(async () => {
  lab.write(['anna', 'ben'], DRILLS, ['lee']);
  await lab.start();
});
afterAll(() => lab.close());

const ESC = '\u001b';

async function sit(name: string): Promise<Visitor> {
  return await (await lab.visit(name)).sit();
}

/** At the first host's prompt of the first drill. */
async function inDrill(name: string): Promise<Visitor> {
  const visitor = await sit(name);
  await visitor.until(/q quit/);
  visitor.send('\r');
  await visitor.until(/to the hosts/);
  visitor.send('\r');
  await visitor.until(/typing on/);
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
  const anna = await inDrill('anna');
  await lee.until(/anna +\S.* working/);
  await lee.until(/anna came/);
  await lee.until(/anna opened/);
  expect(boards()).toHaveLength(1);
  await leave(anna);
  await lee.until(/anna is away/);
  await leave(lee);
  await expect.poll(boards).toEqual([]);
});
