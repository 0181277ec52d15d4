import { describe, expect, test } from 'vitest';
import { bundled, runIn, upgradeKernel } from './labs.ts';

// Recorded on a real engine: docker-lab/golden o01-note and o01b-note-repairs.
const containers = `
on host128
$ docker network create --driver overlay net1
$ docker run -d --name over-128 --network net1 zookeeper:latest
on host130
$ docker run -d --name over-130 --network net1 zookeeper:latest
`;
const advertise = (host: string, device: string) => `
on ${host}
$ sed -i 's#^ExecStart=.*#& --cluster-advertise=${device}:2376#' /usr/lib/systemd/system/docker.service
$ systemctl daemon-reload && systemctl restart docker
`;
const advertiseBoth = `${advertise('host130', 'ens38')}${advertise('host128', 'ens33')}wait 30s\n`;
const startBoth = `
on host128
$ docker start over-128
on host130
$ docker start over-130
wait 5s
`;
const rename = `
on host128
$ hostnamectl set-hostname host128
on host130
`;
const ping = `
on host128
$ docker exec over-128 ping -c 4 10.0.0.3
`;

/** Replies counted by each ping of a script run in the note's lab. */
function replies(script: string): number[] {
  return runIn(bundled('seed-lab'), script)
    .commands.filter(({ line }) => line.includes(' ping '))
    .map(({ stdout }) => Number(/(\d+) packets received/.exec(stdout)?.[1]));
}

describe("repairs of the note's lab", () => {
  test('nothing done: no reply', () => {
    expect(replies(containers + ping)).toEqual([0]);
  });

  test('--cluster-advertise alone: the members quarrel over their name and serf quits on both', () => {
    const script = `${containers}${advertiseBoth}${startBoth}${ping}
$ systemctl status docker -l -n 40
on host130
$ systemctl status docker -l -n 40
`;
    const session = runIn(bundled('seed-lab'), script);
    const journals = session.commands.filter(({ line }) => line.startsWith('systemctl status'));
    expect(journals).toHaveLength(2);
    for (const { stdout } of journals) {
      expect(stdout).toContain('serf: Node name conflicts with another node');
      expect(stdout).toContain('serf: minority in name conflict resolution, quitting');
      expect(stdout).toContain('serf: Shutdown without a Leave');
    }
    expect(session.commands.find(({ line }) => line.includes(' ping '))).toMatchObject({ status: 1 });
  });

  test('one host renamed: its engine alone restarted does not heal, both restarted do', () => {
    const script = `${containers}${advertiseBoth}${startBoth}${rename}
on host128
$ systemctl restart docker
wait 30s
${startBoth}${ping}
on host130
$ systemctl restart docker
wait 30s
${startBoth}${ping}`;
    expect(replies(script)).toEqual([0, 4]);
  });

  test('both engines restarted: a container started before the members joined again stays unknown', () => {
    const restarts = `${containers}${advertiseBoth}${startBoth}${rename}
on host130
$ systemctl restart docker
on host128
$ systemctl restart docker
wait 5s
`;
    const again = `
wait 25s
on host128
$ docker restart -t 1 over-128
on host130
$ docker restart -t 1 over-130
wait 5s
`;
    expect(replies(`${restarts}${startBoth}${ping}${again}${ping}`)).toEqual([0, 4]);
  });

  test('both kernels upgraded to 4.20 and running: no reply', () => {
    const upgrade = `${upgradeKernel}$ uname -r\n`;
    const script = `${containers}
on host128
${upgrade}
on host130
${upgrade}${startBoth}${ping}`;
    const { commands } = runIn(bundled('seed-lab'), script);
    const releases = commands.filter(({ line }) => line === 'uname -r').map(({ stdout }) => stdout.trim());
    expect(releases).toEqual([expect.stringMatching(/^4\.20\./), expect.stringMatching(/^4\.20\./)]);
    const last = commands[commands.length - 1];
    expect(last).toMatchObject({ status: 1, stdout: expect.stringContaining('0 packets received') });
  });
});
