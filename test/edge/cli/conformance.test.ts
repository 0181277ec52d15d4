import { describe, expect, test } from 'vitest';
import { readRecordings, recordingsDirectory } from '../../../src/edge/cli/conformance/recording.ts';
import { replay } from '../../../src/edge/cli/conformance/replay.ts';
import { compare } from '../../../src/edge/cli/conformance/report.ts';
import { runCommandLine } from '../../../src/edge/cli/index.ts';
import { chooseScenario, readPacks } from '../../../src/edge/cli/packs.ts';

interface Count {
  compared: number;
  equal: number;
  empty: number;
  unstable: number;
}

interface Report {
  lab: string;
  phases: Record<string, Count>;
  differences: { phase: string; where: string; cmd: string; recorded: string; simulated: string }[];
}

async function run(...args: string[]) {
  const out = { stdout: '', stderr: '' };
  const exit = await runCommandLine(
    { args: ['conformance', ...args], version: '1.2.3' },
    {
      stdout: (text) => {
        out.stdout += text;
      },
      stderr: (text) => {
        out.stderr += text;
      },
    },
  );
  return { exit, ...out };
}

async function reportOf(lab: string): Promise<Report> {
  const { stdout } = await run('--golden', lab, '--json');
  return (JSON.parse(stdout) as Report[])[0]!;
}

describe('the recorded lab and the simulated one', () => {
  test('agree on every stable row; the figures are those of the golden file', async () => {
    const { exit, stdout } = await run('--golden');
    await expect(stdout).toMatchFileSnapshot('../../golden/conformance.txt');
    expect(stdout).not.toMatch(/[1-9]\d* different/);
    expect(exit).toBe(0);
  });

  test('what an empty lab would answer is not taken for agreement', async () => {
    const healthy = await reportOf('healthy');
    expect(healthy.phases.trace1).toEqual({ compared: 15, equal: 15, empty: 0, unstable: 0 });
    expect(healthy.phases.mid).toEqual({ compared: 26, equal: 26, empty: 0, unstable: 0 });
  });

  test('a row on which the real kernel disagrees with itself is skipped, and only such a row', async () => {
    const report = await reportOf('f03b');
    expect(report.phases.probe).toEqual({ compared: 74, equal: 74, empty: 0, unstable: 13 });
  });

  test('a lab with another fault than the recorded one does differ', async () => {
    const recording = readRecordings(recordingsDirectory(undefined, ['kernel-lab', 'phases']), ['f01'])[0]!;
    const entries = (await readPacks(undefined)).entries;
    const { scenario } = chooseScenario(entries, 'reference-lab', undefined);
    const report = compare(recording, replay(scenario, { ...recording, lab: 'healthy' }));
    expect(report.differences.map((difference) => `${difference.where}$ ${difference.cmd}`)).toContain(
      'over-128$ ping -c 2 -W 1 10.0.0.3',
    );
  });
});

describe('the conformance program', () => {
  test('says what it compared, and what it did not', async () => {
    const { stdout } = await run('--golden', 'healthy');
    expect(stdout).toMatch(/^healthy\n/);
    expect(stdout).toContain(
      '  mid     26 compared: 26 equal, 0 different, 0 empty on both sides; 0 skipped as unstable\n',
    );
  });

  test('wants to know against what', async () => {
    expect(await run()).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('say against what: --golden'),
    });
  });

  test('names the recordings there are', async () => {
    expect(await run('--golden', 'f99')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('f05-vni-mismatch'),
    });
  });
});
