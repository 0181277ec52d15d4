// Pictures of the teacher's board with a class of thirty: starts a server, lets scripted learners play for a while, and looks at the board.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { newKeyPair } from '../src/edge/classroom/host-key.ts';
import { readCells } from '../src/edge/testing/read-cells.ts';
import { svgScreen } from '../src/edge/testing/screen-text.ts';
import { ClassServer, writeRoster } from './bench-class/class-server.ts';
import { Learner } from './bench-class/learner.ts';

// It is CommonJS whose names Node cannot see.
const { Terminal } = createRequire(import.meta.url)('@xterm/headless') as typeof import('@xterm/headless');

const NAMES =
  'anna ben cleo dora emil fay gus hana ida jon kaya leo mia noor otto pia quin rosa sven tara uma vito wren xia yara zoe li mei tom amir'.split(
    ' ',
  );
const LOOKS = [
  { file: 'class-board-120x40.svg', cols: 120, rows: 40, lang: 'en_US.UTF-8' },
  { file: 'class-board-80x24.svg', cols: 80, rows: 24, lang: 'en_US.UTF-8' },
  { file: 'class-board-zh-120x40.svg', cols: 120, rows: 40, lang: 'zh_CN.UTF-8' },
  { file: 'class-board-zh-80x24.svg', cols: 80, rows: 24, lang: 'zh_CN.UTF-8' },
];
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const folder = mkdtempSync(join(tmpdir(), 'netdrill-pictures-'));
const pair = newKeyPair();
const roster = writeRoster(folder, pair.public, NAMES, ['kim']);
const server = new ClassServer({ folder, roster, store: join(folder, 'class.db'), same: false });
try {
  await server.start();
  const learners = NAMES.map((name, at) => new Learner({ port: server.port, name, key: pair.private, at }));
  await Promise.all(learners.map((learner) => learner.sitDown()));
  await pause(Number(process.argv[2] ?? 180) * 1000);
  for (const { file, cols, rows, lang } of LOOKS) {
    const client = new ssh2.Client();
    await new Promise<void>((resolve, reject) => {
      client.once('ready', resolve).once('error', reject);
      client.connect({ host: '127.0.0.1', port: server.port, username: 'kim', privateKey: pair.private });
    });
    const terminal = new Terminal({ cols, rows, allowProposedApi: true });
    client.shell({ term: 'xterm-256color', cols, rows }, { env: { LANG: lang } }, (_error, channel) =>
      channel.on('data', (octets: Buffer) => terminal.write(octets)),
    );
    await pause(6000);
    writeFileSync(join('docs/pictures', file), svgScreen(readCells(terminal)));
    client.end();
    await pause(1000);
  }
} finally {
  await server.kill();
  rmSync(folder, { recursive: true });
}
console.log(
  LOOKS.map(({ file }) => `${file}: ${readFileSync(join('docs/pictures', file), 'utf8').length} octets`).join(
    '\n',
  ),
);
process.exit(0);
