import { spawnSync } from 'node:child_process';

/** How a Node process is started: what is executed, and with which words before those for Node. */
export interface Launch {
  execPath: string;
  words: readonly string[];
}

const SETPRIV = '/usr/bin/setpriv';
const DIE = ['--pdeathsig', 'KILL'];

let launch: Launch | undefined;

/**
 * Starts Node so that the kernel ends it when this process ends, however that comes (prctl(2), PR_SET_PDEATHSIG): one that computes hears of
 * no closed channel, and would compute for ever. That takes util-linux's setpriv(1); where there is none, as on Alpine, Node is started
 * as it is.
 */
export function dyingWithUs(): Launch {
  launch ??=
    process.platform === 'linux' && spawnSync(SETPRIV, [...DIE, '/bin/true']).status === 0
      ? { execPath: SETPRIV, words: [...DIE, process.execPath] }
      : { execPath: process.execPath, words: [] };
  return launch;
}
