// Kills the class's server at random moments under learners who type, and says what was lost: nothing that was seen a second before.
// With --postgres two servers share a gradebook in PostgreSQL, and one of the two is killed each time; every fifth time PostgreSQL itself
// is, as a crash would end it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newKeyPair } from '../src/edge/classroom/host-key.ts';
import { openGradebook, verifyGradebook } from '../src/edge/gradebook/index.ts';
import { PostgresServer } from '../test/edge/gradebook/postgres-server.ts';
import { ClassServer, writeRoster } from './bench-class/class-server.ts';
import { Typist } from './bench-class/typist.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    learners: { type: 'string', default: '10' },
    postgres: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const count = Number(values.learners);

/** A small generator of its own, so that a run can be repeated (xorshift32). */
let state = Number(values.seed) || 1;
function random(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const folder = mkdtempSync(join(tmpdir(), 'netdrill-kill-'));
const pair = newKeyPair();
const database = values.postgres ? new PostgresServer() : undefined;
const store = database?.database() ?? join(folder, 'class.db');
const names = Array.from({ length: count }, (_, at) => `learner${at}`);
const roster = writeRoster(folder, pair.public, names);
const servers = Array.from(
  { length: values.postgres ? 2 : 1 },
  (_, number) => new ClassServer({ folder, roster, store, same: true, number }),
);
let failed = 0;
try {
  await Promise.all(servers.map((server) => server.start()));
  const typists = names.map((name, at) => new Typist(name, pair.private, servers, at));
  await Promise.all(typists.map((typist) => typist.begin()));
  for (let kill = 0; kill < kills; kill++) {
    await pause(500 + random() * 3000);
    if (database && kill % 5 === 4) {
      database.stop('immediate');
      await pause(1000);
      database.start();
    } else {
      const server = servers[Math.floor(random() * servers.length)];
      await server.kill();
      await server.start();
    }
    await Promise.all(typists.map((typist) => typist.back()));
    if ((kill + 1) % 10 === 0) console.log(`${kill + 1} kills`);
  }
  await pause(1500);
  for (const typist of typists) typist.end();
  await pause(1500);
  const book = await openGradebook(store, { create: false });
  for (const typist of typists) {
    const attempts = await book.attempts({ class: 'net-1', learner: typist.name });
    const lines = attempts.length === 1 ? (await book.log(attempts[0].id)).map(({ line }) => line) : [];
    const sure = [...typist.sure.keys()];
    const lost = sure.filter((word) => !lines.some((line) => line.includes(word)));
    const twice = sure.filter((word) => lines.filter((line) => line.includes(`echo ${word}`)).length > 1);
    if (attempts.length !== 1 || lost.length > 0 || twice.length > 0) failed++;
    console.log(
      `${typist.name}: ${attempts.length} attempt, ${sure.length} lines seen a second before a kill or later, ${lost.length} lost, ${twice.length} twice`,
    );
    for (const word of lost) console.log(`  ${word} was seen ${typist.sure.get(word)} ms before`);
  }
  const { findings, damage, attempts, lines } = await verifyGradebook(book, []);
  console.log(`gradebook: ${attempts} attempts, ${lines} lines, ${findings.length + damage.length} findings`);
  failed += findings.length + damage.length;
  await book.close();
} finally {
  await Promise.all(servers.map((server) => server.kill()));
  database?.remove();
  rmSync(folder, { recursive: true });
}
console.log(failed === 0 ? `${kills} kills: nothing lost` : `${kills} kills: ${failed} failures`);
process.exit(failed === 0 ? 0 : 1);
