// A class on this machine: learners who type at a server, and people who mean no good unless --calm. Key to screen, and memory, beside
// OpenSSH with bash and as many logins in the same run.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { newKeyPair } from '../src/edge/classroom/host-key.ts';
import { ClassServer, writeRoster } from './bench-class/class-server.ts';
import { ATTACKERS, attack } from './bench-class/attack.ts';
import { Learner, type Sample } from './bench-class/learner.ts';
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

const took = (samples: Sample[]) => samples.map((sample) => sample.took);

/** The slowest hundredth by the minute: whether it grows. */
function minutes(samples: Sample[], began: number): void {
  const parts = Map.groupBy(samples, ({ at }) => Math.floor((at - began) / 60_000));
  const row = [...parts].sort(([a], [b]) => a - b).map(([, part]) => quantile(took(part), 0.99).toFixed(0));
  console.log(`  p99 by the minute: ${row.join(', ')}`);
  const slowest = samples.toSorted((a, b) => b.took - a.took).slice(0, 5);
  const list = slowest.map(
    (sample) => `${sample.took.toFixed(0)} ms at ${((sample.at - began) / 1000).toFixed(1)} s`,
  );
  console.log(`  slowest: ${list.join(', ')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'netdrill-class-'));
const pair = newKeyPair();
const names = [...Array.from({ length: count }, (_, at) => `learner${at}`), ...ATTACKERS];
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
  const [began, measured, cpu] = [Date.now(), performance.now(), processorTimeOf(pid)];
  const own = monitorEventLoopDelay({ resolution: 2 });
  own.enable();
  const stop = values.calm ? async () => 'none' : attack({ port, key: pair.private });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const share = (processorTimeOf(pid) - cpu) / ((Date.now() - began) / 1000);
  const attacked = await stop();
  const { now, most } = memoryOf(pid);
  console.log(`${count} learners for ${seconds} s, attack: ${attacked}`);
  const keys = learners.flatMap((learner) => learner.keys);
  row('key to screen', took(keys));
  minutes(keys, measured);
  // Who measures waits as well: what held up this process is in its figures.
  console.log(
    `  this process was held up: p99.9 ${(own.percentile(99.9) / 1e6).toFixed(0)} ms, most ${(own.max / 1e6).toFixed(0)}`,
  );
  row('command to its first output', took(learners.flatMap(({ commands }) => commands)));
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
