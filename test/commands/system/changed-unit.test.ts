import { describe, expect, it } from 'vitest';
import { openSession, play } from '../traffic/seed-lab.ts';

const UNIT = '/usr/lib/systemd/system/docker.service';
const WARNING = "Warning: docker.service changed on disk. Run 'systemctl daemon-reload' to reload units.\n";

describe('a unit that changed on disk', () => {
  it('is warned of until systemd has read it again', () => {
    const records = play(
      [
        'on host128',
        '$ systemctl status docker',
        `$ sed -i 's/^LimitCORE=.*/LimitCORE=0/' ${UNIT}`,
        '$ systemctl status docker',
        '$ systemctl show -p NeedDaemonReload docker',
        '$ systemctl restart docker',
        '$ systemctl daemon-reload',
        '$ systemctl status docker',
        '$ systemctl show -p NeedDaemonReload docker',
        '$ mkdir /etc/systemd/system/docker.service.d',
        '$ touch /etc/systemd/system/docker.service.d/limits.conf',
        '$ systemctl kill -s HUP docker',
        '$ systemctl status docker',
        '',
      ].join('\n'),
    );
    expect(records.map((record) => record.stderr)).toEqual([
      '',
      '',
      WARNING,
      '',
      WARNING,
      '',
      '',
      '',
      '',
      '',
      '',
      WARNING,
    ]);
    expect([records[3].stdout, records[7].stdout]).toEqual([
      'NeedDaemonReload=yes\n',
      'NeedDaemonReload=no\n',
    ]);
  });

  it('is warned of below the status at a terminal, above it where a pipe holds the text back', () => {
    const session = openSession();
    const id = session.open('host128');
    session.submit(id, `rm -f ${UNIT}`);
    session.settle(id);
    session.submit(id, 'systemctl status -l -n0 docker');
    session.settle(id);
    const shown = session.terminal(id)?.output ?? '';
    expect(shown.slice(0, shown.lastIndexOf('\n') + 1)).toMatch(new RegExp(`dockerd .*\\n${WARNING}$`));
    expect(session.run('host128', 'systemctl status -n0 docker 2>&1 | head -1')?.stdout).toBe(WARNING);
  });
});
