import { type Step, wordTable } from '../../../lib/index.ts';
import {
  byName,
  formatBrctlMacs,
  formatBrctlShow,
  formatBrctlStp,
  portState,
  selectBridgeMacs,
  selectLinks,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  type BridgeDevice,
  bridgePorts,
  isFailure,
  lookupDevice,
  namespaceOf,
  strerror,
} from '../../../model/state/index.ts';
import { addLink, deleteLink, setMaster } from '../../../network/kernel/index.ts';
import { type CommandSpec, print } from '../spec.ts';
import { mayConfigure } from './privilege.ts';
import { deviceNames } from '../complete.ts';
import { eraOf } from './era.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';

/** Commands, how many words each needs, and whether the model has it. */
const COMMANDS: Readonly<Record<string, { words: number; usage: string; modelled: boolean }>> = wordTable({
  addbr: { words: 1, usage: '<bridge>\t\tadd bridge', modelled: true },
  delbr: { words: 1, usage: '<bridge>\t\tdelete bridge', modelled: true },
  addif: { words: 2, usage: '<bridge> <device>\tadd interface to bridge', modelled: true },
  delif: { words: 2, usage: '<bridge> <device>\tdelete interface from bridge', modelled: true },
  hairpin: { words: 3, usage: '<bridge> <port> {on|off}\tturn hairpin on/off', modelled: true },
  setageing: { words: 2, usage: '<bridge> <time>\t\tset ageing time', modelled: true },
  setbridgeprio: { words: 2, usage: '<bridge> <prio>\t\tset bridge priority', modelled: false },
  setfd: { words: 2, usage: '<bridge> <time>\t\tset bridge forward delay', modelled: false },
  sethello: { words: 2, usage: '<bridge> <time>\t\tset hello time', modelled: false },
  setmaxage: { words: 2, usage: '<bridge> <time>\t\tset max message age', modelled: false },
  setpathcost: { words: 3, usage: '<bridge> <port> <cost>\tset path cost', modelled: true },
  setportprio: { words: 3, usage: '<bridge> <port> <prio>\tset port priority', modelled: false },
  show: { words: 0, usage: '[ <bridge> ]\t\tshow a list of bridges', modelled: true },
  showmacs: { words: 1, usage: '<bridge>\t\tshow a list of mac addrs', modelled: true },
  showstp: { words: 1, usage: '<bridge>\t\tshow bridge stp info', modelled: true },
  stp: { words: 2, usage: '<bridge> {on|off}\tturn stp on/off', modelled: false },
});

function usage(): string {
  const lines = Object.entries(COMMANDS).map(([name, { usage }]) => `\t${name.padEnd(10)}\t${usage}\n`);
  return `Usage: brctl [commands]\ncommands:\n${lines.join('')}`;
}

function* run(sys: Sys): Step<number> {
  const [command, ...words] = sys.args;
  // The recorded busybox is built without the applet's modern form and knows none of its words.
  if (eraOf(sys) === 'busybox')
    throw new Refusal(`brctl: invalid argument '${command ?? ''}' to 'brctl'\n`, 1);
  if (command === undefined) throw new Refusal(usage(), 1);
  if (command === '-h') return yield* succeed(sys, usage());
  if (command === '-V' || command === '--version')
    return yield* succeed(sys, `bridge-utils, ${eraOf(sys) === 'old' ? '1.5' : '1.7.1'}\n`);
  const entry = COMMANDS[command];
  if (!entry) throw new Refusal(`never heard of command [${command}]\n${usage()}`, 1);
  if (words.length < entry.words)
    throw new Refusal(
      `Incorrect number of arguments for command\nUsage: brctl ${command} ${entry.usage}\n`,
      1,
    );
  if (!entry.modelled) throw new NotModelled(command);
  if (command.startsWith('show')) return yield* listing(sys, command, words);
  change(sys, command, words);
  return 0;
}

function* succeed(sys: Sys, text: string): Step<number> {
  yield* print(sys, text);
  return 0;
}

function bridgeNamed(sys: Sys, name: string): BridgeDevice | undefined {
  const device = lookupDevice(sys.netns, name);
  return device?.kind === 'bridge' ? device : undefined;
}

