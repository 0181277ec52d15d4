import { sameText } from '../../lib/index.ts';
import {
  type DropReason,
  type Hop,
  type NetworkNamespace,
  namespaceOf,
  type Step,
  type Trace,
} from '../../model/state/index.ts';
import { formatIpv4, type Frame, type Ipv4, parseIpv4 } from '../../model/wire/index.ts';
import { diskOf } from '../../machine/docker/index.ts';
import type { Lab } from './lab.ts';
import { findPlace, hostNamespaces, type Place } from './places.ts';
import { runCommand } from './run-script.ts';

/** A packet's journey, hop by hop, to its end. */
export interface Journey {
  verdict: 'delivered' | 'dropped';
  reason?: DropReason | 'NOT_SENT';
  at: { node: string; netns: string; device: string; rule?: string };
  hops: { node: string; netns: string; device: string; steps: Step[] }[];
}

/** A frame of the journey, as a capture on that device would see it. */
export interface JourneyFrame {
  /** Virtual microseconds. */
  at: number;
  node: string;
  netns: string;
  device: string;
  outgoing: boolean;
  frame: Frame;
}

/** `host128/ens33`, `host128/over-128/eth0`: where a hop or a frame is, as a diagnosis names places. */
export function placeText({ node, netns, device }: Pick<JourneyFrame, 'node' | 'netns' | 'device'>): string {
  return [node, netns, device].filter((part) => part !== '').join('/');
}

export interface JourneyRequest {
  to: string;
  tcp?: number;
  udp?: number;
  /** Octets of payload: 56 for an echo request, one for a datagram, none for a connection, whose first packet is then followed. */
  size?: number;
}

/** A name for a namespace: the container in it, its file without the folder, or nothing for the host's own. */
export function netnsTitle(lab: Lab, netns: NetworkNamespace): string {
  const node = lab.sim.world.nodes.get(netns.node);
  if (!node || node.initNetns === netns.id) return '';
  if (node.disk.has('docker'))
    for (const container of diskOf(lab.sim.world, node).containers.values())
      if (container.netns === netns.id && container.state === 'running') return container.name;
  return netns.names[0]?.replace(/^.*\//, '') ?? String(netns.id);
}

/** An address as people write it. */
export function addressText(address: Ipv4): string {
  return formatIpv4(address);
}

/** The address of a place that is no address itself: its first global one. */
function addressOf(lab: Lab, text: string): Ipv4 | undefined {
  const literal = parseIpv4(text);
  if (literal !== undefined) return literal;
  const place = findPlace(lab.sim.world, lab.scenario, text);
  const netns = place && namespaceOf(lab.sim.world, place.namespaces.net);
  for (const device of netns?.devices.values() ?? [])
    for (const address of device.addresses) if (address.scope === 'global') return address.address;
  return undefined;
}

/**
 * Sends one packet from a place in a fork and follows it, with everything that had to be sent for it (ARP), until it ends.
 * Frames are in order of time. `undefined` when the destination is no address.
 */
export function tracePacket(
  lab: Lab,
  place: Place,
  request: JourneyRequest,
): { journey: Journey; frames: JourneyFrame[] } | undefined {
  const to = addressOf(lab, request.to);
  if (to === undefined) return undefined;
  const fork: Lab = { sim: lab.sim.fork(), scenario: lab.scenario };
  const { world } = fork.sim;
  const home = world.nodes.get(place.node.name);
  if (!home) return undefined;
  const dotted = addressText(to);
  world.followAll = true;
  const first = world.nextTrace;
  const words = commandFor(dotted, request);
  // The host's tools in the place's network: the netcat of a small image cannot just connect, or send datagrams.
  const namespaces =
    words[0] === 'ping' ? place.namespaces : { ...hostNamespaces(home), net: place.namespaces.net };
  const run = runCommand(fork.sim, { ...place, node: home, namespaces }, words);
  const traces = [...world.traces.values()].filter((t) => t.id >= first);
  const sent = traces.filter(
    (t) =>
      t.hops[0]?.node === place.node.name && t.hops[0].netns === place.namespaces.net && t.hops.length > 0,
  );
  // A connection with data: the packet that carries it, where there came to be a connection.
  const loaded = request.tcp !== undefined && request.size !== undefined ? sent.find(carriesData) : undefined;
  const own = loaded ?? sent[0];
  if (!own) return { journey: notSent(fork, place, run.output.trim().split('\n').pop() ?? ''), frames: [] };
  const frames = own.frames.map((seen) => ({ ...seen, netns: titleOf(fork, seen.netns) }));
  return { journey: journeyOf(fork, own), frames };
}

/** What sends the packet: ping, or the netcat of the host with so many octets on its input. */
function commandFor(address: string, { tcp, udp, size }: JourneyRequest): string[] {
  if (tcp === undefined && udp === undefined)
    return ['ping', '-c', '1', '-W', '4', '-s', String(size ?? 56), address];
  const flags = udp === undefined ? '-w 4' : '-u -w 1';
  const port = udp ?? tcp;
  return size === undefined
    ? ['nc', '-z', ...flags.split(' '), address, String(port)]
    : ['sh', '-c', `printf %${size}s | nc ${flags} ${address} ${port}`];
}

/** Whether a trace's first packet is a TCP segment with a payload. */
function carriesData({ frames }: Trace): boolean {
  const packet = frames[0]?.frame.payload;
  const segment = packet?.kind === 'ipv4' ? packet.payload : undefined;
  return segment?.kind === 'tcp' && segment.payload !== '';
}

/** The kernel refused before there was a packet; the tool says why. */
function notSent(lab: Lab, place: Place, why: string): Journey {
  const at = { node: place.node.name, netns: titleOf(lab, place.namespaces.net), device: '' };
  return {
    verdict: 'dropped',
    reason: 'NOT_SENT',
    at,
    hops: [{ ...at, steps: [{ kind: 'send', detail: sameText(why) }] }],
  };
}

function titleOf(lab: Lab, id: number): string {
  const netns = lab.sim.world.namespaces.get(id);
  return netns ? netnsTitle(lab, netns) : String(id);
}

/** A followed packet's journey, with its namespaces by name: delivered where the packet itself was, or else to where its last copy ended. */
export function journeyOf(lab: Lab, trace: Trace): Journey {
  const delivered = trace.verdicts.find((v) => v.verdict === 'delivered' && !v.arp);
  const verdict =
    delivered ??
    trace.verdicts.filter((v) => v.verdict === 'dropped').pop() ??
    trace.verdicts[trace.verdicts.length - 1];
  const hops = trace.hops.map((hop: Hop) => ({
    node: hop.node,
    netns: titleOf(lab, hop.netns),
    device: hop.device,
    steps: hop.steps,
  }));
  if (!verdict)
    return { verdict: 'dropped', reason: 'NOT_MODELLED', at: { node: '', netns: '', device: '' }, hops };
  const at = {
    node: verdict.at.node,
    netns: titleOf(lab, verdict.at.netns),
    device: verdict.at.device,
    rule: verdict.at.rule,
  };
  return verdict.verdict === 'delivered'
    ? { verdict: 'delivered', at, hops }
    : { verdict: 'dropped', reason: verdict.reason, at, hops };
}
