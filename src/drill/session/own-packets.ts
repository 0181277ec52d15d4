import { type NetworkNamespace, nextEvent, type Trace, type World } from '../../model/state/index.ts';
import { addressText, type Journey, journeyOf, netnsTitle, type Scenario } from '../scenario/index.ts';
import type { Simulation } from '../../machine/sim/index.ts';

/** Packets of one command that are followed at most: a long ping's later ones tell what its first ones told. */
const MOST = 12;

/** A device where a capture of the learner's own told of the packet as it passed. */
export interface Sighting {
  node: string;
  /** The namespace as a journey names it; empty for the host's own. */
  netns: string;
  device: string;
  outgoing: boolean;
}

/** A packet that a command of the learner's sent, with what came back. */
export interface OwnPacket {
  /** Number of the command. */
  command: number;
  /** Virtual microseconds. */
  at: number;
  /** Where it was sent: the node, and the namespace as a journey names it. */
  from: { node: string; netns: string };
  /** The address it was sent to; absent where the kernel refused before there was one to see. */
  to?: string;
  request: Journey;
  /** The reply, or the ICMP error that was sent instead. */
  answer?: Journey;
  /** Whether what was asked for came back, an error instead (ICMP, or a reset), or nothing at all. */
  outcome: 'answered' | 'refused' | 'silent';
  /** Where the learner's own captures told of it, in order of time. */
  seen: { request: Sighting[]; answer: Sighting[] };
}

type Packet = NonNullable<ReturnType<typeof packetOf>>;

interface Followed {
  trace: Trace;
  netns: number;
  /** The packet, once it is known: one that waits for its neighbour was not seen on any device. */
  packet: Packet | undefined;
  /** Frames that were looked at for captures. */
  looked: number;
  sightings: Sighting[];
}

interface Sent extends Followed {
  terminal: string;
  at: number;
  answer?: Followed;
}

/** Who may send next: the process whose turn an event is. */
interface Turn {
  node: string;
  pid: number;
}

/**
 * Follows the packets that programs of the learner's terminals send, and nothing else: traces of all others are thrown away as soon as
 * it is clear whose they are. It looks at the world between its events and changes nothing in it but the list of traces.
 */
export class OwnPackets {
  private readonly sim: Simulation;
  private readonly scenario: Scenario;
  private next: number;
  private turn: Turn | undefined;
  private sent: Sent[] = [];
  private readonly kept: OwnPacket[] = [];
  /** Lengths of what the terminals with a capture had printed before the event. */
  private printed = new Map<string, number>();

  constructor(sim: Simulation, scenario: Scenario) {
    this.sim = sim;
    this.scenario = scenario;
    this.next = sim.world.nextTrace;
  }

  /** What was sent by commands that ended, in order. */
  get packets(): readonly OwnPacket[] {
    return this.kept;
  }

  /** Lets the world act with every packet followed. */
  during<T>(action: () => T): T {
    const { world } = this.sim;
    this.turn = undefined;
    world.followAll = true;
    try {
      return action();
    } finally {
      this.look();
      world.followAll = false;
    }
  }

  /** To be called before each event: takes in what the one before it sent. */
  look(): void {
    const { world } = this.sim;
    if (world.nextTrace > this.next) this.sort(world);
    for (const sent of this.sent) {
      this.sight(sent);
      if (sent.answer) this.sight(sent.answer);
    }
    this.printed = this.capturesPrinted();
    const event = nextEvent(world);
    this.turn = event && 'pid' in event ? { node: event.node, pid: event.pid } : undefined;
  }

  /** A command ended: its packets' journeys are as they are now. */
  end(terminal: string, command: number): void {
    this.look();
    for (const sent of this.sent.filter((s) => s.terminal === terminal)) this.keep(sent, command);
    this.sent = this.sent.filter((s) => s.terminal !== terminal);
    const { traces } = this.sim.world;
    const used = new Set(this.sent.flatMap((s) => [s.trace.id, ...(s.answer ? [s.answer.trace.id] : [])]));
    for (const id of [...traces.keys()]) if (id < this.next && !used.has(id)) traces.delete(id);
  }

  private keep(sent: Sent, command: number): void {
    if (this.kept.filter((p) => p.command === command).length >= MOST) return;
    const lab = { sim: this.sim, scenario: this.scenario };
    const netns = this.sim.world.namespaces.get(sent.netns);
    this.kept.push({
      command,
      at: sent.at,
      from: {
        node: sent.trace.hops[0]?.node ?? '',
        netns: netns ? netnsTitle(lab, netns) : '',
      },
      to: sent.packet && addressText(sent.packet.dst),
      request: journeyOf(lab, sent.trace),
      answer: sent.answer && journeyOf(lab, sent.answer.trace),
      outcome: outcomeOf(sent),
      seen: { request: sent.sightings, answer: sent.answer?.sightings ?? [] },
    });
  }

  /** Decides about every new trace: the learner's own, an answer to one of those, or somebody else's. */
  private sort(world: World): void {
    for (let id = this.next; id < world.nextTrace; id++) {
      const trace = world.traces.get(id);
      if (!trace) continue;
      const netns = world.namespaces.get(trace.hops[0]?.netns ?? -1);
      const terminal = netns && this.senderOf(world, netns, trace);
      if (netns && terminal !== undefined)
        this.sent.push({
          trace,
          terminal,
          netns: netns.id,
          packet: packetOf(trace) ?? waiting(netns, id),
          at: world.now,
          looked: 0,
          sightings: [],
        });
      else if (!this.answers(trace)) world.traces.delete(id);
    }
    this.next = world.nextTrace;
  }

