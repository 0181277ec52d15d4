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
