import type { SimEvent, World } from './world.ts';

type Unscheduled = SimEvent extends infer E ? (E extends SimEvent ? Omit<E, 'at' | 'seq'> : never) : never;

/**
 * Puts an event into the world's queue, `delay` microseconds from now. Events of one moment keep the order in which they
 * were scheduled.
 */
export function schedule(world: World, delay: number, event: Unscheduled): void {
  const entry = event as SimEvent;
  entry.at = world.now + Math.max(delay, 0);
  entry.seq = world.sequence++;
  const heap = world.queue;
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(entry, heap[parent])) break;
    heap[i] = heap[parent];
    i = parent;
  }
  heap[i] = entry;
}

/** The next event, without taking it. */
export function nextEvent(world: World): SimEvent | undefined {
  return world.queue[0];
}

/** Takes the next event; the clock is not moved here. */
export function takeEvent(world: World): SimEvent | undefined {
  const heap = world.queue;
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined) return undefined;
  if (heap.length === 0) return top;
  let i = 0;
  const half = heap.length >> 1;
  while (i < half) {
    let child = 2 * i + 1;
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++;
    if (!before(heap[child], last)) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = last;
  return top;
}

function before(a: SimEvent, b: SimEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

/** Whether nothing is due up to a moment. */
export function isQuietUntil(world: World, moment: number): boolean {
  const next = nextEvent(world);
  return !next || next.at > moment;
}
