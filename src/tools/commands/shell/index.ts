import { hashKey, type Step } from '../../../lib/index.ts';
import type { ImageProfile } from '../../../model/state/index.ts';
import type { ProgramEntry, Sys } from '../../../machine/os/index.ts';
import { runShell } from '../../shell/index.ts';
import { shellPort } from './port.ts';

const VERSIONS: Readonly<Record<ImageProfile, string>> = {
  centos7: '4.2.46(2)-release',
  debian12: '5.2.15(1)-release',
  alpine: '4.4.19(1)-release',
  etcd: '4.4.19(1)-release',
};

/** What an interactive shell reads first: prompt and aliases of the distribution. */
const STARTUP: Readonly<Record<ImageProfile, string>> = {
  centos7:
    "PS1='[\\u@\\h \\W]\\$ '; alias ll='ls -l' ls='ls --color=auto' grep='grep --color=auto'; HISTSIZE=1000",
  debian12: "PS1='\\u@\\h:\\w\\$ '; HISTSIZE=1000",
  alpine: "PS1='\\s-\\v\\$ '",
  etcd: "PS1='\\w \\$ '",
};

function* run(sys: Sys): Step<number> {
  const profile = sys.node.roots.get(sys.process.namespaces.root)?.profile ?? 'debian12';
  return yield* runShell({
    port: shellPort(sys),
    argv: sys.process.argv.map((word, at) => (at === 0 ? word.slice(word.lastIndexOf('/') + 1) : word)),
    environment: new Map(Object.entries(sys.process.env)),
    seed: hashKey(sys.world.seed, 'shell', sys.node.name, sys.process.pid),
    version: VERSIONS[profile],
    descriptors: [...sys.process.files.keys()],
    startup: STARTUP[profile],
  });
}

/** bash, and sh which is bash here. */
export const shellPrograms: readonly ProgramEntry[] = [
  { name: 'bash', program: run },
  { name: 'sh', program: run },
];
