import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import type { FlagSpec } from '../spec.ts';
import { DOCKER_FLAGS } from './flags.ts';

/** A sub-command by its words: `run`, `network create`. */
export type DockerForm = keyof typeof DOCKER_FLAGS;

/** Usage and first sentence of each sub-command, as the client of 18.06 words them (docker/cli, cli/command). */
const FORMS: Readonly<Record<DockerForm, readonly [usage: string, summary: string]>> = {
  create: ['[OPTIONS] IMAGE [COMMAND] [ARG...]', 'Create a new container'],
  exec: ['[OPTIONS] CONTAINER COMMAND [ARG...]', 'Run a command in a running container'],
  images: ['[OPTIONS] [REPOSITORY[:TAG]]', 'List images'],
  info: ['[OPTIONS]', 'Display system-wide information'],
  inspect: ['[OPTIONS] NAME|ID [NAME|ID...]', 'Return low-level information on Docker objects'],
  kill: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Kill one or more running containers'],
  logs: ['[OPTIONS] CONTAINER', 'Fetch the logs of a container'],
  'network connect': ['[OPTIONS] NETWORK CONTAINER', 'Connect a container to a network'],
  'network create': ['[OPTIONS] NETWORK', 'Create a network'],
  'network disconnect': ['[OPTIONS] NETWORK CONTAINER', 'Disconnect a container from a network'],
  'network inspect': [
    '[OPTIONS] NETWORK [NETWORK...]',
    'Display detailed information on one or more networks',
  ],
  'network ls': ['[OPTIONS]', 'List networks'],
  'network prune': ['[OPTIONS]', 'Remove all unused networks'],
  'network rm': ['NETWORK [NETWORK...]', 'Remove one or more networks'],
  pause: ['CONTAINER [CONTAINER...]', 'Pause all processes within one or more containers'],
  port: ['CONTAINER [PRIVATE_PORT[/PROTO]]', 'List port mappings or a specific mapping for the container'],
  ps: ['[OPTIONS]', 'List containers'],
  rename: ['CONTAINER NEW_NAME', 'Rename a container'],
  restart: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Restart one or more containers'],
  rm: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Remove one or more containers'],
  run: ['[OPTIONS] IMAGE [COMMAND] [ARG...]', 'Run a command in a new container'],
  start: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Start one or more stopped containers'],
  stop: ['[OPTIONS] CONTAINER [CONTAINER...]', 'Stop one or more running containers'],
  top: ['CONTAINER [ps OPTIONS]', 'Display the running processes of a container'],
  unpause: ['CONTAINER [CONTAINER...]', 'Unpause all processes within one or more containers'],
  version: ['[OPTIONS]', 'Show the Docker version information'],
};

/** Whether words name a sub-command that the model has. */
export function isForm(words: string): words is DockerForm {
  return Object.hasOwn(FORMS, words);
}

/** What the lists of commands say of a sub-command. */
export function summaryOf(form: DockerForm): string {
  return FORMS[form][1];
}

/** `"docker network rm" requires at least 1 argument.`, with the way it is used. */
export function* wrongCount(sys: Sys, form: DockerForm, requirement: string): Step<number> {
  const [usage, summary] = FORMS[form];
  yield* sys.write(
    2,
    `"docker ${form}" ${requirement.startsWith('accepts') ? '' : 'requires '}${requirement}.\nSee 'docker ${form} --help'.\n\nUsage:  docker ${form} ${usage}\n\n${summary}\n`,
  );
  return 1;
}

/** `docker FORM --help`: the flags that the model has, in the client's layout. */
export function formHelp(form: DockerForm): string {
  const [usage, summary] = FORMS[form];
  const flags: readonly FlagSpec[] = DOCKER_FLAGS[form];
  const rows = flags
    .filter((flag) => !flag.unmodelled)
    .map((flag) => {
      const short = flag.names.find((name) => !name.startsWith('--'));
      const long = flag.names.find((name) => name.startsWith('--'));
      const label = `${short === undefined ? '    ' : `${short}, `}${long}${flag.argument === undefined ? '' : ` ${flag.argument}`}`;
      return [label, flag.summary] as const;
    })
    .sort(([one], [other]) => (one.slice(4) < other.slice(4) ? -1 : 1));
  const width = Math.max(0, ...rows.map(([label]) => label.length)) + 3;
  const options = rows.map(([label, text]) => `  ${label.padEnd(width)}${text}\n`).join('');
  return `\nUsage:\tdocker ${form} ${usage}\n\n${summary}\n${options === '' ? '' : `\nOptions:\n${options}`}`;
}
