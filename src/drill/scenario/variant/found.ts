import type { Scenario } from '../schema.ts';
import { type NameKind, PARTS_THAT_STAY, TOOL_WORDS } from './words.ts';

/** What setup scripts make that has a name or a number of its own. */
interface Made {
  services: string[];
  networks: string[];
  /** Ports of hosts that containers are published on. */
  ports: string[];
  /** Programs: first words of commands, and what images are called. */
  programs: Set<string>;
}

const NAME = /^[A-Za-z][A-Za-z0-9_.-]*$/;
const PROJECT = 'com.docker.compose.project=';

/** The commands of a script as words; quotes and redirections are dropped, continued lines joined. */
function commandsOf(script: string): string[][] {
  return script
    .replaceAll('\\\n', ' ')
    .split(/\n|;|&&|\|/)
    .map((line) =>
      line
        .replaceAll(/['"]|\d?>+\s*\S+/g, '')
        .trim()
        .split(/\s+/),
    )
    .filter(([first]) => first !== '' && !first.startsWith('#'));
}

/** Values of an option in a command, `--name web` or `--name=web`. */
function valuesOf(words: readonly string[], ...options: string[]): string[] {
  return words.flatMap((word, at) => {
    if (options.includes(word)) return words.slice(at + 1, at + 2);
    const option = options.find((one) => word.startsWith(`${one}=`));
    return option === undefined ? [] : [word.slice(option.length + 1)];
  });
}

function note(made: Made, words: readonly string[]): void {
  const [program, verb, next] = words;
  made.programs.add(program);
  if (program !== 'docker') return;
  if (verb === 'network' && next === 'create') made.networks.push(words[words.length - 1]);
  if (verb !== 'run' && verb !== 'create') return;
  // A command in the container may have a --name too (etcd has): only the first one is Docker's.
  made.services.push(...valuesOf(words, '--name').slice(0, 1));
  made.services.push(...valuesOf(words, '--network-alias', '--hostname'));
  for (const label of valuesOf(words, '--label', '-l'))
    if (label.startsWith(PROJECT)) made.services.push(label.slice(PROJECT.length));
  for (const published of valuesOf(words, '-p', '--publish')) {
    const port = /(?:^|:)(\d+):\d+(?:\/\w+)?$/.exec(published)?.[1];
    // Well-known ports are there for their meaning.
    if (port !== undefined && Number(port) >= 1024) made.ports.push(port);
  }
}

function madeBy(scenario: Scenario): Made {
  const made: Made = { services: [], networks: [], ports: [], programs: new Set() };
  for (const step of scenario.setup ?? []) {
    if ('run' in step) for (const words of commandsOf(step.run)) note(made, words);
    if ('start' in step) made.programs.add(step.start[0]);
  }
  const images = [
    ...Object.values(scenario.nodes ?? {}).flatMap(({ images }) => images ?? []),
    ...Object.values(scenario.images ?? {}).flat(),
  ];
  // `quay.io/coreos/etcd:v3.3` is called etcd.
  for (const image of images) made.programs.add(image.replace(/^.*\//, '').replace(/:.*$/, ''));
  const { claims = [], probes = [], wrongFixes = [] } = scenario.drill ?? {};
  const typed = [...claims, ...probes].map(({ command }) => command).concat(wrongFixes.map(({ run }) => run));
  for (const [program] of typed.flatMap(commandsOf)) made.programs.add(program);
  return made;
}

/** What of a scenario can be called otherwise, found in the scenario itself. */
export interface Found {
  names: ReadonlyMap<string, NameKind>;
  ports: readonly string[];
}

/**
 * Names of machines, hosts, containers, Compose projects and networks, and the ports that containers are published on. A host's name with
 * dots is found by its parts, as a prompt shows the first one alone. What is called like a program or a word of a tool is left out.
 */
export function findNames(scenario: Scenario): Found {
  const made = madeBy(scenario);
  const names = new Map<string, NameKind>();
  const find = (kind: NameKind, found: readonly string[]) => {
    for (const name of found)
      if (NAME.test(name) && !TOOL_WORDS.has(name) && !made.programs.has(name) && !names.has(name))
        names.set(name, kind);
  };
  const hostnames = [...Object.values(scenario.nodes ?? {}), ...Object.values(scenario.roots ?? {})]
    .flatMap(({ hostname }) => hostname.split('.'))
    .filter((part) => !PARTS_THAT_STAY.has(part));
  const stations = Object.entries(scenario.nodes ?? {}).filter(
    ([name, node]) => !node.images && !scenario.images?.[name],
  );
  find(
    'station',
    stations.map(([name]) => name),
  );
  find('machine', [...Object.keys(scenario.nodes ?? {}), ...Object.keys(scenario.roots ?? {}), ...hostnames]);
  find('service', made.services);
  find('network', [...made.networks, ...Object.keys(scenario.places ?? {})]);
  return { names, ports: [...new Set(made.ports)] };
}
