import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, type FlagSpec, notModelled } from '../spec.ts';
import type { Arguments } from './client.ts';
import { create, exec } from './containers.ts';
import { ps } from './ps.ts';
import { completeDocker } from './completion.ts';
import { formHelp } from './help.ts';
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

type SubCommand = { summary: string; run: (sys: Sys, args: Arguments) => Step<number> };

/** Sub-commands the model has. */
const COMMANDS: Readonly<Record<string, SubCommand>> = {
  create: { summary: 'Create a new container', run: create },
  exec: { summary: 'Run a command in a running container', run: exec },
  images: { summary: 'List images', run: images },
  info: { summary: 'Display system-wide information', run: info },
  inspect: { summary: 'Return low-level information on Docker objects', run: inspectAny },
  kill: { summary: 'Kill one or more running containers', run: kill },
  pause: { summary: 'Pause all processes within one or more containers', run: pause },
  logs: { summary: 'Fetch the logs of a container', run: logs },
  network: { summary: 'Manage networks', run: network },
  port: { summary: 'List port mappings or a specific mapping for the container', run: port },
  ps: { summary: 'List containers', run: ps },
  rename: { summary: 'Rename a container', run: rename },
  restart: { summary: 'Restart one or more containers', run: restart },
  rm: { summary: 'Remove one or more containers', run: rm },
  run: { summary: 'Run a command in a new container', run },
  start: { summary: 'Start one or more stopped containers', run: start },
  stop: { summary: 'Stop one or more running containers', run: stop },
  top: { summary: 'Display the running processes of a container', run: top },
  unpause: { summary: 'Unpause all processes within one or more containers', run: unpause },
  version: { summary: 'Show the Docker version information', run: version },
};

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
    const found = alias === undefined ? undefined : COMMANDS[alias];
    if (found) return yield* found.run(sys, words);
    return yield* notModelled(sys, 'docker container', inner ?? '');
  }
  const found = COMMANDS[verb];
  if (found) {
    const form = verb === 'network' ? `network ${rest[0]}` : verb;
    const asked = rest.indexOf('--help');
    // Behind the container of `exec` and the image of `run` the words are those of the program in it.
    if (
      asked >= 0 &&
      form in DOCKER_FLAGS &&
      rest.slice(0, asked).every((word) => !OPERANDS.has(verb) || word.startsWith('-'))
    ) {
      yield* sys.write(1, formHelp(form as keyof typeof DOCKER_FLAGS));
      return 0;
    }
    return yield* found.run(sys, rest);
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
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`);
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
    words: Object.keys(COMMANDS),
    complete: (sys, words) => completeDocker(Object.keys(COMMANDS), sys, words),
    run: main,
  },
];
