import { formatIpv4 } from '../../model/wire/index.ts';
import type { SocketRow } from './socket-rows.ts';
import { extendedText, internals, processText, type SocketSummary, type SsFormat, ssState } from './ss.ts';

/** Room a port takes beside its address; half as much again where services have names. */
const PORT_ROOM = 13;

/**
 * `ss` of iproute2 before 4.15: columns depend on the width of the screen (80 without a terminal), not on what is in them.
 * Wildcards of IPv4 are `*`, those of IPv6 `::`.
 */
export function formatOldSs(rows: readonly SocketRow[], format: SsFormat & { numeric: boolean }): string {
  let protocolWidth = format.protocol ? 5 : 0;
  let stateWidth = format.state ? 10 : 0;
  let pair = (format.columns ?? 80) - 14;
  if (protocolWidth) pair -= protocolWidth + 1;
  if (stateWidth) pair -= stateWidth + 1;
  if (pair & 1) {
    if (protocolWidth) protocolWidth++;
    else if (stateWidth) stateWidth++;
  }
  let portWidth = format.numeric ? 5 : 7;
  const half = Math.max(Math.floor(pair / 2) - 1, 15 + portWidth + 1);
  const addressWidth = half - portWidth - 1 - PORT_ROOM;
  portWidth += PORT_ROOM;
  const lead = (protocol: string, state: string) =>
    (protocolWidth ? `${protocol.padEnd(protocolWidth)} ` : '') +
    (stateWidth ? `${state.padEnd(stateWidth)} ` : '');
  const place = (address: string, port: string) => {
    const over = address.length - addressWidth;
    const width = over > 0 && address.includes('::') ? addressWidth + Math.ceil(over / 4) * 4 : addressWidth;
    return `${address.padStart(width)}:${port.padEnd(portWidth)}`;
  };
  let text = `${lead('Netid', 'State')}Recv-Q Send-Q ${'Local Address'.padStart(addressWidth)}:${'Port'.padEnd(portWidth)} ${'Peer Address'.padStart(addressWidth)}:${'Port'.padEnd(portWidth)}\n`;
  for (const row of rows) {
    const port = (value: number | undefined) =>
      value === undefined || value === 0 ? '*' : format.portName(value, row.protocol);
    const queues = `${String(row.receiveQueue).padEnd(6)} ${String(row.backlog ?? row.sendQueue).padEnd(6)} `;
    const local = place(hostText(row, row.address), port(row.port));
    const peer = place(hostText(row, row.peer?.address ?? 0), port(row.peer?.port));
    const process = format.processes ? processText(row) : '';
    text += `${lead(row.protocol, ssState(row))}${queues}${local} ${peer} ${process}${extendedText(row, format)}\n`;
    if (format.internals && row.timers) text += `${internals(row)}\n`;
  }
  return text;
}

function hostText(row: SocketRow, address: number): string {
  if (row.family === 'inet6') return address === 0 ? '::' : `::ffff:${formatIpv4(address)}`;
  return address === 0 ? '*' : formatIpv4(address);
}

/** `ss -s` of the same releases; the count of the kernel's socket slab is not readable for everybody and shows as 0. */
export function formatOldSsSummary(summary: SocketSummary): string {
  const { tcp, udp, tcpOpen } = summary;
  const line = (name: string, four: number, six: number) =>
    `${name}\t  ${String(four + six).padEnd(9)} ${String(four).padEnd(9)} ${String(six).padEnd(9)}\n`;
  return `Total: ${summary.total} (kernel 0)
TCP:   ${tcp.total} (estab ${tcp.established}, closed ${tcp.closed}, orphaned ${tcp.orphaned}, synrecv 0, timewait ${tcp.timewait}/0), ports 0

Transport Total     IP        IPv6
*\t  0         -         -        
${line('RAW', summary.raw, 0)}${line('UDP', udp.inet, udp.inet6)}${line('TCP', tcpOpen.inet, tcpOpen.inet6)}${line('INET', summary.raw + udp.inet + tcpOpen.inet, udp.inet6 + tcpOpen.inet6)}${line('FRAG', summary.fragments, 0)}
`;
}
