import type { CapturedFrame, NetworkNamespace, World } from '../../../model/state/index.ts';
import {
  BROADCAST_MAC,
  formatIpv4,
  type Frame,
  frameLength,
  type Ipv4,
  isMulticastMac,
  vxlanOf,
} from '../../../model/wire/index.ts';
import {
  type CaptureStyle,
  formatFrame,
  formatNetwork,
  formatOctets,
} from '../../../machine/formats/index.ts';
import { wallClock } from '../system/clock-text.ts';
import { CaptureContext } from './capture-context.ts';
import { serviceName } from './service-names.ts';

/** What the flags of one run ask for. */
export interface CaptureOptions {
  verbose: number;
  numeric: boolean;
  link: boolean;
  quick: boolean;
  absolute: boolean;
  /** How often `-t` was given. */
  clock: number;
  octets: { link: boolean; hex: boolean; ascii: boolean } | undefined;
  any: boolean;
  centos: boolean;
}

/** Octets of the cooked headers that stand in for Ethernet's on `any`. */
const COOKED = { v1: 16, v2: 20 };

const two = (n: number) => String(n).padStart(2, '0');

/** Turns frames into lines; remembers the names and sequence numbers of one run. */
export class CapturePrinter {
  readonly context: CaptureContext;
  private readonly style: CaptureStyle;
  private readonly names = new Map<Ipv4, string>();
  private before: number | undefined;
  private readonly world: World;
  private readonly netns: NetworkNamespace;
  private readonly options: CaptureOptions;

  constructor(world: World, netns: NetworkNamespace, options: CaptureOptions) {
    this.world = world;
    this.netns = netns;
    this.options = options;
    this.context = new CaptureContext(world);
    this.style = {
      old: options.centos,
      verbose: options.verbose,
      link: options.link,
      quick: options.quick,
      absolute: options.absolute,
      hostName: (address) => this.names.get(address) ?? formatIpv4(address),
      portName: (port, protocol) =>
        (options.numeric ? undefined : serviceName(port, protocol, options.centos)) ?? String(port),
      // No vendor of a virtual card is in tcpdump's table.
      macName: (mac) =>
        options.numeric ? mac : mac === BROADCAST_MAC ? 'Broadcast' : `${mac} (oui Unknown)`,
      conversations: new Map(),
      context: this.context,
    };
  }

  /** Addresses of a frame whose names were never asked for. */
  unknownHosts(frame: Frame): Ipv4[] {
    return hostsOf(frame).filter((address) => !this.names.has(address));
  }

  learn(address: Ipv4, name: string | undefined): void {
    this.names.set(address, name ?? formatIpv4(address));
  }

  /** The text of a captured frame, without the last line end. */
  line(seen: CapturedFrame & { device: number }): string {
    this.context.at = seen.at;
    const { octets, any } = this.options;
    const text = any ? this.cooked(seen) : formatFrame(seen.frame, this.style);
    const dump = octets ? formatOctets(seen.frame, this.context, octets) : '';
    return `${this.clock(seen.at)}${text}${dump}`;
  }

  private clock(at: number): string {
    const total = this.world.epoch + at;
    const micro = String(Math.floor(total % 1_000_000)).padStart(6, '0');
    const date = wallClock(this.world, at);
    const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}.${micro}`;
    switch (this.options.clock) {
      case 0:
        return `${time} `;
      case 1:
        return '';
      case 2:
        return `${Math.floor(total / 1_000_000)}.${micro} `;
      case 3: {
        const passed = at - (this.before ?? at);
        this.before = at;
        const seconds = Math.floor(passed / 1_000_000);
        return ` ${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${String(passed % 1_000_000).padStart(6, '0')} `;
      }
      default:
        return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())} ${time} `;
    }
  }

  /** A line of a capture on `any`: which way the frame went, since 4.99 on which device too. */
  private cooked(seen: CapturedFrame & { device: number }): string {
    const { frame } = seen;
    const device = this.netns.devices.get(seen.device);
    const way = seen.outgoing
      ? 'Out'
      : frame.dst === BROADCAST_MAC
        ? 'B'
        : isMulticastMac(frame.dst)
          ? 'M'
          : device && device.kind !== 'loopback' && device.mac !== frame.dst
            ? 'P'
            : 'In';
    const type = frame.payload.kind === 'arp' ? 'ARP (0x0806)' : 'IPv4 (0x0800)';
    const body = formatNetwork(frame, this.style, !this.options.link);
    const rest = frameLength(frame) - 14;
    if (this.options.centos)
      return this.options.link
        ? `${way.padStart(3)} ${this.style.macName(frame.src)} ethertype ${type}, length ${rest + COOKED.v1}: ${body}`
        : body;
    const head = `${(device?.name ?? '?').padEnd(5)} ${way.padEnd(3)} `;
    return this.options.link
      ? `${head}ifindex ${seen.device} ${this.style.macName(frame.src)} ethertype ${type}, length ${rest + COOKED.v2}: ${body}`
      : `${head}${body}`;
  }
}

function hostsOf(frame: Frame): Ipv4[] {
  const { payload } = frame;
  if (payload.kind === 'arp') return [payload.senderIp, payload.targetIp];
  const hosts = [payload.src, payload.dst];
  if (payload.payload.kind === 'icmp' && payload.payload.quoted) hosts.push(payload.payload.quoted.dst);
  const tunnel = vxlanOf(payload);
  return tunnel ? [...hosts, ...hostsOf(tunnel.inner)] : hosts;
}
