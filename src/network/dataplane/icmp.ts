import {
  type Errno,
  hasQuirk,
  type NetDevice,
  type NetworkNamespace,
  nodeOf,
  type World,
} from '../../model/state/index.ts';
import type { IcmpMessage, Ipv4, Ipv4Packet } from '../../model/wire/index.ts';
import { ignoresEcho } from './ip-input.ts';
import { sendPacket } from './ip-output.ts';
import { checksumGood } from './offload.ts';
import { tcpError, tcpTooBig } from './tcp-receive.ts';
import { count, delivered, drop, wake } from './tracing.ts';
import { udpError } from './udp.ts';
import { echo, icmpType } from './step-text.ts';

const IN_COUNTER: Readonly<Record<number, string>> = {
  0: 'IcmpInEchoReps',
  3: 'IcmpInDestUnreachs',
  8: 'IcmpInEchos',
  11: 'IcmpInTimeExcds',
};

/** Error number an unreachable code stands for (icmp_err_convert in net/ipv4/icmp.c). */
const UNREACHABLE_ERRNO: Readonly<Record<number, Errno>> = {
  0: 'ENETUNREACH',
  1: 'EHOSTUNREACH',
  2: 'EOPNOTSUPP',
  3: 'ECONNREFUSED',
  9: 'ENETUNREACH',
  10: 'EHOSTUNREACH',
  13: 'EHOSTUNREACH',
};

/** Seconds a learnt path MTU is kept (net.ipv4.route.mtu_expires). */
const MTU_EXPIRES = 600_000_000;

/** An ICMP message for this host: answer an echo, hand the rest to those concerned. */
export function receiveIcmp(
  world: World,
  netns: NetworkNamespace,
  device: NetDevice,
  packet: Ipv4Packet,
  message: IcmpMessage,
  trace: number,
): void {
  count(netns, 'IcmpInMsgs');
  if (!checksumGood(packet)) {
    count(netns, 'IcmpInErrors');
    count(netns, 'IcmpInCsumErrors');
    drop(world, trace, netns, device, 'ICMP_CSUM');
    return;
  }
  const counter = IN_COUNTER[message.type];
  if (counter) count(netns, counter);
  count(netns, `IcmpMsgInType${message.type}`);
  if (message.type === 8) {
    delivered(world, trace, netns, device, echo('request', message.sequence));
    if (!ignoresEcho(netns)) answerEcho(world, netns, packet, message);
    return;
  }
  if (message.quoted) handleError(world, netns, message, message.quoted);
  const subject = message.quoted?.payload.kind === 'icmp' ? message.quoted.payload : message;
  for (const socket of netns.sockets.values()) {
    if (socket.kind !== 'icmp') continue;
    if (socket.identifier !== 0 && (subject.kind !== 'icmp' || subject.id !== socket.identifier)) continue;
    socket.received.push({ packet, at: world.now });
    wake(world, socket);
  }
  delivered(
    world,
    trace,
    netns,
    device,
    message.type === 0 ? echo('reply', message.sequence) : icmpType(message.type),
  );
}

function answerEcho(world: World, netns: NetworkNamespace, packet: Ipv4Packet, message: IcmpMessage): void {
  const failure = sendPacket(world, netns, {
    dst: packet.src,
    src: packet.dst,
    tos: packet.tos,
    payload: { ...message, type: 0, checksum: 'right' },
  });
  if (failure && failure.errno !== 'EPERM') return;
  count(netns, 'IcmpOutMsgs');
  count(netns, 'IcmpOutEchoReps');
  count(netns, 'IcmpMsgOutType0');
}

function handleError(world: World, netns: NetworkNamespace, message: IcmpMessage, quoted: Ipv4Packet): void {
  if (message.type === 3 && message.code === 4 && message.mtu !== undefined) {
    learnMtu(world, netns, quoted, message.mtu);
    return;
  }
  const errno =
    message.type === 3 ? UNREACHABLE_ERRNO[message.code] : message.type === 11 ? 'EHOSTUNREACH' : undefined;
  if (!errno) return;
  if (quoted.payload.kind === 'udp') udpError(world, netns, quoted, quoted.payload, errno);
  if (quoted.payload.kind === 'tcp') tcpError(world, netns, quoted, quoted.payload, errno);
}

/** Before 4.20 an error about a tunnel packet found no socket (random source port) and taught nothing. */
function learnMtu(world: World, netns: NetworkNamespace, quoted: Ipv4Packet, mtu: number): void {
  const tunnel = quoted.payload.kind === 'udp' && typeof quoted.payload.payload === 'object';
  if (tunnel && !hasQuirk(nodeOf(world, netns.node).kernel, 'vxlan-df-option')) return;
  setPathMtu(world, netns, quoted.dst, mtu);
  if (quoted.payload.kind === 'tcp') tcpTooBig(world, netns, quoted, quoted.payload, mtu);
}

/** Remembers a path MTU for ten minutes. */
export function setPathMtu(world: World, netns: NetworkNamespace, destination: Ipv4, mtu: number): void {
  netns.exceptions.set(destination, { mtu, expires: world.now + MTU_EXPIRES });
}
