/** What strangers may use of the server. */
export interface DoorLimits {
  /** Connections that have not logged in yet; one more ends the oldest of them. */
  strangers: number;
  /** Connections in all. */
  connections: number;
  /** Time to log in: milliseconds. */
  grace: number;
  /** Failed attempts on one connection. */
  attempts: number;
}

export const DOOR_LIMITS: DoorLimits = { strangers: 200, connections: 400, grace: 30_000, attempts: 6 };

/** After failures the next answer comes later, and twice as late each time: milliseconds. */
const FIRST_DELAY = 250;
const LONGEST_DELAY = 8000;
/** Failures are forgotten after this long: milliseconds. */
const MEMORY = 600_000;
/** Names and addresses whose failures are remembered; of more, the oldest are forgotten. */
const REMEMBERED = 10_000;

/** A connection that can be ended. */
interface Guest {
  end(): void;
}

/**
 * Who may come in and how fast: counts connections, ends the oldest stranger where there are too many (as MaxStartups of sshd_config(5)
 * does by chance), and makes those who guess wait.
 */
export class Doorkeeper {
  private readonly limits: DoorLimits;
  private readonly now: () => number;
  /** In the order of arrival. */
  private readonly strangers = new Set<Guest>();
  private readonly known = new Set<Guest>();
  private readonly failures = new Map<string, { count: number; at: number }>();

  constructor(limits: DoorLimits = DOOR_LIMITS, now: () => number = Date.now) {
    this.limits = limits;
    this.now = now;
  }

  /** Somebody connects; false where the house is full. */
  arrive(guest: Guest): boolean {
    if (this.known.size >= this.limits.connections) return false;
    this.strangers.add(guest);
    if (this.strangers.size > this.limits.strangers) {
      const [oldest] = this.strangers;
      this.strangers.delete(oldest);
      oldest.end();
    }
    return true;
  }

  /** Somebody logged in. */
  enter(guest: Guest): void {
    if (this.strangers.delete(guest)) this.known.add(guest);
  }

  leave(guest: Guest): void {
    this.strangers.delete(guest);
    this.known.delete(guest);
  }

  /** An attempt for a name from an address failed: how long the answer has to wait, in milliseconds. */
  failed(name: string, address: string): number {
    const now = this.now();
    const who = `${address} ${name.slice(0, 64)}`;
    const before = this.failures.get(who);
    const count = before && now - before.at < MEMORY ? before.count + 1 : 1;
    this.failures.delete(who);
    this.failures.set(who, { count, at: now });
    if (this.failures.size > REMEMBERED) this.failures.delete(this.failures.keys().next().value ?? '');
    return Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (count - 1));
  }

  succeeded(name: string, address: string): void {
    this.failures.delete(`${address} ${name.slice(0, 64)}`);
  }
}
