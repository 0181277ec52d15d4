/**
 * What happens to a packet: routing, neighbours, netfilter, connection tracking and NAT, devices, tunnels, delivery, timers.
 * It refuses to configure anything (that is `kernel`) and to know who sends: programs reach it through system calls only.
 */
export { sendArp } from './arp.ts';
export { handlePacketEvent, type PacketEvent } from './events.ts';
export { setPathMtu } from './icmp.ts';
export { mtuOf, type OutgoingPacket, sendPacket } from './ip-output.ts';
export { abortTcp, closeTcp, connectTcp, shutdownTcp, writeTcp } from './tcp.ts';
export { sendUdp } from './udp.ts';
