import { formatIpv4 } from '../../model/wire/index.ts';
import type { SocketRow } from './socket-rows.ts';

export interface SsFormat {
  /** Columns that appear only when several protocols or states are listed. */
  protocol: boolean;
  state: boolean;
  processes: boolean;
  /** `-i`: TCP internals on a line of their own. */
  internals: boolean;
  extended: boolean;
  /** Width of the terminal; absent when the output is no terminal. */
  columns?: number;
  portName: (port: number, protocol: string) => string;
}

/** ss names some TCP states in its own way. */
const STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
};

export function ssState(row: SocketRow): string {
  return STATES[row.state] ?? row.state;
}

interface Column {
  heading: string;
  /** Side on which the text is padded. */
  pad: 'left' | 'right';
  delimiter: string;
  cells: string[];
}

/** `ss`: columns as wide as their widest cell, spread over a terminal's width (render_calc_width of iproute2 5.x). */
export function formatSs(rows: readonly SocketRow[], format: SsFormat): string {
  const columns: Column[] = [];
  const add = (heading: string, pad: Column['pad'], delimiter: string, cell: (row: SocketRow) => string) =>
    columns.push({ heading, pad, delimiter, cells: rows.map(cell) });
  const port = (row: SocketRow, value: number | undefined) =>
    value === undefined || value === 0 ? '*' : format.portName(value, row.protocol);
  if (format.protocol) add('Netid', 'right', '', (row) => row.protocol);
  if (format.state) add('State', 'right', ' ', ssState);
  add('Recv-Q', 'right', ' ', (row) => String(row.receiveQueue));
  add('Send-Q', 'right', ' ', (row) => String(row.backlog ?? row.sendQueue));
  add('Local Address:', 'left', ' ', (row) => `${hostText(row, row.address)}:`);
  add('Port', 'right', '', (row) => port(row, row.port));
  add('Peer Address:', 'left', ' ', (row) => `${hostText(row, row.peer?.address ?? 0)}:`);
  add('Port', 'right', '', (row) => port(row, row.peer?.port));
  add(
    'Process',
    'right',
    '',
    (row) => (format.processes ? processText(row) : '') + extendedText(row, format),
  );
  const widths = columnWidths(columns, format.columns);
  const line = (texts: string[]) =>
    texts
      .map((text, i) => {
        const { pad, delimiter } = columns[i];
        const lead = i === 0 ? '' : delimiter;
        return pad === 'left'
          ? lead + text.padStart(widths[i] - lead.length)
          : (lead + text).padEnd(widths[i]);
      })
      .join('');
  let text = `${line(columns.map((column) => column.heading))}\n`;
  rows.forEach((row, i) => {
    text += `${line(columns.map((column) => column.cells[i]))}\n`;
    if (format.internals && row.timers) text += `${internals(row)}\n`;
  });
  return text;
}

function hostText(row: SocketRow, address: number): string {
  if (row.v6only) return '[::]';
  if (row.family === 'inet6') return address === 0 ? '*' : `[::ffff:${formatIpv4(address)}]`;
  return formatIpv4(address);
}

export function processText(row: SocketRow): string {
  return row.owner ? ` users:(("${row.owner.comm}",pid=${row.owner.pid},fd=${row.owner.fd}))` : '';
}

export function extendedText(row: SocketRow, format: SsFormat): string {
  if (!format.extended) return '';
  return `${row.uid === 0 ? '' : ` uid:${row.uid}`} ino:${row.inode} sk:${row.inode.toString(16)} <->`;
}

/** Values the model keeps; congestion windows and round-trip times are not among them. */
export function internals(row: SocketRow): string {
  if (!row.timers || row.state === 'LISTEN' || row.state === 'TIME_WAIT') return '\t';
  const { rto, mss, unacked, retransmissions } = row.timers;
  const words = [`rto:${Math.round(rto)}`, `mss:${mss}`];
  if (unacked > 0) words.push(`unacked:${Math.ceil(unacked / Math.max(1, mss))}`);
  if (retransmissions > 0) words.push(`retrans:1/${retransmissions}`);
  return `\t ${words.join(' ')}`;
}

