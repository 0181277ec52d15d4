import { parseIpv4 } from '../../../model/wire/index.ts';
import type { ContainerRequest, PortBinding } from '../../../machine/docker/index.ts';
import { parsePublish } from './publish-spec.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { RUN_FLAGS } from './flags.ts';

/** Nobody named an image. */
export const NO_IMAGE = 'no image';

export type RunProblem = { message: string; unmodelled?: string };

/** Reads the words of `docker run`; flags end at the image. */
export function parseRun(
  words: readonly string[],
): { request: ContainerRequest; detach: boolean } | RunProblem {
  const parsed = parseArguments({ flags: RUN_FLAGS }, words, { stopAtOperand: true });
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return { message: '', unmodelled: parsed.flag };
    if (parsed.kind === 'missing')
      return {
        message: `flag needs an argument: ${parsed.flag.startsWith('--') ? parsed.flag : `'${parsed.flag.slice(1)}' in ${parsed.flag}`}`,
      };
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
  if ((one('--restart') ?? 'no') !== 'no' && parsed.flags.has('--rm'))
    return { message: 'docker: Conflicting options: --restart and --rm.' };
  if (!restart)
    return { message: `docker: Error response from daemon: invalid restart policy '${one('--restart')}'.` };
  const publish: PortBinding[] = [];
  for (const text of all('-p')) {
    const bindings = parsePublish(text);
    if ('problem' in bindings) return { message: `docker: ${bindings.problem}.` };
    publish.push(...bindings);
  }
  const wrong = invalidArgument(all, one('--mac-address'));
  if (wrong !== undefined) return { message: wrong };
  const expose = parseExpose(all('--expose'));
  if ('message' in expose) return expose;
  const [image, ...command] = parsed.operands;
  if (image === undefined) return { message: NO_IMAGE };
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
      networkGiven: one('--network') !== undefined && one('--network') !== 'default',
      attached: !parsed.flags.has('-d'),
      expose: expose.ports,
      dnsOptions: all('--dns-opt'),
      dnsSearch: all('--dns-search'),
      capAdd: all('--cap-add'),
      labels: Object.fromEntries(all('-l').map((l) => [l.split('=')[0], l.split('=').slice(1).join('=')])),
    },
  };
}

function normalNetwork(name: string | undefined): string {
  return name === undefined || name === 'default' ? 'bridge' : name;
}

/** What the client says of an address it cannot read (docker/cli opts; docker-lab s10). */
function invalidArgument(all: (name: string) => string[], mac: string | undefined): string | undefined {
  for (const address of all('--dns'))
    if (parseIpv4(address) === undefined && !address.includes(':'))
      return `invalid argument "${address}" for "--dns" flag: ${address} is not an ip address`;
  for (const entry of all('--add-host')) {
    const at = entry.indexOf(':');
    if (at < 1)
      return `invalid argument "${entry}" for "--add-host" flag: bad format for add-host: "${entry}"`;
    if (parseIpv4(entry.slice(at + 1)) === undefined && !entry.slice(at + 1).includes(':'))
      return `invalid argument "${entry}" for "--add-host" flag: invalid IP address in add-host: "${entry.slice(at + 1)}"`;
  }
  if (mac !== undefined && !/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(mac))
    return `docker: ${mac} is not a valid mac address.`;
  return undefined;
}

/** `5000`, `5000-5001/udp`: what the image does not say itself. */
function parseExpose(texts: readonly string[]): { ports: string[] } | RunProblem {
  const ports: string[] = [];
  for (const text of texts) {
    const [range, protocol = 'tcp'] = text.split('/');
    const [first, last = first] = range.split('-');
    for (const end of [first, last])
      if (!/^\d+$/.test(end))
        return {
          message: `docker: invalid range format for --expose: ${text}, error: strconv.ParseUint: parsing "${end}": invalid syntax.`,
        };
    for (let port = Number(first); port <= Number(last); port++) ports.push(`${port}/${protocol}`);
  }
  return { ports };
}
