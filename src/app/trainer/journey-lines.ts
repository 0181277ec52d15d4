import type { OwnPacket, Sighting } from '../../drill/session/index.ts';
import { type Journey, placeText } from '../../drill/scenario/index.ts';
import { STEP_KINDS } from '../../model/state/index.ts';
import type { JourneyLine, PacketView } from './state.ts';

type Hop = Journey['hops'][number];

/** What is told of a hop: where more happened than passing, only that; nothing where somebody else's ARP request was heard. */
function toldSteps({ steps }: Hop): Hop['steps'] {
  const passing = steps.filter((s) => s.kind === 'receive' || s.kind === 'transmit');
  const others = steps.filter((s) => !passing.includes(s) && s.reason !== 'ARP_NOT_FOR_US');
  return others.length > 0 || passing.length < steps.length ? others : passing.slice(-1);
}

/** A journey as lines: places flush left, steps below them, the end marked. */
export function journeyLines(journey: Journey | undefined): JourneyLine[] {
  const lines: JourneyLine[] = [];
  const told = new Set<string>();
  let last = '';
  for (const hop of journey?.hops ?? []) {
    const steps = toldSteps(hop);
    const place = placeText(hop);
    // ARP asks three times: what happened before in the same way is told once.
    const key = `${place} ${steps.map((s) => `${s.kind} ${s.detail.en}`).join('\n')}`;
    if (steps.length === 0 || told.has(key)) continue;
    told.add(key);
    if (place !== last) lines.push({ tone: 'place', text: place });
    last = place;
    for (const { kind, detail } of steps) {
      const tone = kind === 'drop' ? 'drop' : kind === 'deliver' ? 'good' : 'step';
      lines.push({ tone, kind: STEP_KINDS[kind], detail });
    }
  }
  return lines;
}

/** Where the learner's own captures told of the packet: all that is told of its way before the debrief. */
function sightingLines(sightings: readonly Sighting[]): JourneyLine[] {
  const lines: JourneyLine[] = [];
  const told = new Set<string>();
  for (const sighting of sightings) {
    const place = placeText(sighting);
    const key = `${place} ${sighting.outgoing}`;
    if (told.has(key)) continue;
    told.add(key);
    lines.push(
      { tone: 'place', text: place },
      {
        tone: 'step',
        kind: STEP_KINDS[sighting.outgoing ? 'transmit' : 'receive'],
        detail: { en: 'your capture here told of it', zh: '你在这里的抓包看到了它' },
      },
    );
  }
  return lines;
}

const views = new WeakMap<OwnPacket, { dark: PacketView; told: PacketView }>();

/**
 * The learner's own packets for the journey's screen. Before the cause is told a journey shows no more than the learner's tests could:
 * where it was sent, which captures of the learner's told of it, and whether an answer came back. The rest would name the
 * fault's place without a test that proves it, and would be no evidence (product.md lists the packet's journey under the debrief).
 */
export function packetViews(
  packets: readonly OwnPacket[],
  commands: readonly { where: string; line: string }[],
  told: boolean,
): PacketView[] {
  return packets.map((packet) => {
    const known = views.get(packet);
    if (known) return told ? known.told : known.dark;
    const own = packets.filter(({ command }) => command === packet.command);
    const { where = '', line = '' } = commands[packet.command - 1] ?? {};
    const view = {
      command: packet.command,
      where,
      line,
      nth: own.indexOf(packet) + 1,
      of: own.length,
      from: packet.from.netns === '' ? packet.from.node : packet.from.netns,
      to: packet.to,
      outcome: packet.outcome,
    };
    const pair = {
      dark: {
        ...view,
        whole: false,
        request: sightingLines(packet.seen.request),
        answer: sightingLines(packet.seen.answer),
      },
      told: {
        ...view,
        whole: true,
        request: journeyLines(packet.request),
        answer: journeyLines(packet.answer),
      },
    };
    // A command's packets are all known once it ended, and so is how many there are.
    views.set(packet, pair);
    return told ? pair.told : pair.dark;
  });
}