  /** Terminal of the learner's program that sent a packet; `undefined` for others' packets. */
  private senderOf(world: World, netns: NetworkNamespace, trace: Trace): string | undefined {
    const { turn } = this;
    const process = turn && world.nodes.get(turn.node)?.processes.get(turn.pid);
    if (process?.terminal !== undefined && process.namespaces.net === netns.id) return process.terminal;
    // A connection's later segments are sent when an answer comes in, which is nobody's turn.
    const packet = packetOf(trace);
    for (const socket of packet ? netns.sockets.values() : []) {
      const owner = socket.owner && world.nodes.get(socket.owner.node)?.processes.get(socket.owner.pid);
      if (owner?.terminal === undefined || !packet) continue;
      const { payload } = packet;
      const own =
        payload.kind === 'icmp'
          ? socket.kind === 'icmp' && payload.type === 8 && payload.id === socket.identifier
          : payload.kind === socket.kind && 'sport' in payload && payload.sport === socket.port;
      if (own) return owner.terminal;
    }
    return undefined;
  }

  /** Takes a trace for the answer to a packet that has none yet, where it is one. */
  private answers(trace: Trace): boolean {
    const begun = trace.hops[0]?.netns;
    const packet = packetOf(trace);
    const sent = this.sent.find((s) => {
      if (s.answer) return false;
      const own = s.packet;
      if (packet && own) {
        if (packet.payload.kind === 'icmp' && packet.payload.quoted)
          return packet.dst === own.src && packet.payload.quoted.dst === own.dst;
        if (packet.payload.kind !== own.payload.kind) return false;
        if (packet.src === own.dst && packet.dst === own.src) return true;
      }
      // Addresses may have been translated on the way: where it arrived decides then, not to whom it was sent.
      const end = s.trace.verdicts.find(
        (v) => (v.verdict === 'delivered' && !v.arp) || (v.verdict === 'dropped' && v.reason === 'NO_SOCKET'),
      );
      return end !== undefined && end.at.netns === begun;
    });
    if (!sent || begun === undefined) return false;
    sent.answer = { trace, netns: begun, packet, looked: 0, sightings: [] };
    return true;
  }

  /** Notes the devices on which a capture of the learner's printed something as the packet passed: a filter may have left it out. */
  private sight(followed: Followed): void {
    const { world } = this.sim;
    const { frames } = followed.trace;
    followed.packet ??= packetOf(followed.trace);
    for (; followed.looked < frames.length; followed.looked++) {
      const { node, netns: id, device, outgoing } = frames[followed.looked];
      const netns = world.namespaces.get(id);
      if (!netns || netns.taps.length === 0) continue;
      const index = [...netns.devices.values()].find((d) => d.name === device)?.index ?? 0;
      const told = capturingTerminals(world, netns, index).some(
        (terminal) => (world.terminals.get(terminal)?.stdout.length ?? 0) > (this.printed.get(terminal) ?? 0),
      );
      const lab = { sim: this.sim, scenario: this.scenario };
      if (told) followed.sightings.push({ node, netns: netnsTitle(lab, netns), device, outgoing });
    }
  }

  private capturesPrinted(): Map<string, number> {
    const { world } = this.sim;
    const printed = new Map<string, number>();
    for (const netns of world.namespaces.values())
      for (const terminal of netns.taps.length > 0 ? capturingTerminals(world, netns) : [])
        printed.set(terminal, world.terminals.get(terminal)?.stdout.length ?? 0);
    return printed;
  }
}

/** Terminals whose programs capture on a device, or on any. */
function capturingTerminals(world: World, netns: NetworkNamespace, index?: number): string[] {
  return netns.taps.flatMap((tap) => {
    const socket = netns.sockets.get(tap);
    if (socket?.kind !== 'packet' || socket.arpOnly) return [];
    if (index !== undefined && socket.device !== 0 && socket.device !== index) return [];
    const owner = socket.owner && world.nodes.get(socket.owner.node)?.processes.get(socket.owner.pid);
    return owner?.terminal === undefined ? [] : [owner.terminal];
  });
}

/** A packet that waits for its neighbour's address. */
function waiting(netns: NetworkNamespace, trace: number): Packet | undefined {
  for (const { queue } of netns.neighbors.values()) {
    const found = queue.find((queued) => queued.trace === trace);
    if (found) return found.packet;
  }
  return undefined;
}

function outcomeOf({ netns, answer }: Sent): OwnPacket['outcome'] {
  const arrived = answer?.trace.verdicts.some(
    (v) => v.verdict === 'delivered' && !v.arp && v.at.netns === netns,
  );
  if (!arrived) return 'silent';
  const payload = answer?.packet?.payload;
  const refused =
    (payload?.kind === 'icmp' && payload.quoted !== undefined) ||
    (payload?.kind === 'tcp' && payload.flags.rst);
  return refused ? 'refused' : 'answered';
}

/** The packet itself, without what was sent for it (ARP) or around it. */
function packetOf(trace: Trace) {
  const frame = trace.frames.find(({ frame: { payload } }) => payload.kind === 'ipv4')?.frame;
  return frame?.payload.kind === 'ipv4' ? frame.payload : undefined;
}