function columnWidths(columns: readonly Column[], terminal: number | undefined): number[] {
  const widths = columns.map((column, i) => {
    // The very last cell is not measured yet when ss computes its widths (recorded: a longer last process juts out).
    const measured = i === columns.length - 1 ? column.cells.slice(0, -1) : column.cells;
    const longest = Math.max(column.heading.length, ...measured.map((cell) => cell.length));
    return longest + (i === 0 ? 0 : column.delimiter.length);
  });
  if (terminal === undefined) return widths;
  let length = 0;
  let start = 0;
  for (let i = 0; i < widths.length; i++) {
    length += widths[i];
    const last = i === widths.length - 1;
    if (!last && length < terminal) continue;
    let end = i;
    if (length > terminal && i > start) {
      length -= widths[i];
      end = i - 1;
    }
    const count = end - start + 1;
    let remainder = Math.max(0, terminal - length);
    const spacing = Math.floor(remainder / count);
    remainder %= count;
    for (let j = end; j >= start; j--) {
      widths[j] += spacing;
      if (remainder > 0) {
        widths[j]++;
        remainder--;
      }
    }
    start = end + 1;
    i = end;
    length = 0;
  }
  return widths;
}

export interface SocketSummary {
  total: number;
  tcp: { total: number; established: number; closed: number; orphaned: number; timewait: number };
  raw: number;
  udp: { inet: number; inet6: number };
  tcpOpen: { inet: number; inet6: number };
  fragments: number;
}

/** Counts for `ss -s`; a closed connection in TIME-WAIT is counted under "closed" too. */
export function summarizeSockets(rows: readonly SocketRow[], fragments: number): SocketSummary {
  const of = (protocol: string, family?: string) =>
    rows.filter(
      (row) =>
        row.protocol === protocol &&
        row.state !== 'TIME_WAIT' &&
        (family === undefined || row.family === family),
    ).length;
  const states = (...names: string[]) =>
    rows.filter((row) => row.protocol === 'tcp' && names.includes(row.state)).length;
  const timewait = states('TIME_WAIT');
  const orphaned = rows.filter(
    (row) => row.protocol === 'tcp' && row.state !== 'TIME_WAIT' && row.state !== 'LISTEN' && !row.owner,
  ).length;
  return {
    total: rows.filter((row) => row.owner).length,
    tcp: {
      total: states('LISTEN', 'ESTABLISHED') + timewait,
      established: states('ESTABLISHED'),
      closed: timewait,
      orphaned,
      timewait,
    },
    raw: of('raw'),
    udp: { inet: of('udp', 'inet'), inet6: of('udp', 'inet6') },
    tcpOpen: { inet: of('tcp', 'inet'), inet6: of('tcp', 'inet6') },
    fragments,
  };
}

export function formatSsSummary(summary: SocketSummary): string {
  const { tcp, udp, tcpOpen } = summary;
  const line = (name: string, four: number, six: number) =>
    `${name}\t  ${String(four + six).padEnd(9)} ${String(four).padEnd(9)} ${String(six).padEnd(9)}\n`;
  return `Total: ${summary.total}
TCP:   ${tcp.total} (estab ${tcp.established}, closed ${tcp.closed}, orphaned ${tcp.orphaned}, timewait ${tcp.timewait})

Transport Total     IP        IPv6
${line('RAW', summary.raw, 0)}${line('UDP', udp.inet, udp.inet6)}${line('TCP', tcpOpen.inet, tcpOpen.inet6)}${line('INET', summary.raw + udp.inet + tcpOpen.inet, udp.inet6 + tcpOpen.inet6)}${line('FRAG', summary.fragments, 0)}
`;
}
