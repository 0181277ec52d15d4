import { describe, expect, it } from 'vitest';
import { type } from '../traffic/seed-lab.ts';

/** What the model lacks is said, on standard error with status 125, and nothing is made up. */
describe('not modelled', () => {
  it.each([
    ['ip -6 route', 'ip', '-6 route'],
    ['ip -6 r show', 'ip', '-6 route'],
    ['ip -6 neigh', 'ip', '-6 neigh'],
    ['ip -6 rule', 'ip', '-6 rule'],
    ['netstat -6nr', 'netstat', '-6 with -r'],
    [
      'docker network create -d macvlan --subnet 10.1.0.0/24 -o parent=ens33 mv',
      'docker network create',
      '-d macvlan',
    ],
    ['docker network create --driver=ipvlan iv', 'docker network create', '-d ipvlan'],
  ])('%s', (line, tool, what) => {
    expect(type('host128', line)).toMatchObject({
      stdout: '',
      stderr: `netdrill: ${tool}: '${what}' is not modelled here\n`,
      status: 125,
    });
  });

  it('is not said of a plugin that is not there (docker-lab s10-errors)', () => {
    expect(type('host128', 'docker network create -d weave wv')).toMatchObject({
      stderr: 'Error response from daemon: plugin "weave" not found\n',
      status: 1,
    });
  });
});
