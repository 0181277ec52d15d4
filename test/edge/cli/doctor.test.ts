import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { completionScript, SHELLS } from '../../../src/edge/cli/completion.ts';
import { examine, type Surroundings } from '../../../src/edge/cli/doctor.ts';
import { loadVerbs, type VerbSpec } from '../../../src/edge/cli/index.ts';

describe('doctor', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'netdrill-doctor-'));
    for (const folder of ['data/netdrill/sessions', 'config/netdrill'])
      mkdirSync(join(home, folder), { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const good = (): Surroundings => ({
    node: '24.1.0',
    env: { XDG_DATA_HOME: join(home, 'data'), XDG_CONFIG_HOME: join(home, 'config'), LANG: 'zh_CN.UTF-8' },
    terminal: { columns: 120, rows: 40, colorDepth: 8 },
  });
  const states = async (surroundings: Surroundings) =>
    Object.fromEntries((await examine(surroundings)).map(({ check, state }) => [check, state]));

  test('finds nothing where everything is as it should be', async () => {
    const all = { node: 'good', size: 'good', colours: 'good', 'utf-8': 'good' };
    expect(await states(good())).toEqual({ ...all, data: 'good', sessions: 'good', config: 'good' });
  });

  test.each<[string, (s: Surroundings) => Surroundings, string]>([
    ['node', (s) => ({ ...s, node: '22.12.9' }), 'bad'],
    ['size', (s) => ({ ...s, terminal: { columns: 79, rows: 40, colorDepth: 8 } }), 'bad'],
    ['size', (s) => ({ ...s, terminal: { columns: 80, rows: 24, colorDepth: 8 } }), 'note'],
    ['colours', (s) => ({ ...s, terminal: { columns: 120, rows: 40, colorDepth: 1 } }), 'note'],
    ['utf-8', (s) => ({ ...s, env: { ...s.env, LANG: 'C' } }), 'note'],
    ['terminal', (s) => ({ ...s, terminal: undefined }), 'note'],
    ['data', (s) => ({ ...s, env: { ...s.env, XDG_DATA_HOME: '/dev/null' } }), 'bad'],
  ])('%s: says what is wrong and what to do, in both languages', async (check, change, state) => {
    const found = (await examine(change(good()))).find((finding) => finding.check === check);
    expect(found?.state).toBe(state);
    expect(found?.remedy?.en).toMatch(/\w/);
    expect(found?.remedy?.zh).toMatch(/\p{Script=Han}/u);
  });

  test('names the session and the line of the configuration that cannot be read', async () => {
    const session = join(home, 'data/netdrill/sessions/a-drill.jsonl');
    writeFileSync(session, 'garbage\n');
    writeFileSync(join(home, 'config/netdrill/config.yaml'), 'theme: pink\n');
    const findings = await examine(good());
    const text = (check: string) => findings.find((finding) => finding.check === check)?.text.en;
    expect(text('sessions')).toContain(`${session}:1: `);
    expect(text('config')).toContain('config.yaml:1:8: theme');
  });
});

describe('completion', () => {
  let specs: VerbSpec[] = [];
  beforeAll(async () => {
    specs = (await loadVerbs()).map(({ spec }) => spec);
  });

  /** What bash would offer for a line, with `netdrill list` played by a function. */
  const offered = (...words: string[]) =>
    spawnSync(
      'bash',
      [
        '--norc',
        '-c',
        `${completionScript('bash', specs)}
netdrill() { printf 'overlay-lab  lab\\nbridge-lab  lab\\n'; }
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _netdrill; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        'netdrill',
        ...words,
      ],
      { encoding: 'utf8' },
    )
      .stdout.trim()
      .split('\n');

  test('offers verbs, options, their values and the scenarios there are', () => {
    expect(offered('comp')).toEqual(['completion']);
    expect(offered('play', '--th')).toEqual(['--theme']);
    expect(offered('play', '--theme', 'h')).toEqual(['high-contrast']);
    expect(offered('exec', 'overlay')).toEqual(['overlay-lab']);
    expect(offered('completion', 'f')).toEqual(['fish']);
  });

  test('has every verb and option in every shell', () => {
    for (const shell of SHELLS)
      for (const { name, options } of specs)
        for (const word of [name, ...options.map((option) => option.name)])
          expect(completionScript(shell, specs)).toContain(word);
  });
});
