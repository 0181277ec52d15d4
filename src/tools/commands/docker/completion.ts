import { type Container, diskOf } from '../../../machine/docker/index.ts';
import type { CompletionWorld } from '../complete.ts';

/** Sub-commands that take a container which runs, and one that does not. */
const OF_RUNNING = new Set(['exec', 'stop', 'kill', 'pause', 'port', 'top', 'unpause']);
const OF_ALL = new Set(['logs', 'inspect', 'rename', 'restart', 'rm']);
const NETWORK_VERBS = ['connect', 'create', 'disconnect', 'inspect', 'ls', 'prune', 'rm'];
/** Flags whose value is the next word and no name to complete. */
const WITH_VALUE =
  /^(-e|--env|--name|--ip|--mac-address|-h|--hostname|-p|--publish|--restart|--entrypoint|--dns|-v|--volume|--add-host|-l|--label|-w|--workdir|-t|--time|-s|--signal|--tail|-f|--filter|--format|-n|--last|--alias|-d|--driver|--subnet|--gateway|--ip-range|-o|--opt)$/;

/** Names for `docker ...`, as the completion that comes with the client offers them: what fits the sub-command. */
export function completeDocker(
  commands: readonly string[],
  { world, node }: CompletionWorld,
  words: readonly string[],
): string[] {
  const before = words.slice(0, -1);
  if (before.length === 0) return [...commands, 'container'];
  const verb = before[0] === 'container' ? before[1] : before[0];
  if (verb === undefined)
    return [...commands.filter((name) => OF_RUNNING.has(name) || OF_ALL.has(name)), 'ls'];
  if (!node.disk.has('docker')) return [];
  const disk = diskOf(world, node);
  const names = (wanted: (container: Container) => boolean) =>
    [...disk.containers.values()].filter(wanted).map((container) => container.name);
  // Networks of the store are known here only where a container is in one: a Tab asks no other machine.
  const joined = [...disk.containers.values()].flatMap((container) =>
    container.endpoints.map((endpoint) => endpoint.networkName),
  );
  const networks = [...new Set([...[...disk.networks.values()].map((network) => network.name), ...joined])];
  const previous = before.at(-1) ?? '';
  if (previous === '--network' || previous === '--net') return networks;
  const short = verb === 'run' || verb === 'create' || verb === 'exec';
  if (WITH_VALUE.test(previous) && !(short && /^-[dt]$/.test(previous))) return [];
  const rest = before.slice(before.indexOf(verb) + 1);
  if (verb === 'network') return networkWords(rest, networks, names);
  if (verb === 'run' || verb === 'create')
    return disk.images.map((image) => image.reference.replace(/:latest$/, ''));
  if (verb === 'exec' && rest.some((word) => names(() => true).includes(word))) return [];
  if (verb === 'start') return names((container) => container.state !== 'running');
  if (OF_RUNNING.has(verb)) return names((container) => container.state === 'running');
  if (verb === 'inspect') return [...names(() => true), ...networks];
  return OF_ALL.has(verb) ? names(() => true) : [];
}

function networkWords(
  rest: readonly string[],
  networks: string[],
  names: (wanted: (container: Container) => boolean) => string[],
): string[] {
  const [verb, ...operands] = rest.filter((word) => !word.startsWith('-'));
  if (verb === undefined) return NETWORK_VERBS;
  if (verb === 'create' || verb === 'ls') return [];
  if (verb !== 'connect' && verb !== 'disconnect') return networks;
  if (operands.length === 0) return networks;
  return operands.length === 1
    ? names((container) => {
        const joined = container.endpoints.some((endpoint) => endpoint.networkName === operands[0]);
        return joined === (verb === 'disconnect');
      })
    : [];
}
