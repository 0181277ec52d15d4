import {
  hasQuirk,
  type NetworkNamespace,
  nodeOf,
  sysctlNumber,
  type TcpSocket,
  type World,
} from '../../model/state/index.ts';
import { armRetransmission, failConnection, NO_FLAGS, sendSegment } from './tcp.ts';
import { count } from './tracing.ts';

/** TCP_RTO_MAX: microseconds. */
const MAX_RTO = 120_000_000;
const SYN_LINEAR_TIMEOUTS = 4;

/** The retransmission timer: send again with twice the time-out, or give up with ETIMEDOUT. */
export function tcpTimer(world: World, netns: NetworkNamespace, id: number, token: number): void {
  const socket = netns.sockets.get(id);
  if (socket?.kind !== 'tcp' || socket.timerToken !== token) return;
  if (socket.state === 'TIME_WAIT') {
    netns.sockets.delete(id);
    return;
  }
  socket.retransmitAt = undefined;
  const limit =
    socket.state === 'SYN_SENT'
      ? sysctlNumber(netns, 'net.ipv4.tcp_syn_retries')
      : socket.state === 'SYN_RECV'
        ? 5
        : sysctlNumber(netns, 'net.ipv4.tcp_retries2');
  if (socket.retransmissions >= limit) {
    failConnection(world, netns, socket, 'ETIMEDOUT');
    return;
  }
  // What was sent again and is not acknowledged is lost once more (tcp_mark_skb_lost); a connection request is no socket yet.
  if (socket.retransmissions > 0 && socket.state !== 'SYN_RECV') count(netns, 'TcpExtTCPLostRetransmit');
  socket.retransmissions++;
  count(netns, 'TcpExtTCPTimeouts');
  socket.congestionWindow = 1;
  // While the last copy still waits for its neighbour, no other is made (skb_still_in_host_queue; f24).
  if (waitsForNeighbor(netns, socket)) count(netns, 'TcpExtTCPSpuriousRtxHostQueues');
  else {
    count(netns, 'TcpRetransSegs');
    resend(world, netns, socket);
  }
  if (!staysLinear(world, netns, socket))
    socket.retransmitTimeout = Math.min(socket.retransmitTimeout * 2, MAX_RTO);
  armRetransmission(world, netns, socket);
}

/** The first requests for a connection are repeated without growing patience (net.ipv4.tcp_syn_linear_timeouts). */
function staysLinear(world: World, netns: NetworkNamespace, socket: TcpSocket): boolean {
  if (socket.state !== 'SYN_SENT' || socket.retransmissions > SYN_LINEAR_TIMEOUTS) return false;
  return hasQuirk(nodeOf(world, netns.node).kernel, 'syn-linear-timeouts');
}

function waitsForNeighbor(netns: NetworkNamespace, socket: TcpSocket): boolean {
  for (const { queue } of netns.neighbors.values())
    for (const { packet } of queue)
      if (
        packet.payload.kind === 'tcp' &&
        packet.payload.sport === socket.port &&
        packet.payload.seq === socket.sendUnacked
      )
        return true;
  return false;
}

function resend(world: World, netns: NetworkNamespace, socket: TcpSocket): void {
  if (socket.state === 'SYN_SENT') {
    sendSegment(world, netns, socket, { ...NO_FLAGS, syn: true }, socket.initialSeq, '');
    return;
  }
  if (socket.state === 'SYN_RECV') {
    sendSegment(world, netns, socket, { ...NO_FLAGS, syn: true, ack: true }, socket.initialSeq, '');
    return;
  }
  const chunk = socket.sendBuffer.slice(0, socket.mss);
  if (chunk !== '')
    sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true, psh: true }, socket.sendUnacked, chunk);
  else if (socket.finSent)
    sendSegment(world, netns, socket, { ...NO_FLAGS, ack: true, fin: true }, socket.sendUnacked, '');
}
