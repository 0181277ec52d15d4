import { formatIpv4 } from '../../model/wire/index.ts';
import type { ToolEra } from './profile.ts';
import type { SocketRow } from './socket-rows.ts';

export interface NetstatFormat {
  era: ToolEra;
  heading: 'only servers' | 'servers and established' | 'w/o servers';
  programs: boolean;
  /** Name of a port; the number with `-n`. */
  portName: (port: number, protocol: string) => string;
  hostName: (address: number) => string;
}

/** `netstat` without `-r`, `-i`, `-s`: the table of internet connections. */
export function formatNetstat(rows: readonly SocketRow[], format: NetstatFormat): string {
  const busybox = format.era === 'busybox';
  let text = `Active Internet connections (${format.heading})\nProto Recv-Q Send-Q Local Address           Foreign Address         State      ${busybox ? ' ' : ''}`;
  if (format.programs) text += busybox ? 'PID/Program name    ' : ' PID/Program name    ';
  text += '\n';
  for (const row of rows) {
    const six = row.family === 'inet6' && !busybox ? '6' : '';
    const host = (address: number) =>
      row.family === 'inet6' && address === 0 ? '::' : format.hostName(address);
    const port = (value: number) => (value === 0 ? '*' : format.portName(value, row.protocol));
    const local = `${host(row.address)}:${port(row.port)}`;
    const remote = row.peer
      ? `${host(row.peer.address)}:${port(row.peer.port)}`
      : `${row.family === 'inet6' ? '::' : format.hostName(0)}:*`;
    const state = row.protocol === 'raw' ? '7' : row.state === 'UNCONN' ? '' : row.state;
    const columns = [
      `${row.protocol}${six}`.padEnd(5),
      String(row.receiveQueue).padStart(6),
      String(row.sendQueue).padStart(6),
      local.padEnd(23),
      remote.padEnd(23),
      state.padEnd(11),
    ];
    if (format.programs) {
      const program = row.owner ? `${row.owner.pid}/${row.owner.comm}`.slice(0, 19) : '-';
      columns.push(busybox ? program : program.padEnd(20));
    } else if (busybox) columns.push('');
    text += `${columns.join(' ')}\n`;
  }
  return text;
}

/** Dotted quad, for `-n`. */
export const numericHost = (address: number): string => formatIpv4(address);

/** /proc/net/udp; the slot is the hash of the port. */
export function formatProcNetUdp(rows: readonly SocketRow[]): string {
  let text =
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n';
  const hexAddress = (address: number, port: number) => {
    const swapped =
      ((address & 0xff) << 24) | ((address & 0xff00) << 8) | ((address >>> 8) & 0xff00) | (address >>> 24);
    return `${(swapped >>> 0).toString(16).toUpperCase().padStart(8, '0')}:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  };
  for (const row of rows) {
    if (row.protocol !== 'udp' || row.family !== 'inet') continue;
    const remote = row.peer ? hexAddress(row.peer.address, row.peer.port) : hexAddress(0, 0);
    const queue = row.receiveQueue.toString(16).toUpperCase().padStart(8, '0');
    text += `${String(row.port % 16384).padStart(5)}: ${hexAddress(row.address, row.port)} ${remote} ${row.peer ? '01' : '07'} 00000000:${queue} 00:00000000 00000000 ${String(row.uid).padStart(5)}        0 ${row.inode} 2 0000000000000000 0       \n`;
  }
  return text;
}
