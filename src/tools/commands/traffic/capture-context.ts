import { hashKey } from '../../../lib/index.ts';
import type { World } from '../../../model/state/index.ts';
import type { EncodeContext, Ipv4Packet, TcpSegment } from '../../../model/wire/index.ts';

/** What a capture's octets depend on besides its frames. */
export class CaptureContext implements EncodeContext {
  /** Virtual microseconds of the frame at hand. */
  at = 0;
  readonly epoch: number;
  private readonly seed: World['seed'];
  /** Last timestamp of each side of a connection. */
  private readonly stamps = new Map<string, number>();

  constructor(world: World) {
    this.epoch = world.epoch;
    this.seed = world.seed;
  }

  /**
   * A TCP timestamp (RFC 7323): a millisecond clock with an offset for each side. The model keeps none, so it hangs on the
   * client's port, which address translation leaves alone.
   */
  timestamps(_packet: Ipv4Packet, { sport, dport, flags }: TcpSegment): { value: number; echo: number } {
    const client = sport > dport;
    const port = Math.max(sport, dport);
    const stamp = (side: 'client' | 'server') =>
      (hashKey(this.seed, 'tcp-timestamp', port, side) + Math.floor(this.at / 1000)) % 2 ** 32;
    const [own, other] = client ? (['client', 'server'] as const) : (['server', 'client'] as const);
    const value = stamp(own);
    this.stamps.set(`${port} ${own}`, value);
    return { value, echo: flags.ack ? (this.stamps.get(`${port} ${other}`) ?? stamp(other)) : 0 };
  }
}
