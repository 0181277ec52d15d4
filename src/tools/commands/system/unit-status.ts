import type { JournalEntry, Node, SystemdUnit } from '../../../model/state/index.ts';
import { isPresetEnabled } from '../../../machine/daemons/index.ts';
import { parseUnitFile, type Sys } from '../../../machine/os/index.ts';
import { agoText, stampText } from './clock-text.ts';
import { formatSyslogLine } from './syslog-line.ts';

/** What stands before each process of a unit. */
const INDENT = '           ';

/**
 * The block of `systemctl status` as systemd 219 lays it out: right-aligned keys, then the unit's last journal lines.
 *
 * @param columns width at which command lines and journal lines are cut; whole lines without it.
 */
export function formatUnitStatus(
  sys: Sys,
  unit: SystemdUnit,
  lines: number,
  columns: number | undefined,
): { text: string; ellipsized: boolean } {
  const { node, world } = sys;
  const file = parseUnitFile(unit.loaded);
  const rows = [`● ${unit.name} - ${file.description}`];
  const enabled = unit.enabled ? 'enabled' : 'disabled';
  const preset = isPresetEnabled(node, unit.name) ? 'enabled' : 'disabled';
  rows.push(`   Loaded: loaded (${unit.fragmentPath}; ${enabled}; vendor preset: ${preset})`);
  if (unit.dropIns.length > 0) {
    const directory = unit.dropIns[0].slice(0, unit.dropIns[0].lastIndexOf('/'));
    rows.push(
      `  Drop-In: ${directory}`,
      `           └─${unit.dropIns.map((p) => p.slice(p.lastIndexOf('/') + 1)).join(', ')}`,
    );
  }
  const since =
    unit.since === 0 && unit.state === 'inactive'
      ? ''
      : ` since ${stampText(world, unit.since)}; ${agoText(world.now - unit.since)} ago`;
  const detail = unit.state === 'failed' ? ` (Result: ${unit.result})` : ` (${unit.subState})`;
  rows.push(`   Active: ${unit.state}${detail}${since}`);
  if (file.documentation.length > 0) rows.push(`     Docs: ${file.documentation.join(' ')}`);
  const process = node.processes.get(unit.mainPid);
  if (process) {
    rows.push(` Main PID: ${process.pid} (${process.comm})`);
    const members = membersOf(node, process.pid);
    rows.push(`   CGroup: /system.slice/${unit.name}`);
    const width = String(members.at(-1)?.pid ?? 0).length;
    members.forEach((member, at) => {
      const line = shortCommand(member.argv.join(' '), columns && columns - INDENT.length - width - 2);
      const branch = at === members.length - 1 ? '└─' : '├─';
      rows.push(`${INDENT}${branch}${String(member.pid).padStart(width)} ${line}`);
    });
  }
  const journal = lines > 0 ? unitJournal(node, unit.name).slice(-lines) : [];
  const text = `${rows.join('\n')}\n`;
  if (journal.length === 0) return { text, ellipsized: false };
  const whole = journal.map((entry) => formatSyslogLine(world, entry));
  const cut = journal.map((entry, at) =>
    columns === undefined ? whole[at] : shortMessage(whole[at], entry.message, columns),
  );
  return { text: `${text}\n${cut.join('')}`, ellipsized: cut.some((line, at) => line !== whole[at]) };
}

/** Cuts a command line to fewer than `room` characters (util.c, get_process_cmdline). */
function shortCommand(line: string, room: number | undefined): string {
  return room === undefined || line.length < room - 4 ? line : `${line.slice(0, room - 4)}...`;
}

/**
 * Cuts a journal line: its message keeps nine tenths from its beginning and the rest from its end, a very long one only its
 * beginning (logs-show.c, print_multiline; util.c, ellipsize_mem).
 */
function shortMessage(line: string, message: string, columns: number): string {
  const prefix = line.slice(0, line.length - message.length - 1);
  const room = columns - prefix.length;
  const long = message.length + 1 >= 300;
  if (prefix.length + message.length + 1 < columns && !long) return line;
  if (room < 3) return `${prefix}...\n`;
  if (message.length <= room) return message.length + 3 < room ? `${prefix}${message}...\n` : line;
  const kept = Math.min(room - 3, Math.floor((room * (long ? 100 : 90)) / 100));
  const tail = room - kept - 3;
  return `${prefix}${message.slice(0, kept)}...${tail > 0 ? message.slice(-tail) : ''}\n`;
}

function membersOf(node: Node, pid: number) {
  return [...node.processes.values()]
    .filter((p) => p.state !== 'zombie' && (p.pid === pid || (p.parent === pid && p.namespaces.pid === '')))
    .sort((a, b) => a.pid - b.pid);
}

/** Lines of a unit and what systemd said of it, of this boot. */
function unitJournal(node: Node, unit: string): JournalEntry[] {
  return node.journal.filter((entry) => entry.unit === unit && entry.bootId === node.bootCount);
}
