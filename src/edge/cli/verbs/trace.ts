import stringWidth from 'string-width';
import {
  findPlace,
  type Journey,
  placeNames,
  placeText,
  tracePacket,
} from '../../../drill/scenario/index.ts';
import { STEP_KINDS } from '../../../model/state/index.ts';
import { language, wholeNumber } from '../arguments.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { drillWorld } from '../worlds.ts';
import { journeyCapture, writeCapture } from './journey-capture.ts';
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
      {
        name: 'pcap',
        value: 'FILE',
        summary: 'write its frames at every device as pcapng, for tcpdump and wireshark',
      },
    ],
  },
  async run(invocation, output) {
    const lang = language(invocation);
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const { scenario } = chooseScenario(
      entries,
      invocation.operands[0],
      wholeNumber(invocation, 'seed'),
      problems,
    );
    const sim = drillWorld(scenario, invocation);
    const name = invocation.options.get('from') ?? '';
    const place = findPlace(sim.world, scenario, name);
    if (!place)
      throw new UsageError(
        `netdrill trace: no place '${name}'; --from takes one of: ${placeNames(sim.world, scenario).join(', ')}`,
      );
    const to = invocation.options.get('to') ?? '';
    const followed = tracePacket({ sim, scenario }, place, {
      to,
      tcp: wholeNumber(invocation, 'tcp'),
      udp: wholeNumber(invocation, 'udp'),
      size: wholeNumber(invocation, 'size'),
    });
    if (!followed) throw new UsageError(`netdrill trace: --to wants an address or a place, not '${to}'`);
    const { journey, frames } = followed;
    const file = invocation.options.get('pcap');
    if (file !== undefined)
      writeCapture(
        file,
        journeyCapture(
          sim.world,
          journey,
          frames,
          `${scenario.id}: ${name} to ${to}, ${verdictLine(journey, 'en')}`,
        ),
      );
    if (invocation.options.has('json')) {
      output.stdout(`${JSON.stringify(journeyJson(journey, lang), null, 2)}\n`);
      return 0;
    }
    for (const hop of journey.hops) {
      output.stdout(`${placeText(hop)}\n`);
      for (const step of hop.steps) output.stdout(stepLine(step, lang));
    }
    output.stdout(`${verdictLine(journey, lang)}\n`);
    if (file !== undefined)
      output.stdout(
        lang === 'zh'
          ? `${frames.length} 帧已写入 ${file}\n`
          : `${frames.length} frame${frames.length === 1 ? '' : 's'} in ${file}\n`,
      );
    return 0;
  },
};

type JourneyStep = Journey['hops'][number]['steps'][number];

/** As the contract has it: kinds are words for scripts, details text for people. */
function journeyJson(journey: Journey, lang: 'en' | 'zh') {
  const hops = journey.hops.map((hop) => ({
    ...hop,
    steps: hop.steps.map(({ kind, detail }) => ({ kind, detail: detail[lang] })),
  }));
  return { ...journey, hops };
}

function stepLine({ kind, detail }: JourneyStep, lang: 'en' | 'zh'): string {
  const name = STEP_KINDS[kind][lang];
  return `  ${name}${' '.repeat(Math.max(1, 13 - stringWidth(name)))}${detail[lang]}\n`;
}

/** `dropped NETFILTER_DROP at host130/ens38 filter/INPUT/1`. */
function verdictLine({ verdict, reason, at }: Journey, lang: 'en' | 'zh'): string {
  const end = lang === 'en' ? verdict : verdict === 'delivered' ? '送达' : '丢弃';
  return `${end}${reason ? ` ${reason}` : ''} ${lang === 'en' ? 'at' : '于'} ${placeText(at)} ${at.rule ?? ''}`.trimEnd();
}
