import { keyedHex, type Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { eraOf } from './era.ts';
import { parseFlags } from './flags.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['--static'], summary: 'the static name only' },
  { names: ['--transient'], summary: 'the transient name only' },
  { names: ['--pretty'], summary: 'the pretty name only' },
  { names: ['--no-ask-password'], summary: 'accepted' },
  { names: ['-H', '--host'], argument: 'HOST', summary: 'another host', unmodelled: true },
  { names: ['-j', '--json'], argument: 'MODE', summary: 'JSON output', unmodelled: true },
];

const UNMODELLED = ['set-icon-name', 'set-chassis', 'set-deployment', 'set-location', 'icon-name', 'chassis'];

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'hostnamectl', FLAGS);
  const [verb = 'status', name] = operands;
  if (verb === 'set-hostname' || (verb === 'hostname' && name !== undefined)) {
    if (name === undefined) throw new Refusal('Too few arguments.\n', 1);
    return yield* setName(sys, name);
  }
  if (UNMODELLED.includes(verb)) throw new NotModelled(verb);
  if (verb !== 'status' && verb !== 'hostname')
    throw new Refusal(
      eraOf(sys) === 'old' ? `Unknown operation '${verb}'.\n` : `Unknown command verb ${verb}.\n`,
      1,
    );
  const kernelName = sys.node.hostnames.get('host') ?? sys.node.name;
  const staticName = (yield* readLine(sys, '/etc/hostname')) ?? kernelName;
  if (flags.has('--static') || flags.has('--transient') || verb === 'hostname') {
    yield* print(sys, `${flags.has('--transient') ? kernelName : staticName}\n`);
    return 0;
  }
  if (flags.has('--pretty')) {
    yield* print(sys, '\n');
    return 0;
  }
  yield* print(sys, yield* status(sys, staticName, kernelName));
  return 0;
}

function* readLine(sys: Sys, path: string): Step<string | undefined> {
  const text = yield* sys.readFile(path);
  const line = isFailure(text) ? '' : text.split('\n')[0].trim();
  return line === '' ? undefined : line;
}

function* setName(sys: Sys, name: string): Step<number> {
  if (sys.process.uid !== 0)
    throw new Refusal('Could not set property: Interactive authentication required.\n', 1);
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(name) || name.length > 64)
    throw new Refusal(
      `Could not set ${eraOf(sys) === 'old' ? 'property' : 'static hostname'}: Invalid static hostname '${name}'\n`,
      1,
    );
  yield* sys.writeFile('/etc/hostname', `${name}\n`, { mode: 0o644 });
  // hostnamed runs on the host, whatever namespace asked.
  sys.node.hostnames.set('host', name);
  return 0;
}

function* status(sys: Sys, staticName: string, kernelName: string): Step<string> {
  const release = yield* sys.readFile('/etc/os-release');
  const field = (name: string) =>
    isFailure(release) ? undefined : new RegExp(`^${name}="?([^"\n]*)"?$`, 'm').exec(release)?.[1];
  const machine =
    (yield* readLine(sys, '/etc/machine-id')) ?? keyedHex(sys.world.seed, 32, 'machine-id', sys.node.name);
  const boot = keyedHex(sys.world.seed, 32, 'boot-id', sys.node.name, sys.node.bootCount);
  const width = eraOf(sys) === 'old' ? 18 : 16;
  const rows: [string, string | undefined][] = [
    ['Static hostname', staticName],
    ['Transient hostname', kernelName === staticName ? undefined : kernelName],
    ['Icon name', 'computer-vm'],
    ['Chassis', 'vm'],
    ['Machine ID', machine],
    ['Boot ID', boot],
    ['Virtualization', 'vmware'],
    ['Operating System', field('PRETTY_NAME')],
    ['CPE OS Name', eraOf(sys) === 'old' ? field('CPE_NAME') : undefined],
    ['Kernel', `Linux ${sys.node.kernel}`],
    ['Architecture', 'x86-64'],
  ];
  const shown = rows.filter((row): row is [string, string] => row[1] !== undefined);
  return shown.map(([label, value]) => `${label.padStart(width)}: ${value}\n`).join('');
}

export const hostnamectl: CommandSpec = {
  name: 'hostnamectl',
  profiles: ['centos7', 'debian12'],
  summary: 'show or set the name of the host for good',
  usage: ['hostnamectl [status]', 'hostnamectl set-hostname NAME'],
  flags: FLAGS,
  words: ['status', 'set-hostname'],
  run: refusing('hostnamectl', run),
};
