import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Phase,
  readRecordings,
  recordingsDirectory,
} from '../../../src/edge/cli/conformance/recording.ts';
import { replay } from '../../../src/edge/cli/conformance/replay.ts';
import {
  compare,
  formatReport,
  formatTotal,
  type LabReport,
  type PhaseCount,
} from '../../../src/edge/cli/conformance/report.ts';
import { runCommandLine } from '../../../src/edge/cli/index.ts';
import { chooseScenario, readPacks } from '../../../src/edge/cli/packs.ts';

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

async function reportOf(lab: string): Promise<LabReport> {
  const { stdout } = await run('--golden', lab, '--json');
  return (JSON.parse(stdout) as LabReport[])[0]!;
}

/** Rows on which model and recording differ, and may; docs/conformance.md says why. */
const EXCEPTIONS = [
  'f07a-mtu-l2-blackhole seq over-130$ ss -tin',
  'f07d-mtu-l3-df-noicmp seq over-130$ ss -tin',
  'f11b-dnat-wrong-port probe cli128$ curl -sS -m 3 http://192.168.91.128:8080/whoami',
  'f11b-dnat-wrong-port probe web128$ curl -sS -m 3 http://192.168.91.128:8080/whoami',
  'f12a-port-conflict probe host128$ socat TCP4-LISTEN:8080,bind=0.0.0.0 -',
  'f12c-app-localhost probe web128$ curl -sS -m 3 http://192.168.91.128:8080/whoami',
  'f14-dup-overlay-ip-samemac probe over-128$ curl -sS -m 3 http://10.0.0.3/whoami',
  'f14-dup-overlay-ip-samemac probe over-128$ curl -sS -m 3 http://over-130/',
  'f14-dup-overlay-ip-samemac probe over-130$ curl -sS -m 3 http://10.0.0.2/whoami',
  'f17c-vxlan-down mid ovl128$ ip -s -s link show vxlan1',
  'f21c-nic-offload-bug-noudpcsum mid ovl128$ ip -s -s link show vxlan1',
  'f22-conntrack-full probe host128$ curl -sS -m 3 http://172.17.0.2/whoami',
  'f22-conntrack-full probe host128$ ping -c 3 -W 1 172.17.0.2',
];

/** Share of the compared rows of some phases that agree. */
function agreement(reports: readonly LabReport[], phases: readonly Phase[]): number {
  const counts = reports.flatMap((report) => phases.flatMap((phase) => report.phases[phase] ?? []));
  const sum = (figure: (count: PhaseCount) => number) =>
    counts.reduce((total, count) => total + figure(count), 0);
  return sum((count) => count.equal + count.empty) / sum((count) => count.compared);
}

describe('the recorded lab and the simulated one', () => {
  test('agree on every stable row but the exceptions; the figures are those of the golden file', async () => {
    const { exit, stdout } = await run('--golden', '--json');
    const reports = JSON.parse(stdout) as LabReport[];
    const text = reports.map((report) => formatReport(report, false)).join('') + formatTotal(reports);
    await expect(text).toMatchFileSnapshot('../../golden/conformance.txt');
    const differing = reports.flatMap(({ lab, differences }) =>
      differences.map(({ phase, where, cmd }) => `${lab} ${phase} ${where}$ ${cmd}`),
    );
    expect(differing.sort()).toEqual(EXCEPTIONS);
    expect(exit).toBe(1);
    expect(agreement(reports, ['probe'])).toBeGreaterThanOrEqual(0.99);
    expect(agreement(reports, ['pre', 'trace1', 'mid'])).toBeGreaterThanOrEqual(0.95);
  });

  test('every exception has its reason written down', () => {
    const page = readFileSync('docs/conformance.md', 'utf8');
    for (const exception of EXCEPTIONS)
      expect(page).toMatch(RegExp(`^\\| .*${exception.split(' ')[0]}.* \\|`, 'm'));
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
