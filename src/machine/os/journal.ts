import type { KernelMessage, Node, World } from '../../model/state/index.ts';

/** Entries a node keeps; older ones are rotated away. */
const JOURNAL_LIMIT = 5000;

/** Appends a line to a node's journal. `priority` as in syslog(3): 3 error, 4 warning, 6 info. */
export function writeJournal(
  world: World,
  node: Node,
  entry: { identifier: string; pid: number; unit?: string; message: string; priority?: number },
): void {
  for (const message of entry.message.split('\n'))
    node.journal.push(
      Object.freeze({
        at: world.now,
        host: node.hostnames.get('host') ?? node.name,
        identifier: entry.identifier,
        pid: entry.pid,
        unit: entry.unit ?? '',
        message,
        priority: entry.priority ?? 6,
        bootId: node.bootCount,
      }),
    );
  if (node.journal.length > JOURNAL_LIMIT) node.journal.splice(0, node.journal.length - JOURNAL_LIMIT);
}

/** A line of the kernel log (dmesg), which the journal shows too. */
export function writeKernelLog(
  world: World,
  node: Node,
  text: string,
  options: { level?: number; early?: boolean } = {},
): void {
  const { level = 6, early } = options;
  const message: KernelMessage = Object.freeze({ at: world.now, level, text, early });
  node.kernelLog.push(message);
  writeJournal(world, node, { identifier: 'kernel', pid: 0, message: text, priority: level });
}
