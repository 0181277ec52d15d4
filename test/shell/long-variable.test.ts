import { expect, test } from 'vitest';
import { openSession } from '../commands/traffic/seed-lab.ts';

test('a variable that grows for ever gives up its line, and the shell goes on', () => {
  const session = openSession();
  const place = session.scenario.terminals?.[0] ?? '';
  const grown = session.run(place, 'a=xxxxxxxx; while :; do a=$a$a; done; echo not reached');
  expect(grown).toMatchObject({ status: 125, stdout: '' });
  expect(grown?.stderr).toMatch(/netdrill: a variable of more than 1048576 characters is not modelled here/);
  expect(session.run(place, 'echo ${#a}')?.stdout).toBe('1048576\n');
});
