import { findPlace, placeNames, tracePacket } from '../../../drill/scenario/index.ts';
import { wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { drillWorld } from '../worlds.ts';
import type { Verb } from './verb.ts';

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
    const result = tracePacket({ sim, scenario }, place, {
      to: invocation.options.get('to') ?? '',
      tcp: wholeNumber(invocation, 'tcp'),
      udp: wholeNumber(invocation, 'udp'),
      size: wholeNumber(invocation, 'size') ?? 56,
    });
    if (!result)
      throw new UsageError(
        `netdrill trace: --to wants an address or a place, not '${invocation.options.get('to') ?? ''}'`,
      );
    if (invocation.options.has('json')) {
      output.stdout(`${JSON.stringify(result, null, 2)}\n`);
      return 0;
    }
    for (const hop of result.hops) {
      output.stdout(`${hop.node} ${hop.device}${hop.netns === '' ? '' : ` (${hop.netns})`}\n`);
      for (const step of hop.steps) output.stdout(`  ${step.kind.padEnd(12)} ${step.detail}\n`);
    }
    output.stdout(
      `${result.verdict}${result.reason ? ` ${result.reason}` : ''} at ${result.at.node} ${result.at.device} ${result.at.rule ?? ''}`.trimEnd(),
    );
    output.stdout('\n');
    return 0;
  },
};