function* listing(sys: Sys, command: string, words: string[]): Step<number> {
  const { world, netns } = sys;
  if (command === 'show') {
    for (const name of words)
      if (!bridgeNamed(sys, name)) throw new Refusal(`bridge ${name} does not exist!\n`, 1);
    // The list comes from /sys, which may have been mounted in another namespace; a bridge that is named is asked for directly.
    const mounted = sys.process.namespaces.sys ?? netns.id;
    const where = words.length > 0 ? netns : namespaceOf(world, mounted);
    const rows = byName(selectLinks(world, where)).flatMap(({ device }) =>
      device.kind === 'bridge' && (words.length === 0 || words.includes(device.name))
        ? [{ bridge: device, ports: bridgePorts(where, device).map((port) => port.name) }]
        : [],
    );
    yield* print(sys, formatBrctlShow(rows));
    return 0;
  }
  const bridge = bridgeNamed(sys, words[0]);
  if (!bridge)
    throw new Refusal(
      command === 'showmacs'
        ? `read of forward table failed: ${lookupDevice(netns, words[0]) ? strerror('EOPNOTSUPP') : strerror('ENODEV')}\n`
        : `${words[0]}: can't get info ${strerror('ENODEV')}\n`,
      1,
    );
  if (command === 'showmacs') yield* print(sys, formatBrctlMacs(selectBridgeMacs(world, netns, bridge)));
  else {
    const links = selectLinks(world, netns);
    const ports = bridgePorts(netns, bridge).flatMap((device) => {
      const row = links.find((candidate) => candidate.device === device);
      return row ? [{ device, state: portState(row) }] : [];
    });
    yield* print(sys, formatBrctlStp(bridge, ports, world.now));
  }
  return 0;
}

function change(sys: Sys, command: string, words: string[]): void {
  const { world, netns } = sys;
  const [name, second, third] = words;
  if (!mayConfigure(sys)) throw new Refusal(`${command}: ${strerror('EPERM')}\n`, 1);
  const bridge = bridgeNamed(sys, name);
  if (command === 'addbr') {
    const made = addLink(world, netns, { kind: 'bridge', name });
    if (isFailure(made))
      throw new Refusal(`device ${name} already exists; can't create bridge with the same name\n`, 1);
    return;
  }
  if (!bridge) {
    const exists = lookupDevice(netns, name) !== undefined;
    if (command === 'delbr')
      throw new Refusal(
        exists
          ? `can't delete bridge ${name}: ${strerror('EPERM')}\n`
          : `bridge ${name} doesn't exist; can't delete it\n`,
        1,
      );
    throw new Refusal(`bridge ${name} does not exist!\n`, 1);
  }
  if (command === 'delbr') {
    if (bridge.up) throw new Refusal(`bridge ${name} is still up; can't delete it\n`, 1);
    deleteLink(world, netns, bridge.index);
    return;
  }
  if (command === 'setageing') {
    const seconds = Number.parseFloat(second);
    if (Number.isNaN(seconds)) throw new Refusal('bad ageing time value\n', 1);
    bridge.ageing = Math.round(seconds * 1_000_000);
    return;
  }
  const port = lookupDevice(netns, second);
  if (!port) throw new Refusal(`interface ${second} does not exist!\n`, 1);
  if (command === 'addif') {
    const failure =
      port.master === undefined ? setMaster(world, netns, port, bridge) : { errno: 'EBUSY' as const };
    if (!isFailure(failure)) return;
    throw new Refusal(
      failure.errno === 'EBUSY'
        ? `device ${second} is already a member of a bridge; can't enslave it to bridge ${name}.\n`
        : `can't add ${second} to bridge ${name}: ${strerror(failure.errno)}\n`,
      1,
    );
  }
  if (port.master !== bridge.index || !port.port)
    throw new Refusal(`device ${second} is not a slave of ${name}\n`, 1);
  if (command === 'delif') setMaster(world, netns, port, undefined);
  else if (command === 'setpathcost') port.port.pathCost = cost(third);
  else if (third === 'on' || third === 'yes' || third === '1') port.port.hairpin = true;
  else if (third === 'off' || third === 'no' || third === '0') port.port.hairpin = false;
  else throw new Refusal(`expect on/off for argument\n`, 1);
}

function cost(text: string): number {
  if (!/^\d+$/.test(text)) throw new Refusal('bad path cost value\n', 1);
  return Number(text);
}

export const brctl: CommandSpec = {
  name: 'brctl',
  summary: 'show and change bridges (the old tool)',
  usage: ['brctl COMMAND [BRIDGE] [DEVICE]'],
  flags: [
    { names: ['-h', '--help'], summary: 'the commands' },
    { names: ['-V', '--version'], summary: 'the version' },
  ],
  words: Object.keys(COMMANDS),
  complete: (sys, words) => (words.length < 2 ? Object.keys(COMMANDS) : deviceNames(sys)),
  run: refusing('brctl', run),
};
