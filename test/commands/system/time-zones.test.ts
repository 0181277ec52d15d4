import { expect, it } from 'vitest';
import { openSession } from '../traffic/seed-lab.ts';

it('a machine shows its own zone, a container, whose image has no /etc/localtime, shows UTC', () => {
  const session = openSession();
  const run = (place: string, line: string) => session.run(place, line)?.stdout ?? '';
  run('host130', 'docker run -d --name web busybox sleep 1000; touch /tmp/f; docker exec web touch /tmp/f');
  const [host, container] = [run('host130', 'date +%H:%M'), run('host130', 'docker exec web date +%H:%M')];
  const hours = (text: string) => Number(text.slice(0, 2));
  expect((hours(host) - hours(container) + 24) % 24).toBe(8);
  expect(run('host130', 'ls -l /tmp/f')).toContain(` ${host.trim()} /tmp/f`);
  expect(run('host130', 'docker exec web ls -l /tmp/f')).toContain(` ${container.trim()} /tmp/f`);
  expect(run('host130', "stat -c '%y' /tmp/f")).toMatch(/ \+0800\n$/);
});
