import type { AddressInfo } from 'node:net';
import ssh2, { type AuthContext, type Connection } from 'ssh2';
import { ClassDesk } from './class-desk.ts';
import type { ClassStore } from './class-store.ts';
import { type Authority, decide, refuse } from './authentication.ts';
import type { Classroom } from './classroom.ts';
import { DOOR_LIMITS, Doorkeeper } from './doorkeeper.ts';
import type { Member } from './people.ts';
import { Visit, type VisitParts } from './visit.ts';
import type { Lang } from './words.ts';

export interface ServeOptions {
  host: string;
  port: number;
  /** The server's private key. */
  hostKey: string;
  classroom: Classroom;
  credentials: Authority['credentials'];
  /** What teachers' boards are made with: the class's store, and the program's own script. */
  boards: { store: ClassStore; program: string };
  lang: Lang;
  /** One line about what happens, for whoever runs the server. */
  log(line: string): void;
}

/** A server that runs. */
export interface ClassServer {
  readonly port: number;
  /** People who are in, and strangers at the door. */
  readonly visits: ReadonlySet<Visit>;
  /** Tells everybody that the server ends, saves, and ends. */
  drain(): Promise<void>;
}

/** Connections that one person may have at a time. */
const PER_PERSON = 3;
/** Between two looks at who is idle, and who came too long ago: milliseconds. */
const ROUND = 5000;
/** How long those who do not take their good-bye are waited for: milliseconds. */
const GOOD_BYE = 1000;

/**
 * Listens for SSH connections. There is the app and two commands that read; of everything else that SSH can do (sftp, forwarding, agents,
 * X11, variables) nothing has a listener, and ssh2 refuses it.
 *
 * @throws Error where the address cannot be listened on.
 */
export async function startServer(options: ServeOptions): Promise<ClassServer> {
  const { classroom, log } = options;
  const door = new Doorkeeper();
  const visits = new Set<Visit>();
  const desk = new ClassDesk(classroom, options.boards.store, log);
  const server = new ssh2.Server(
    { hostKeys: [options.hostKey], ident: 'netdrill', keepaliveInterval: 15_000, keepaliveCountMax: 4 },
    (client, info) => welcome(client, info.ip, options, door, visits, desk),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.on('error', (error: Error) => log(`the server: ${error.message}`));
  const round = setInterval(() => {
    for (const visit of visits) visit.checkTimes(Date.now());
    classroom.sweep();
  }, ROUND);
  return {
    port: (server.address() as AddressInfo).port,
    visits,
    async drain() {
      clearInterval(round);
      server.close();
      for (const visit of visits) visit.end('draining');
      const until = Date.now() + GOOD_BYE;
      while (visits.size > 0 && Date.now() < until) await new Promise((r) => setTimeout(r, 20));
      for (const visit of visits) visit.cut();
      classroom.close();
    },
  };
}

/** Somebody connected. */
function welcome(
  client: Connection,
  address: string,
  options: ServeOptions,
  door: Doorkeeper,
  visits: Set<Visit>,
  desk: ClassDesk,
): void {
  const { classroom, log, lang } = options;
  // A frame is a small packet that the next one must not wait for (Nagle).
  (client as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
  // Whoever breaks the protocol is gone by that.
  client.on('error', () => cut(client));
  const guest = { end: () => cut(client) };
  if (!door.arrive(guest)) {
    cut(client);
    return;
  }
  const grace = setTimeout(() => cut(client), DOOR_LIMITS.grace);
  let member: Member | undefined;
  let visit: Visit | undefined;
  let attempts = 0;
  const authority: Authority = {
    lang,
    member: (name) => classroom.member(name),
    credentials: options.credentials,
  };
  const attempt = async (context: AuthContext) => {
    if (classroom.isOpenRoom) {
      member = classroom.member(context.username);
      context.accept();
      return;
    }
    const verdict = await decide(context, authority);
    if (verdict === 'key-known') {
      context.accept();
      return;
    }
    if (verdict) {
      member = verdict;
      door.succeeded(context.username, address);
      context.accept();
      return;
    }
    // Asking which methods there are, or for a key that is not signed with, is no guess.
    if (context.method === 'none' || context.method === 'publickey') {
      if (context.method === 'publickey' && ++attempts > 4 * DOOR_LIMITS.attempts) cut(client);
      else refuse(context);
      return;
    }
    const wait = door.failed(context.username, address);
    log(`login of ${shown(context.username)} from ${address} refused`);
    setTimeout(() => (++attempts >= DOOR_LIMITS.attempts ? cut(client) : refuse(context)), wait);
  };
  client.on('authentication', (context) => {
    attempt(context).catch((error: Error) => {
      log(`login of ${shown(context.username)}: ${error.message}`);
      refuse(context);
    });
  });
  client.on('ready', () => {
    clearTimeout(grace);
    if (!member) {
      cut(client);
      return;
    }
    door.enter(guest);
    const parts: VisitParts = {
      member,
      classroom,
      lang,
      log,
      board: { desk, program: options.boards.program },
      cut: () => cut(client),
      end: () => client.end(),
    };
    visit = new Visit(parts);
    const mine = [...visits].filter((other) => other.member.name === member?.name);
    visits.add(visit);
    if (mine.length >= PER_PERSON && !classroom.isOpenRoom) visit.refuse('full');
    log(`${member.name} came from ${address}`);
  });
  let sessions = 0;
  client.on('session', (accept, reject) => {
    if (!visit || sessions > 0) {
      reject();
      return;
    }
    sessions++;
    visit.open(accept());
  });
  client.on('close', () => {
    clearTimeout(grace);
    door.leave(guest);
    if (!visit) return;
    visits.delete(visit);
    visit.gone();
    log(`${visit.member.name} left`);
  });
}

/** Ends a connection without waiting for the other side. */
function cut(client: Connection): void {
  client.end();
  // `end` waits for a peer that may never read: its socket is let go after what was written had its chance.
  const { _sock: socket } = client as unknown as { _sock?: { destroy(): void } };
  setTimeout(() => socket?.destroy(), 200).unref();
}

/** A name that a stranger gave, for the log: control characters visible, not too long. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 64));
}
