import { type LocalText, sameText } from '../../lib/index.ts';
import type {
  DropReason,
  Hop,
  NetDevice,
  NetworkNamespace,
  Socket,
  StepKind,
  World,
} from '../../model/state/index.ts';

/** Begins to follow a packet when somebody wants to; 0 means nobody does. */
export function beginTrace(world: World): number {
  if (!world.followAll) return 0;
  const id = world.nextTrace++;
  world.traces.set(id, { id, hops: [], frames: [], verdicts: [] });
  return id;
}

/** Appends one step to the hop of this device; a hop ends when the packet gets to another one. */
export function note(
  world: World,
  trace: number,
  netns: NetworkNamespace,
  device: NetDevice | undefined,
  kind: StepKind,
  detail: string | LocalText,
  reason?: DropReason,
): void {
  const record = world.traces.get(trace);
  if (!record) return;
  const name = device?.name ?? '';
  let hop: Hop | undefined = record.hops[record.hops.length - 1];
  if (!hop || hop.netns !== netns.id || hop.device !== name) {
    hop = { node: netns.node, netns: netns.id, device: name, steps: [] };
    record.hops.push(hop);
  }
  hop.steps.push({ kind, detail: typeof detail === 'string' ? sameText(detail) : detail, reason });
}

/** The end of a packet that did not arrive. Every drop passes here, whether somebody follows or not. */
export function drop(
  world: World,
  trace: number,
  netns: NetworkNamespace,
  device: NetDevice | undefined,
  reason: DropReason,
  options: { detail?: string | LocalText; rule?: string } = {},
): void {
  if (trace === 0) return;
  const detail = typeof options.detail === 'string' ? sameText(options.detail) : options.detail;
  const text = detail ? { en: `${reason}: ${detail.en}`, zh: `${reason}：${detail.zh}` } : reason;
  note(world, trace, netns, device, 'drop', text, reason);
  world.traces.get(trace)?.verdicts.push({
    verdict: 'dropped',
    reason,
    at: { node: netns.node, netns: netns.id, device: device?.name ?? '', rule: options.rule },
  });
}

/** The end of a packet that arrived, or of an ARP answer that it waited for. */
export function delivered(
  world: World,
  trace: number,
  netns: NetworkNamespace,
  device: NetDevice | undefined,
  detail: string | LocalText,
  arp = false,
): void {
  if (trace === 0) return;
  note(world, trace, netns, device, 'deliver', detail);
  world.traces.get(trace)?.verdicts.push({
    verdict: 'delivered',
    arp,
    at: { node: netns.node, netns: netns.id, device: device?.name ?? '' },
  });
}

/** Adds to an SNMP counter, by the name nstat prints. */
export function count(netns: NetworkNamespace, name: string, by = 1): void {
  netns.counters[name] = (netns.counters[name] ?? 0) + by;
}

/** Tells the event loop that a socket has something for its owner. */
export function wake(world: World, socket: Socket): void {
  if (socket.owner)
    world.ready.push({ kind: 'socket', node: socket.owner.node, id: socket.id, netns: socket.netns });
}
