import { expect, it } from 'vitest';
import { openSession } from '../traffic/seed-lab.ts';

const WARNING = "Warning: docker.service changed on disk. Run 'systemctl daemon-reload' to reload units.\n";

it('a unit file that changed since systemd read it is warned of, after the status and before a restart', () => {
  const session = openSession();
  const id = session.open('host128');
  const run = (line: string) => {
    const record = session.submit(id, line);
    session.settle(id);
    return record;
  };
  expect(run('systemctl status docker')?.stderr).toBe('');
  run("sed -i 's/^TimeoutStartSec=0/TimeoutStartSec=1/' /usr/lib/systemd/system/docker.service");
  expect(run('systemctl status docker -l')?.stderr).toBe(WARNING);
  // Last, below the journal (systemctl.c, print_status_info).
  expect(session.terminal(id)?.output).toContain(
    `Started Docker Application Container Engine.\n${WARNING}[root@`,
  );
  expect(run('systemctl restart docker')?.stderr).toBe(WARNING);
  run('systemctl daemon-reload');
  expect(run('systemctl status docker')?.stderr).toBe('');
});
