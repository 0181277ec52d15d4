// What a class's server may meet: connections that stay silent, garbage, floods of window sizes, heavy lines.
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

/** Begins; what it returns ends it and says what was done. */
export function attack({
  port,
  name,
  key,
}: {
  port: number;
  name: string;
  key: string;
}): () => Promise<string> {
  const done = { connections: 0, garbage: 0, resizes: 0, lines: 0 };
  const sockets = new Set<Socket>();
  const open = (greet: (socket: Socket) => void) => {
    const socket = connect(port, '127.0.0.1', () => greet(socket));
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
  const client = new ssh2.Client();
  client.on('error', () => {});
  client.connect({ host: '127.0.0.1', port, username: name, privateKey: key });
  client.on('ready', () =>
    client.shell({ cols: 500, rows: 200 }, (_error, channel: ClientChannel) => {
      channel.on('data', () => {});
      timers.push(
        setInterval(() => {
          done.resizes++;
          channel.setWindow(30 + (done.resizes % 200), 90 + (done.resizes % 300), 0, 0);
        }, 2),
      );
      setTimeout(() => channel.write('\r'), 1000);
      setTimeout(() => channel.write('\r'), 5000);
      timers.push(setInterval(() => channel.write(`\u0003${HEAVY[done.lines++ % HEAVY.length]}\r`), 10_000));
    }),
  );
  return async () => {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.destroy();
    client.end();
    return `${done.connections} connections (${done.garbage} with garbage), ${done.resizes} sizes, ${done.lines} heavy lines`;
  };
}
