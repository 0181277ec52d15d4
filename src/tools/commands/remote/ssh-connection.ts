import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { decodeSsh, encodeSsh, type SshMessage } from '../../../machine/daemons/index.ts';
import type { Sys } from '../../../machine/os/index.ts';

/** The client's end of a connection that has said hello. */
export class SshConnection {
  readonly address: string;
  readonly port: number;
  readonly fd: number;
  private readonly sys: Sys;
  private readonly queue: SshMessage[] = [];
  private stream = '';
  /** How the last read failed, where it did. */
  private broken: 'closed' | 'reset' | 'interrupted' = 'closed';

  constructor(sys: Sys, fd: number, address: string, port: number) {
    this.sys = sys;
    this.fd = fd;
    this.address = address;
    this.port = port;
  }

  *send(message: SshMessage): Step<void> {
    yield* this.sys.write(this.fd, encodeSsh(message));
  }

  *close(): Step<void> {
    yield* this.sys.close(this.fd);
  }

  /** The next message; null when the connection is gone, `silent` at the deadline. */
  *next(deadline?: number): Step<SshMessage | null | 'silent'> {
    for (;;) {
      const message = this.queue.shift();
      if (message) return message;
      const data = yield* this.sys.read(this.fd, { deadline });
      if (isFailure(data) && data.errno === 'EAGAIN') return 'silent';
      if (isFailure(data) || data === '') {
        this.broken = !isFailure(data) ? 'closed' : data.errno === 'EINTR' ? 'interrupted' : 'reset';
        return null;
      }
      const { messages, rest } = decodeSsh(this.stream + data);
      this.stream = rest;
      this.queue.push(...messages);
    }
  }

  /** Waits for a message of one kind; others do not come before it. */
  *receive<Kind extends SshMessage['kind']>(kind: Kind): Step<Extract<SshMessage, { kind: Kind }> | null> {
    const message = yield* this.next();
    return message !== null && message !== 'silent' && message.kind === kind
      ? (message as Extract<SshMessage, { kind: Kind }>)
      : null;
  }

  /** Says that the connection is gone (packet.c, `ssh_packet_read_seqnr` and `sshpkt_fatal` of 7.4); gives the status. */
  *lost(): Step<number> {
    if (this.broken === 'interrupted') return 130;
    yield* this.sys.write(
      2,
      this.broken === 'closed'
        ? `Connection closed by ${this.address} port ${this.port}\n`
        : `packet_write_wait: Connection to ${this.address} port ${this.port}: Broken pipe\n`,
    );
    return 255;
  }
}
