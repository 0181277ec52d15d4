import { rmSync, writeFileSync } from 'node:fs';
import {
  findPlace,
  placeNames,
  placeText,
  type TracedPacket,
  tracePacket,
} from '../../../drill/scenario/index.ts';
import { encodePcapng, PLAIN_CONTEXT } from '../../../model/wire/index.ts';
import { wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { drillWorld } from '../worlds.ts';
import type { Verb } from './verb.ts';

/** Writes the frames of a journey; a file that cannot be written whole is not left behind. Throws `UsageError`. */
function writeCapture(file: string, { frames, epoch }: TracedPacket): void {
  const octets = encodePcapng(frames, { ...PLAIN_CONTEXT, epoch });
  try {
    writeFileSync(file, octets);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // What was begun on a full disk is no capture.
    if (code === 'ENOSPC' || code === 'EDQUOT') rmSync(file, { force: true });
    throw new UsageError(`netdrill trace: --pcap ${file}: ${message}; name a file that can be written`);
  }
}

/** `netdrill trace SCENARIO --from A --to B`: one packet's journey, hop by hop, to its verdict. A drop is a result, not a failure. */
export const trace: Verb = {
  spec: {
    name: 'trace',
    operands: 'SCENARIO --from A --to B',
    summary: "Follow one packet's journey to its verdict.",
    options: [
      { name: 'from', value: 'PLACE', summary: 'where it is sent' },
      { name: 'to', value: 'ADDRESS', summary: 'address, or a place with one' },
      { name: 'icmp', summary: 'an echo request (the default)' },
      { name: 'tcp', value: 'PORT', summary: 'a SYN to this port' },
      { name: 'udp', value: 'PORT', summary: 'a datagram to this port' },
      { name: 'size', value: 'N', summary: 'octets of payload' },
      {
        name: 'pcap',
        value: 'FILE',
        summary: 'write its frames as pcapng: an interface for each device that it passed',
      },
    ],
  },
  async run(invocation, output) {
    const { entries } = await readPacks(invocation.options.get('scenarios'));
    const { scenario } = chooseScenario(entries, invocation.operands[0], wholeNumber(invocation, 'seed'));
    const sim = drillWorld(scenario, invocation);
    const name = invocation.options.get('from') ?? '';
    const place = findPlace(sim.world, scenario, name);
    if (!place)
      throw new UsageError(
        `netdrill trace: no place '${name}'; --from takes one of: ${placeNames(sim.world, scenario).join(', ')}`,
      );
    const traced = tracePacket({ sim, scenario }, place, {
      to: invocation.options.get('to') ?? '',
      tcp: wholeNumber(invocation, 'tcp'),
      udp: wholeNumber(invocation, 'udp'),
      size: wholeNumber(invocation, 'size') ?? 56,
    });
    if (!traced)
      throw new UsageError(
        `netdrill trace: --to wants an address or a place, not '${invocation.options.get('to') ?? ''}'`,
      );
    const { journey } = traced;
    const file = invocation.options.get('pcap');
    if (file !== undefined) writeCapture(file, traced);
    if (invocation.options.has('json')) {
      output.stdout(`${JSON.stringify(journey, null, 2)}\n`);
      return 0;
    }
    for (const hop of journey.hops) {
      output.stdout(`${placeText(hop)}\n`);
      for (const step of hop.steps) output.stdout(`  ${step.kind.padEnd(12)} ${step.detail}\n`);
    }
    output.stdout(
      `${journey.verdict}${journey.reason ? ` ${journey.reason}` : ''} at ${placeText(journey.at)} ${journey.at.rule ?? ''}`.trimEnd(),
    );
    output.stdout('\n');
    return 0;
  },
};
