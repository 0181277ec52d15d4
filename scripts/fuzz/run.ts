import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDrill, type Scenario } from '../../src/drill/scenario/index.ts';
import { Session } from '../../src/drill/session/index.ts';
import { boundBacktracking } from '../../src/edge/cli/regular-expressions.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';
import type { Simulation } from '../../src/machine/sim/index.ts';
import { createProgramTable, networkTables } from '../../src/tools/commands/index.ts';
import { fuzzLine, randomStream } from './lines.ts';

/** What went wrong with a line. */
interface Finding {
  readonly line: string;
  readonly place: string;
  readonly what: string;
}

export interface FuzzReport {
  readonly lines: number;
  readonly findings: readonly Finding[];
  /** CPU of one line in milliseconds: the longest, and that line. */
  readonly slowest: { readonly milliseconds: number; readonly line: string };
  /** Steps of the longest line. */
  readonly steps: number;
  /** Lines that ended with each status. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Signs of the simulator's own language in what a tool says. */
const LEAKS =
  /\bundefined\b|\[object \w+\]|\bTypeError\b|\bRangeError\b|Cannot read propert|is not a function|\.ts:\d+|node:internal|\bat \w+ \(/;
/** Words of the fuzzer itself that a tool may repeat. */
const ECHOED = /undefined|NaN|\[object/;
const PLACES = ['host128', 'over-128'] as const;
const SECOND = 1_000_000;
/** Virtual time a line gets before it is interrupted. */
const PATIENCE = 3 * SECOND;

async function lab(): Promise<{ base: Simulation; scenario: Scenario }> {
  const { entries } = await readPacks(undefined);
  const found = entries.find((entry) => entry.scenario.id === 'overlay-lab');
  if (!found) throw new Error('no bundled scenario overlay-lab');
  const options = { programs: createProgramTable(), tables: networkTables };
  return { base: buildDrill(found.scenario, options), scenario: found.scenario };
}

/**
 * Types changed command lines, each in a fresh fork of a lab, on a host or in a container, and looks at what becomes of them: no
 * exception, an end or at least an interrupt that helps, no word of the simulator's own, nothing of the real machine's files.
 */
export async function fuzzLines(
  count: number,
  seed: number,
  begins: (index: number, line: string) => void = () => {},
): Promise<FuzzReport> {
  boundBacktracking();
  const { base, scenario } = await lab();
  const directory = mkdtempSync(join(tmpdir(), 'netdrill-fuzz-'));
  const canary = join(directory, 'canary');
  const secret = `secret-${seed}-of-the-real-machine`;
  writeFileSync(canary, secret);
  const findings: Finding[] = [];
  const statuses = new Map<number, number>();
  let slowest = { milliseconds: 0, line: '' };
  let most = 0;
  try {
    for (let index = 0; index < count; index++) {
      const random = randomStream(seed * 1_000_003 + index);
      const line = fuzzLine(random, canary);
      const place = PLACES[random() < 0.75 ? 0 : 1];
      begins(index, line);
      const session = new Session(base.fork(), scenario);
      const id = session.open(place);
      const started = process.cpuUsage();
      const steps = session.sim.steps;
      const report = (what: string) => findings.push({ line, place, what });
      try {
        for (const row of line.split('\n')) session.submit(id, row);
        session.settle(id, PATIENCE);
        for (let tries = 0; tries < 3 && !session.isIdle(id); tries++) {
          session.press(id, ':q!\r\u0003q');
          session.interrupt(id);
          session.settle(id, SECOND);
        }
        const terminal = session.terminal(id);
        const shown = session.commands.map((command) => command.stdout + command.stderr).join('');
        if (shown.includes(secret) || terminal?.output.includes(secret))
          report('shows a file of the real machine');
        const leak = LEAKS.exec(shown.replaceAll(line, ''));
        if (leak && !ECHOED.test(line)) report(`speaks of itself: ${leak[0]}`);
        for (const { status } of session.commands) {
          if (status === undefined) continue;
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          if (!Number.isInteger(status) || status < 0 || status > 255) report(`ends with ${status}`);
        }
      } catch (error) {
        report(
          `throws: ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' ') : String(error)}`,
        );
      }
      const used = process.cpuUsage(started);
      const milliseconds = (used.user + used.system) / 1000;
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, line };
      most = Math.max(most, session.sim.steps - steps);
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return { lines: count, findings, slowest, steps: most, statuses };
}
