import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, type Process, type ProcessNamespaces } from '../../../model/state/index.ts';
import type { CommandSpec, FlagSpec } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { becomeProgram, forkProgram } from './ip-netns.ts';
import { netnsOfFile } from './netns-names.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-t', '--target'], argument: 'PID', summary: 'process whose namespaces to enter' },
  { names: ['-n', '--net'], argument: 'FILE', optional: true, summary: 'network namespace' },
  { names: ['-m', '--mount'], argument: 'FILE', optional: true, summary: 'mount namespace: its files' },
  { names: ['-u', '--uts'], argument: 'FILE', optional: true, summary: 'host name' },
  { names: ['-p', '--pid'], argument: 'FILE', optional: true, summary: 'process numbers' },
  { names: ['-i', '--ipc'], argument: 'FILE', optional: true, summary: 'accepted: nothing to see here' },
  { names: ['-a', '--all'], summary: 'all of them' },
  { names: ['-F', '--no-fork'], summary: 'accepted' },
  { names: ['-r', '--root'], argument: 'DIR', optional: true, summary: 'accepted with a target' },
  { names: ['-w', '--wd'], argument: 'DIR', optional: true, summary: 'accepted with a target' },
  { names: ['-U', '--user'], argument: 'FILE', optional: true, summary: 'user namespace', unmodelled: true },
  {
    names: ['-C', '--cgroup'],
    argument: 'FILE',
    optional: true,
    summary: 'cgroup namespace',
    unmodelled: true,
  },
];

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'nsenter', FLAGS, {
    usage: "Try 'nsenter --help' for more information.\n",
    status: 1,
    stopAtOperand: true,
  });
  const target = targetProcess(sys, flags.get('-t'));
  const all = flags.has('-a');
  const namespaces: Partial<ProcessNamespaces> = {};
  const wants = (flag: string) => flags.has(flag) || all;
  const source = (flag: string, kind: string): Process => {
    if (flags.get(flag)) throw new NotModelled(`--${kind}=FILE`);
    if (!target) throw new Refusal(`nsenter: neither filename nor target pid supplied for ns/${kind}\n`, 1);
    return target;
  };
  const file = flags.get('-n');
  if (file) {
    const netns = netnsOfFile(sys, file);
    // The file of a sandbox that is gone is there until the engine sweeps, and holds nothing.
    if (!netns && !isFailure(yield* sys.status(file)))
      throw new Refusal("nsenter: reassociate to namespace 'ns/net' failed: Invalid argument\n", 1);
    if (!netns) throw new Refusal(`nsenter: cannot open ${file}: No such file or directory\n`, 1);
    namespaces.net = netns.id;
  } else if (wants('-n')) namespaces.net = source('-n', 'net').namespaces.net;
  if (wants('-m')) namespaces.root = source('-m', 'mnt').namespaces.root;
  if (wants('-u')) namespaces.uts = source('-u', 'uts').namespaces.uts;
  if (wants('-p')) namespaces.pid = source('-p', 'pid').namespaces.pid;
  // /sys keeps showing the network namespace it was mounted in (docker-lab: brctl in an overlay's sandbox lists the host's bridges).
  const own = sys.process.namespaces;
  namespaces.sys = wants('-m') ? undefined : (own.sys ?? own.net);
  if (sys.process.uid !== 0)
    throw new Refusal("nsenter: reassociate to namespace 'ns/net' failed: Operation not permitted\n", 1);
  yield* sys.setNamespaces(namespaces);
  const argv = operands.length > 0 ? operands : [sys.process.env.SHELL ?? '/bin/sh'];
  const missing = eraOf(sys) === 'recent' ? 127 : 1;
  // A process enters a pid namespace with its children only, so there nsenter stays and waits (nsenter(1), --no-fork).
  return yield* (namespaces.pid === undefined ? becomeProgram : forkProgram)(
    sys,
    argv,
    (command, text) => `nsenter: failed to execute ${command}: ${text}\n`,
    missing,
  );
}

function targetProcess(sys: Sys, text: string | undefined): Process | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new Refusal(`nsenter: failed to parse pid: '${text}'\n`, 1);
  const process = sys.node.processes.get(Number(text));
  if (process && process.state !== 'zombie') return process;
  throw new Refusal(`nsenter: cannot open /proc/${text}/ns/net: No such file or directory\n`, 1);
}

export const nsenter: CommandSpec = {
  name: 'nsenter',
  profiles: ['centos7', 'debian12'],
  summary: 'run a program in the namespaces of another',
  usage: [
    'nsenter --net=FILE [PROGRAM [ARGUMENT...]]',
    'nsenter -t PID {-n | -m | -u | -p | -a} [PROGRAM [ARGUMENT...]]',
  ],
  flags: FLAGS,
  run: refusing('nsenter', run),
};
