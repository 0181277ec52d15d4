import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { devicesByIndex, isFailure } from '../../../model/state/index.ts';
import { formatIpv4 } from '../../../model/wire/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-s', '--short'], summary: 'up to the first dot' },
  { names: ['-f', '--fqdn', '--long'], summary: 'full name' },
  { names: ['-d', '--domain'], summary: 'domain' },
  { names: ['-i', '--ip-address'], summary: 'addresses of the name' },
  { names: ['-I', '--all-ip-addresses'], summary: 'all addresses of the host' },
  { names: ['-F', '--file'], argument: 'FILE', summary: 'set the name from a file', unmodelled: true },
  { names: ['-A', '--all-fqdns'], summary: 'all full names', unmodelled: true },
  { names: ['-y', '--yp', '--nis'], summary: 'NIS domain', unmodelled: true },
];

/** The host name in the UTS namespace of the process. */
export function hostName(sys: Pick<Sys, 'node' | 'process'>): string {
  const { node, process } = sys;
  return node.hostnames.get(process.namespaces.uts) ?? node.hostnames.get('host') ?? node.name;
}

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'hostname', FLAGS, { status: 255 });
  const name = hostName(sys);
  if (operands[0] !== undefined) {
    if (sys.process.uid !== 0)
      throw new Refusal(
        eraOf(sys) === 'busybox'
          ? 'hostname: sethostname: Operation not permitted\n'
          : 'hostname: you must be root to change the host name\n',
        1,
      );
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(operands[0]) && eraOf(sys) !== 'busybox')
      throw new Refusal('hostname: the specified hostname is invalid\n', 1);
    const { uts } = sys.process.namespaces;
    sys.node.hostnames.set(uts, operands[0]);
    return 0;
  }
  const dot = name.indexOf('.');
  if (flags.has('-I')) {
    const addresses = devicesByIndex(sys.netns)
      .filter((device) => device.kind !== 'loopback' && device.up)
      .flatMap((device) => device.addresses.map((a) => `${formatIpv4(a.address)} `));
    yield* print(sys, `${addresses.join('')}\n`);
    return 0;
  }
  if (flags.has('-i')) {
    const addresses = yield* addressesOf(sys, name);
    if (addresses.length === 0) throw new Refusal('hostname: Name or service not known\n', 1);
    yield* print(sys, `${addresses.join(' ')}\n`);
    return 0;
  }
  const text = flags.has('-s')
    ? dot < 0
      ? name
      : name.slice(0, dot)
    : flags.has('-d')
      ? dot < 0
        ? ''
        : name.slice(dot + 1)
      : name;
  yield* print(sys, `${text}\n`);
  return 0;
}

/** Addresses that /etc/hosts gives a name. */
function* addressesOf(sys: Sys, name: string): Step<string[]> {
  const text = yield* sys.readFile('/etc/hosts');
  if (isFailure(text)) return [];
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((words) => words.slice(1).includes(name))
    .map((words) => words[0]);
}

export const hostname: CommandSpec = {
  name: 'hostname',
  summary: 'show or set the name of the host',
  usage: ['hostname [-sfdiI]', 'hostname NAME'],
  flags: FLAGS,
  run: refusing('hostname', run),
};
