import { describe, expect, it } from 'vitest';
import { buildDrill } from '../../src/drill/scenario/index.ts';
import { completeLine, parseScript, runSessionScript, Session } from '../../src/drill/session/index.ts';
import { bundled, parts } from '../drills/labs.ts';

function open(): Session {
  const scenario = bundled('overlay-lab');
  const session = new Session(buildDrill(scenario, parts), scenario);
  session.open('host128');
  return session;
}

describe('Tab at the prompt of a machine', () => {
  const session = open();
  const offered = (text: string) => completeLine(session, 'host128', text, text.length).candidates;

  it.for([
    ['docker sto', ['stop']],
    ['docker exec -it ov', ['over-128']],
    ['docker start ov', []],
    ['docker run --network n', ['net1', 'none']],
    ['docker network con', ['connect']],
    ['docker network disconnect net1 ', ['over-128']],
    ['docker network connect net1 ov', []],
    ['docker ps --no', ['--no-trunc']],
    ['docker network create --sub', ['--subnet']],
    ['ip li', ['link']],
    ['ip link set ens3', ['ens33']],
    ['ip route add default dev docker', ['docker0', 'docker_gwbridge']],
    ['bridge fd', ['fdb']],
    ['tcpdump -i an', ['any']],
    ['ping -I ens33', ['ens33']],
    ['brctl showm', ['showmacs']],
    ['brctl showmacs docker0', ['docker0']],
    ['getent --he', ['--help']],
    ['unali', ['unalias']],
    ['systemctl restart dock', ['docker.service']],
  ] as const)('%s', ([text, expected]) => {
    expect(offered(text)).toEqual(expected);
  });
});

describe('a session script', () => {
  it('stops a job and lets it go on, in the words of bash', () => {
    const session = open();
    runSessionScript(
      session,
      parseScript('jobs', 'on host128\n$& sleep 100\n^Z\n$ jobs -l\n$ bg\n$ jobs\n$& fg\n^C\n$ jobs\n'),
    );
    const pid = /(\d+) Stopped/.exec(session.commands[1].stdout)?.[1] ?? '';
    expect(session.commands.map((command) => command.stdout + command.stderr)).toEqual([
      '\n[1]+  Stopped                 sleep 100\n',
      `[1]+ ${pid.padStart(5)} Stopped                 sleep 100\n`,
      '[1]+ sleep 100 &\n',
      '[1]+  Running                 sleep 100 &\n',
      'sleep 100\n\n',
      '',
    ]);
  });
});
