// What a class's server may meet: connections that stay silent, garbage, floods of window sizes, heavy lines, pastes of megabytes, clients that
// take nothing.
import { connect, type Socket } from 'node:net';
import ssh2, { type ClientChannel } from 'ssh2';

/** Lines that keep a simulated machine busy. */
const HEAVY = [
  'while :; do :; done',
  'seq 1000000 | sort -R | tail -1',
  'yes | head -200000',
  'for i in $(seq 100000); do echo $i; done',
  'a=x; while :; do a=$a$a; done',
  'docker unpause {1..9999}',
  ':(){ :|:& };:',
];

/** Octets of a paste. */
const PASTE = 10_000_000;

/** Who takes part in an attack: each floods in a way of his own. */
export const ATTACKERS = ['lines', 'pastes', 'deaf'];

interface Target {
  port: number;
  key: string;
}

/** Somebody logs in and opens a drill; `then` gets his terminal a while later. */
function sitDown(
  { port, key }: Target,
  username: string,
  then: (channel: ClientChannel) => void,
): ssh2.Client {
  const client = new ssh2.Client();
  client.on('error', () => {});
  client.connect({ host: '127.0.0.1', port, username, privateKey: key });
  client.on('ready', () =>
    client.shell({ cols: 500, rows: 200 }, (_error, channel) => {
      channel.on('data', () => {});
      setTimeout(() => channel.write('\r'), 1000);
      setTimeout(() => channel.write('\r'), 5000);
      setTimeout(() => then(channel), 6000);
    }),
  );
  return client;
}

/** Begins; what it returns ends it and says what was done. Learners called as in `ATTACKERS` have to be in the roster. */
export function attack(target: Target): () => Promise<string> {
  const done = { connections: 0, garbage: 0, resizes: 0, lines: 0, pastes: 0 };
  const sockets = new Set<Socket>();
  const open = (greet: (socket: Socket) => void) => {
    const socket = connect(target.port, '127.0.0.1', () => greet(socket));
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    done.connections++;
  };
  const timers = [
    setInterval(() => open(() => {}), 50),
    setInterval(
      () =>
        open((socket) => {
          done.garbage++;
          socket.write('SSH-2.0-x\r\n');
          socket.write(Buffer.alloc(20_000, Math.floor(Math.random() * 256)));
        }),
      200,
    ),
  ];
  const [lines, pastes, deaf] = ATTACKERS;
  const clients = [
    sitDown(target, lines, (channel) => {
      timers.push(
        setInterval(() => {
          done.resizes++;
          channel.setWindow(30 + (done.resizes % 200), 90 + (done.resizes % 300), 0, 0);
        }, 2),
        setInterval(() => channel.write(`\u0003${HEAVY[done.lines++ % HEAVY.length]}\r`), 10_000),
      );
    }),
    sitDown(target, pastes, (channel) => {
      const paste = `\u001b[200~${'x'.repeat(PASTE)}\u001b[201~\u0003`;
      timers.push(
        setInterval(() => {
          // Of what is not taken no more is piled up here.
          if (channel.writableNeedDrain) return;
          done.pastes++;
          channel.write(done.pastes % 2 ? paste : 'y'.repeat(PASTE / 10));
        }, 15_000),
      );
    }),
  ];
  const silent = sitDown(target, deaf, (channel) => {
    channel.write('yes\r');
    (silent as unknown as { _sock: Socket })._sock.pause();
  });
  return async () => {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.destroy();
    for (const client of [...clients, silent]) client.end();
    return `${done.connections} connections (${done.garbage} with garbage), ${done.resizes} sizes, ${done.lines} heavy lines, ${done.pastes} pastes of megabytes, one who takes nothing`;
  };
}
