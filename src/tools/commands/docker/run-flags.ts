import { parseIpv4 } from '../../../model/wire/index.ts';
import type { ContainerRequest, PortBinding } from '../../../machine/docker/index.ts';
import { parsePublish } from './publish-spec.ts';
import { isArgumentProblem, parseArguments, type FlagSpec } from '../spec.ts';

/** Flags of `docker run` and `docker create`. */
const RUN_FLAGS: readonly FlagSpec[] = [
  { names: ['-d', '--detach'], summary: 'run in the background and print the id' },
  { names: ['-i', '--interactive'], summary: 'keep standard input open' },
  { names: ['-t', '--tty'], summary: 'allocate a terminal' },
  { names: ['--rm'], summary: 'remove the container when it exits' },
  { names: ['--name'], argument: 'string', summary: 'name of the container' },
  { names: ['--network', '--net'], argument: 'string', summary: 'network to join' },
  { names: ['--network-alias', '--net-alias'], argument: 'list', summary: 'further name on the network' },
  { names: ['--ip'], argument: 'string', summary: 'IPv4 address' },
  { names: ['--mac-address'], argument: 'string', summary: 'hardware address' },
  { names: ['-h', '--hostname'], argument: 'string', summary: 'host name' },
  { names: ['-e', '--env'], argument: 'list', summary: 'environment variable' },
  { names: ['-p', '--publish'], argument: 'list', summary: 'publish a port' },
  { names: ['-P', '--publish-all'], summary: 'publish all exposed ports' },
  { names: ['--expose'], argument: 'list', summary: 'expose a port or a range' },
  { names: ['--restart'], argument: 'string', summary: 'restart policy' },
  {
    names: ['--privileged'],
    argument: 'bool',
    optional: true,
    summary: 'extended privileges',
  },
  { names: ['--entrypoint'], argument: 'string', summary: 'overwrite the entry point' },
  { names: ['--dns'], argument: 'list', summary: 'DNS server' },
  { names: ['--dns-opt', '--dns-option'], argument: 'list', summary: 'option of the resolver' },
  { names: ['--dns-search'], argument: 'list', summary: 'search domain' },
  { names: ['-v', '--volume'], argument: 'list', summary: 'bind mount (noted, not mounted)' },
  { names: ['--add-host'], argument: 'list', summary: 'line of /etc/hosts' },
  { names: ['-l', '--label'], argument: 'list', summary: 'label' },
  { names: ['-w', '--workdir'], argument: 'string', summary: 'working directory', unmodelled: true },
  { names: ['-u', '--user'], argument: 'string', summary: 'user', unmodelled: true },
  { names: ['-m', '--memory'], argument: 'bytes', summary: 'memory limit', unmodelled: true },
  { names: ['--cap-add'], argument: 'list', summary: 'add a capability (NET_ADMIN and ALL matter here)' },
  { names: ['--link'], argument: 'list', summary: 'link to a container', unmodelled: true },
  { names: ['--sysctl'], argument: 'map', summary: 'kernel parameter', unmodelled: true },
];

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
