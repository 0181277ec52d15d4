import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ScenarioError } from '../../../src/drill/scenario/index.ts';
import { parseRoster } from '../../../src/edge/classroom/index.ts';
import { ClassLab, pair } from './class-lab.ts';

/** What is said about a roster's text. */
function problems(text: string): string {
  try {
    parseRoster('class.yaml', text);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'nothing';
}

describe('a roster', () => {
  test.each([
    ['class: x\nlearners: [{ name: anna }]', 'nothing'],
    ['class: x\nlearners:\n  - name: ../x', /^class\.yaml:3:11: learners\.0\.name: .*letters, digits/],
    [
      'class: x\nlearners:\n  - { name: a }\n  - { name: a }',
      /^class\.yaml:4:7: a: there are two of that name/,
    ],
    [
      'class: x\nlearners:\n  - { name: a, keys: [ssh-rsa x] }',
      /^class\.yaml:3:23: learners\.0\.keys\.0: is no public key/,
    ],
    ['class: x\nlearner: []', /^class\.yaml:2:1: learner: no such field/],
    [
      'class: x\ndrills: [{ scenario: a, opens: 2026-12-01T09:00:00 }]',
      /:2:32: drills\.0\.opens: is no moment with its time zone/,
    ],
    [
      'class: x\ndrills:\n  - scenario: a\n    opens: 2026-12-01T09:00:00Z\n    closes: 2026-12-01T09:00:00+02:00',
      /^class\.yaml:5:\d+: drills\.0\.closes: closes before it opens/,
    ],
    ['class: x\ndrills: [{ scenario: a, mode: test }]', /drills\.0\.mode/],
    ['learners: []', /class: is missing/],
    ['class: [', /Mend the YAML here/],
  ])('%j', (text, said) => {
    if (typeof said === 'string') expect(problems(text)).toBe(said);
    else expect(problems(text)).toMatch(said);
  });
});

describe('netdrill roster', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netdrill-roster-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const netdrill = (...words: string[]) =>
    spawnSync(process.execPath, ['bin/netdrill', 'roster', ...words], { encoding: 'utf8' });

  test('writes a class step by step, keeps comments, and never a code', () => {
    const file = join(folder, 'c.yaml');
    expect(netdrill('new', file, '--class', 'net-1').status).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(netdrill('new', file).stderr).toContain('is there already');
    writeFileSync(file, `# mine\n${readFileSync(file, 'utf8')}`);
    const key = join(folder, 'k.pub');
    writeFileSync(key, `${pair.public}\n`);
    expect(netdrill('add', file, 'anna', '--key', key).status).toBe(0);
    expect(netdrill('add', file, 'ben', '李雷').status).toBe(0);
    expect(netdrill('add', file, 'kim', '--teachers').status).toBe(0);
    expect(netdrill('add', file, 'anna').stderr).toContain('there are two of that name');
    const { stdout } = netdrill('codes', file);
    const codes = new Map(
      stdout
        .trim()
        .split('\n')
        .map((row) => row.split('\t') as [string, string]),
    );
    expect([...codes.keys()]).toEqual(['ben', '李雷', 'kim']);
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^# mine/);
    for (const code of codes.values()) {
      expect(code).toMatch(/^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/);
      expect(text).not.toContain(code);
    }
    expect(netdrill('codes', file).stdout).toBe('');
    expect(netdrill('codes', file, 'nobody').stderr).toContain('nobody called nobody');
    const roster = parseRoster(file, text);
    expect(roster.learners.map(({ name }) => name)).toEqual(['anna', 'ben', '李雷']);
    expect(roster.teachers.map(({ name }) => name)).toEqual(['kim']);
  });

  test('check rehearses the class and says what is missing', () => {
    const file = join(folder, 'c.yaml');
    writeFileSync(
      file,
      'class: x\nlearners: [{ name: anna }]\ndrills:\n  - { scenario: host-port-taken, mode: exam }\n  - { scenario: nothing }\n',
    );
    const { status, stdout, stderr } = netdrill('check', file);
    expect(status).toBe(1);
    expect(stdout).toMatch(/host-port-taken: exam, open now to no end, \d+ causes to tell apart/);
    expect(stderr).toContain('anna: has neither a key nor a code');
    expect(stderr).toContain('host-port-taken is a bundled drill');
    expect(stderr).toContain('there is no drill nothing');
  });
});

describe('the roster of a class that runs', () => {
  const lab = new ClassLab();
  beforeAll(async () => {
    lab.write(['anna', 'ben'], '[{ scenario: host-port-taken }]');
    await lab.start();
  });
  afterAll(() => lab.close());

  test('is read again: who joins late comes in, what is over is left, who is gone is shown out', async () => {
    const anna = await (await lab.visit('anna')).sit();
    const ben = await (await lab.visit('ben')).sit();
    await anna.until(/q quit/);
    anna.send('\r');
    await anna.until(/to the hosts/);
    await expect(lab.visit('cleo')).rejects.toThrow();

    writeFileSync(lab.roster, 'class: [');
    await expect.poll(() => lab.said, { timeout: 20_000 }).toContain('the roster stays as it was');
    expect(anna.closed).toBe(false);

    lab.write(
      ['anna', 'cleo'],
      '[{ scenario: host-port-taken, closes: 2026-01-01T00:00:00Z }, { scenario: bridge-no-way-out }]',
    );
    await ben.until(() => ben.closed);
    expect(ben.text()).toContain('You are not in the class any more');
    await anna.until(/The time for this drill is over\. What you did is kept\./);
    const cleo = await lab.visit('cleo');
    const list = JSON.parse((await cleo.exec('list --json')).stdout) as { drill: string }[];
    expect(list.map(({ drill }) => drill)).toEqual(['bridge-no-way-out']);
    anna.leave();
  });
});

test('without a roster a server listens on this machine alone', () => {
  const { status, stderr } = spawnSync(process.execPath, ['bin/netdrill', 'serve', '--host', '0.0.0.0'], {
    encoding: 'utf8',
  });
  expect(status).toBe(2);
  expect(stderr).toContain('without a roster anybody may come in');
  expect(() =>
    execFileSync(process.execPath, ['bin/netdrill', 'serve', '--port', '70000'], { stdio: 'pipe' }),
  ).toThrow();
});
