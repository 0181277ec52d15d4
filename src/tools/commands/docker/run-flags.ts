import type { ContainerRequest, PortBinding } from '../../../machine/docker/index.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { RUN_FLAGS } from './flags.ts';

export type RunProblem = { message: string; unmodelled?: string };

/** Reads the words of `docker run`; flags end at the image. */
export function parseRun(
  words: readonly string[],
): { request: ContainerRequest; detach: boolean } | RunProblem {
  const parsed = parseArguments({ flags: RUN_FLAGS }, words, { stopAtOperand: true });
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return { message: '', unmodelled: parsed.flag };
    if (parsed.kind === 'missing') return { message: `flag needs an argument: ${parsed.flag}` };
    return {
      message: parsed.flag.startsWith('--')
        ? `unknown flag: ${parsed.flag}`
        : `unknown shorthand flag: '${parsed.flag.slice(1)}' in ${words.find((w) => w.startsWith('-') && w.includes(parsed.flag.slice(1)))}`,
    };
  }
  const all = (name: string) => parsed.all.filter((f) => f.name === name).map((f) => f.value);
  const one = (name: string) => parsed.flags.get(name);
  const restart = /^(no|always|unless-stopped|on-failure)(?::(\d+))?$/.exec(one('--restart') ?? 'no');
  // The engine looks at the policy's name, the client at what contradicts itself (docker/cli, opts.go).
  if (!restart)
    return { message: `docker: Error response from daemon: invalid restart policy '${one('--restart')}'.` };
  if (restart[1] !== 'no' && parsed.flags.has('--rm'))
    return { message: 'docker: Conflicting options: --restart and --rm.' };
  const publish: PortBinding[] = [];
  for (const text of all('-p')) {
    const binding = parsePublish(text);
    if (!binding)
      return {
        message: `invalid argument "${text}" for "-p, --publish" flag: Invalid containerPort: ${text}`,
      };
    publish.push(binding);
  }
  const [image, ...command] = parsed.operands;
  if (image === undefined) return { message: '"docker run" requires at least 1 argument.' };
  return {
    detach: parsed.flags.has('-d'),
    request: {
      name: one('--name'),
      image,
      command,
      entrypoint: one('--entrypoint') === undefined ? undefined : [one('--entrypoint') ?? ''],
      network: normalNetwork(one('--network')),
      ip: one('--ip'),
      mac: one('--mac-address'),
      aliases: all('--network-alias'),
      hostname: one('-h'),
      env: all('-e'),
      publish,
      publishAll: parsed.flags.has('-P'),
      restart: { name: restart[1] as ContainerRequest['restart']['name'], retries: Number(restart[2] ?? 0) },
      privileged: parsed.flags.has('--privileged') && one('--privileged') !== 'false',
      tty: parsed.flags.has('-t'),
      interactive: parsed.flags.has('-i'),
      autoRemove: parsed.flags.has('--rm'),
      dns: all('--dns'),
      binds: all('-v'),
      addHosts: all('--add-host'),
      labels: Object.fromEntries(all('-l').map((l) => [l.split('=')[0], l.split('=').slice(1).join('=')])),
    },
  };
}

function normalNetwork(name: string | undefined): string {
  return name === undefined || name === 'default' ? 'bridge' : name;
}

/** `80`, `8080:80`, `127.0.0.1:8080:80/udp`; `undefined` for anything else. */
function parsePublish(text: string): PortBinding | undefined {
  const match = /^(?:(?:(\d+\.\d+\.\d+\.\d+):)?(\d*):)?(\d+)(?:\/(tcp|udp))?$/.exec(text);
  if (!match) return undefined;
  return {
    port: `${match[3]}/${match[4] ?? 'tcp'}`,
    hostIp: match[1] ?? '0.0.0.0',
    hostPort: Number(match[2] || 0),
  };
}
