import { expect, it } from 'vitest';
import { openSession, play } from '../traffic/seed-lab.ts';

const DROP_IN = '/etc/systemd/system/docker.service.d/override.conf';

it('a drop-in is written in an editor and systemd has read it when the editor ends', () => {
  const session = openSession();
  const id = session.open('host128');
  session.submit(id, 'EDITOR=vi systemctl edit docker');
  session.settle(id);
  session.press(id, 'i[Service]\rEnvironment=A=b\u001b:wq\r');
  session.settle(id);
  session.submit(
    id,
    'systemctl cat docker | tail -3; systemctl show -p NeedDaemonReload,DropInPaths docker; ls -a /etc/systemd/system/docker.service.d',
  );
  session.settle(id);
  expect(session.commands[0]).toMatchObject({ status: 0, stderr: '' });
  expect(session.commands[1].stdout).toBe(
    `# ${DROP_IN}\n[Service]\nEnvironment=A=b\nNeedDaemonReload=no\nDropInPaths=${DROP_IN}\n.  ..  override.conf\n`,
  );
});

it('nothing written is nothing done, and without a terminal nothing is edited', () => {
  const [empty, , piped, unknown] = play(
    'on host128\n$ EDITOR=true systemctl edit docker\n$ ls /etc/systemd/system/docker.service.d\n$ systemctl edit docker | cat\n$ EDITOR=true systemctl edit nosuch\n',
  );
  expect(empty).toMatchObject({
    stderr:
      'Editing "/etc/systemd/system/docker.service.d/override.conf" canceled: temporary file is empty.\n',
    status: 0,
  });
  expect(piped.stderr).toBe('Cannot edit units if not on a tty.\n');
  expect(unknown).toMatchObject({
    stderr:
      "No files found for nosuch.service.\nRun 'systemctl edit --force nosuch.service' to create a new unit.\n",
    status: 1,
  });
});
