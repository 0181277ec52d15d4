// A class on this machine: learners who type at a server, and people who mean no good unless --calm. Key to screen, and memory, beside
// OpenSSH with bash and as many logins in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newKeyPair } from '../src/edge/classroom/host-key.ts';
import { ClassServer, writeRoster } from './bench-class/class-server.ts';
import { attack } from './bench-class/attack.ts';
import { Learner } from './bench-class/learner.ts';
import { noOpenSsh, openSshFigures } from './bench-class/openssh.ts';
import { memoryOf, processorTimeOf } from './bench-class/process-family.ts';

const { values } = parseArgs({
  options: {
    learners: { type: 'string', default: '30' },
    seconds: { type: 'string', default: '600' },
    calm: { type: 'boolean', default: false },
    same: { type: 'boolean', default: false },
  },
});
const count = Number(values.learners);
const seconds = Number(values.seconds);

const mib = (octets: number) => `${(octets / 1048576).toFixed(0)} MiB`;

/** Value below which a share of the sorted samples lies. */
function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function row(name: string, samples: number[]): void {
  const figures = [0.5, 0.9, 0.99, 0.999, 1].map((share) => quantile(samples, share).toFixed(1));
  const [p50, p90, p99, p999, most] = figures;
  console.log(
    `${name}: p50 ${p50} ms, p90 ${p90}, p99 ${p99}, p99.9 ${p999}, most ${most} (${samples.length} samples)`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'netdrill-class-'));
const pair = newKeyPair();
const names = Array.from({ length: count + 1 }, (_, at) => `learner${at}`);
const roster = writeRoster(folder, pair.public, names);
const server = new ClassServer({ folder, roster, store: join(folder, 'class.db'), same: values.same });
await server.start();
const { pid, port } = server;
const empty = memoryOf(pid).now;
try {
  const learners: Learner[] = [];
  for (let at = 0; at < count; at++)
    learners.push(new Learner({ port, name: `learner${at}`, key: pair.private, at }));
  await Promise.all(learners.map((learner) => learner.sitDown()));
  const seated = memoryOf(pid).now;
  for (const learner of learners) learner.forgetSamples();
  const [began, cpu] = [Date.now(), processorTimeOf(pid)];
  const stop = values.calm
    ? async () => 'none'
    : attack({ port, key: pair.private, name: `learner${count}` });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const share = (processorTimeOf(pid) - cpu) / ((Date.now() - began) / 1000);
  const attacked = await stop();
  const { now, most } = memoryOf(pid);
  console.log(`${count} learners for ${seconds} s, attack: ${attacked}`);
  row(
    'key to screen',
    learners.flatMap(({ keys }) => keys),
  );
  row(
    'command to its first output',
    learners.flatMap(({ commands }) => commands),
  );
  console.log(
    `processor: ${share.toFixed(2)} cores; sessions lost: ${learners.filter(({ lost }) => lost).length}`,
  );
  console.log(
    `memory: empty ${mib(empty)}, seated ${mib(seated)}, at the end ${mib(now)}, most ${mib(most)}; ${mib((now - empty) / count)} a learner`,
  );
  for (const learner of learners) learner.leave();
  // OpenSSH has the machine for itself.
  await server.kill();
  if (noOpenSsh) console.log(`OpenSSH with bash: ${noOpenSsh}`);
  else {
    const { perLogin, keys } = await openSshFigures(folder, count, pair);
    row(`OpenSSH with bash, ${count} logins, one key at a time`, keys);
    console.log(`memory: OpenSSH with bash ${mib(perLogin)} a login`);
  }
} finally {
  await server.kill();
  rmSync(folder, { recursive: true });
}
process.exit(0);
