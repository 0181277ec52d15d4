import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, type FlagSpec, notModelled } from '../spec.ts';
import type { Arguments } from './client.ts';
import { create, exec } from './containers.ts';
import { ps } from './ps.ts';
import { completeDocker } from './completion.ts';
import { formHelp, isForm, summaryOf } from './help.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { run } from './run.ts';
import { kill, logs, pause, port, rename, restart, rm, start, stop, unpause } from './lifecycle.ts';
import { network } from './network.ts';
import { top } from './top.ts';
import { images, info, inspectAny, version } from './system.ts';

/** Sub-commands after whose first operand another program's words follow. */
const OPERANDS = new Set(['exec', 'run', 'create']);

/** Flags of the client itself. */
const CLIENT_FLAGS: readonly FlagSpec[] = [
  { names: ['-v', '--version'], summary: 'version of the client' },
  { names: ['--help'], summary: 'the sub-commands; after one of them, its flags' },
  {
    names: ['-H', '--host'],
    argument: 'list',
    summary: 'engine to talk to; only that of this host is modelled',
  },
  { names: ['-D', '--debug'], summary: 'debug mode', unmodelled: true },
];

/** Sub-commands the model has. */
const COMMANDS: ReadonlyMap<string, (sys: Sys, args: Arguments) => Step<number>> = new Map(
  Object.entries({
    create,
    exec,
    images,
    info,
    inspect: inspectAny,
    kill,
    pause,
    logs,
    network,
    port,
    ps,
    rename,
    restart,
    rm,
    run,
    start,
    stop,
    top,
    unpause,
    version,
  }),
);

/** Sub-commands the real client has and this one has not. */
const UNMODELLED = new Set(
  'attach build builder commit config context cp diff events export history image import load login logout manifest node plugin pull push rmi save search secret service stack stats swarm system tag trust update volume wait'.split(
    ' ',
  ),
);

function* main(sys: Sys): Step<number> {
  const [verb, ...rest] = sys.args;
  if (verb === undefined || verb === '--help' || verb === 'help') {
    yield* sys.write(1, usage());
    return 0;
  }
  if (verb === '-v' || verb === '--version') {
    const recent = sys.node.roots.get(sys.process.namespaces.root)?.profile === 'debian12';
    yield* sys.write(
      1,
      recent
        ? 'Docker version 20.10.24+dfsg1, build 297e128\n'
        : 'Docker version 18.06.0-ce, build 0ffa825\n',
    );
    return 0;
  }
  // `docker container ls` and the like are the same commands under their newer names.
  if (verb === 'container') {
    const [inner, ...words] = rest;
    const alias = inner === 'ls' || inner === 'list' ? 'ps' : inner;
    const found = alias === undefined ? undefined : COMMANDS.get(alias);
    if (found) return yield* found(sys, words);
    return yield* notModelled(sys, 'docker container', inner ?? '');
  }
  const found = COMMANDS.get(verb);
  if (found) {
    const form = verb === 'network' ? `network ${rest[0]}` : verb;
    const asked = rest.indexOf('--help');
    // Behind the container of `exec` and the image of `run` the words are those of the program in it.
    if (
      asked >= 0 &&
      isForm(form) &&
      rest.slice(0, asked).every((word) => !OPERANDS.has(verb) || word.startsWith('-'))
    ) {
      yield* sys.write(1, formHelp(form));
      return 0;
    }
    return yield* found(sys, rest);
  }
  if (UNMODELLED.has(verb)) return yield* notModelled(sys, 'docker', verb);
  if (verb === '-H' || verb === '--host') return yield* elsewhere(sys, rest[0] ?? '');
  if (CLIENT_FLAGS.some((flag) => flag.unmodelled && flag.names.includes(verb.split('=')[0])))
    return yield* notModelled(sys, 'docker', verb);
  if (verb.startsWith('-')) {
    yield* sys.write(2, `unknown flag: ${verb}\nSee 'docker --help'.\n`);
    return 125;
  }
  yield* sys.write(2, `docker: '${verb}' is not a docker command.\nSee 'docker --help'\n`);
  return 1;
}

/** No engine but the host's own is modelled; at any other address nobody answers. */
function* elsewhere(sys: Sys, address: string): Step<number> {
  if (address === 'unix:///var/run/docker.sock') return yield* notModelled(sys, 'docker', `-H ${address}`);
  yield* sys.write(2, `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?\n`);
  return 1;
}

function usage(): string {
  const rows = [...COMMANDS.keys()].map(
    (name) => `  ${name.padEnd(11)} ${isForm(name) ? summaryOf(name) : 'Manage networks'}`,
  );
  return `\nUsage:\tdocker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nCommands:\n${rows.join('\n')}\n\nRun 'docker COMMAND --help' for more information on a command.\n`;
}

/** The docker client. */
export const dockerCommands: readonly CommandSpec[] = [
  {
    name: 'docker',
    profiles: ['centos7', 'debian12'],
    summary: 'talk to the Docker engine of this host',
    usage: ['docker COMMAND [OPTIONS]'],
    flags: CLIENT_FLAGS,
    forms: DOCKER_FLAGS,
    words: [...COMMANDS.keys()],
    complete: (sys, words) => completeDocker([...COMMANDS.keys()], sys, words),
    run: main,
  },
];
