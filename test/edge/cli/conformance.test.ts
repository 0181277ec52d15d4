import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/edge/cli/index.ts';

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

/** Equal, empty on both sides, unstable: what the recording itself has in each phase. */
const FIGURES: Record<string, Record<string, [number, number, number]>> = {
  healthy: { pre: [22, 4, 0], trace1: [15, 0, 0], mid: [26, 0, 0], probe: [26, 0, 0] },
  'f01-input-drop-4789': { pre: [22, 4, 0], trace1: [13, 2, 0], mid: [25, 1, 0], probe: [26, 0, 0] },
  'f03b-no-peer-discovery': { pre: [20, 6, 0], trace1: [6, 9, 0], mid: [21, 5, 0], probe: [17, 0, 9] },
  'f05-vni-mismatch': { pre: [22, 4, 0], trace1: [13, 2, 0], mid: [25, 1, 0], probe: [26, 0, 0] },
  'f21b-nic-offload-bug': { pre: [22, 4, 0], trace1: [13, 2, 0], mid: [25, 1, 0], probe: [26, 0, 0] },
};

describe('the recorded lab and the simulated one', () => {
  test.each(Object.keys(FIGURES))(
    '%s: what the one flow showed, what it left behind, what the probes found',
    async (lab) => {
      const report = await reportOf(lab);
      expect(report.differences).toEqual([]);
      for (const [phase, [equal, empty, unstable]] of Object.entries(FIGURES[lab]!))
        expect(report.phases[phase], phase).toEqual({ compared: equal + empty, equal, empty, unstable });
    },
  );
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
    expect(await run()).toMatchObject({ exit: 2, stderr: expect.stringContaining('--golden or --live') });
  });

  test('names the recordings there are', async () => {
    expect(await run('--golden', 'f99')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('f05-vni-mismatch'),
    });
  });

  test('does not pretend to ask a real kernel', async () => {
    expect(await run('--live')).toEqual({
      exit: 125,
      stdout: '',
      stderr: "netdrill: conformance: '--live' is not modelled here\n",
    });
  });
});
