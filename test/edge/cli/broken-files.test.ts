import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { damage, repositoryFile } from '../../../scripts/fuzz/files.ts';
import { parseScript, ScriptError } from '../../../src/drill/session/index.ts';
import { type KeyChanges, keymapWith } from '../../../src/app/trainer/index.ts';
import { keyChanges, parseConfig } from '../../../src/edge/cli/config/read.ts';
import { runCommandLine } from '../../../src/edge/cli/index.ts';
import { FileStore } from '../../../src/edge/logs/index.ts';
import { readPacks } from '../../../src/edge/cli/packs.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'netdrill-broken-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Files a seed damages. */
const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

describe('damaged scenario files', () => {
  const sources = ['seed-lab', 'overlay-no-advertise', 'bridge-lab', 'overlay-ping'];

  it('are left out, each with file, line, column and what to do', async () => {
    for (const seed of SEEDS) {
      const id = sources[seed % sources.length]!;
      const name = `broken-${seed}`;
      mkdirSync(join(directory, name));
      const text = repositoryFile(`scenarios/${id}/scenario.yaml`).replace(`id: ${id}`, `id: ${name}`);
      writeFileSync(join(directory, name, 'scenario.yaml'), damage(text, seed));
    }
    const { problems } = await readPacks(directory);
    expect(problems.length).toBeGreaterThan(SEEDS.length / 3);
    for (const problem of problems)
      expect(problem).toMatch(/^\S*broken-\d+\/scenario\.yaml:\d+:\d+: \S.{8,}/);
  });
});

/** Exit status and words of a command line. */
async function netdrill(...args: string[]): Promise<{ exit: number; err: string }> {
  let err = '';
  const output = { stdout: () => {}, stderr: (text: string) => void (err += text) };
  const exit = await runCommandLine({ args, version: '0' }, output as Parameters<typeof runCommandLine>[1]);
  return { exit, err };
}

describe('a verb that is given a damaged file', () => {
  it('ends with 2 and says where', async () => {
    mkdirSync(join(directory, 'broken'));
    writeFileSync(join(directory, 'broken', 'scenario.yaml'), 'id: [broken\n');
    const listed = await netdrill('exec', 'broken', '--scenarios', directory, '--on', 'x', '--', 'true');
    expect(listed).toMatchObject({ exit: 2, err: expect.stringMatching(/broken\/scenario\.yaml:\d+:\d+: /) });
    writeFileSync(join(directory, 'a.session'), 'on host128\nfly away\n');
    const run = await netdrill('run', 'seed-lab', join(directory, 'a.session'));
    expect(run).toMatchObject({ exit: 2, err: expect.stringMatching(/a\.session:2: 'fly away' is no line/) });
  });
});

describe('damaged session scripts', () => {
  it('are refused with file and line, or are scripts', () => {
    const text = repositoryFile('scenarios/overlay-no-advertise/solve.session');
    let refused = 0;
    for (const seed of SEEDS) {
      try {
        parseScript('a.session', damage(text, seed));
      } catch (error) {
        expect(error).toBeInstanceOf(ScriptError);
        expect((error as Error).message).toMatch(/^a\.session:\d+: \S/);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});

/** A log as the store writes it. */
function savedSession(): string {
  const store = new FileStore(directory, '1.0');
  store.begin({ scenario: 'seed-lab', seed: undefined, digest: 'abc' }, []);
  for (let at = 1; at < 20; at++)
    store.append({
      type: 'event',
      event: { kind: 'line', at: at * 1000, terminal: 'host128', text: `echo ${at}` },
    });
  return readFileSync(join(directory, 'sessions', 'seed-lab.jsonl'), 'utf8');
}

describe('damaged sessions', () => {
  it('lose no line that was whole, and name the lines that are not', () => {
    const text = savedSession();
    const whole = new Set(text.split('\n').slice(0, -1));
    for (const seed of SEEDS) {
      const broken = damage(text, seed);
      const file = join(directory, 'sessions', 'seed-lab.jsonl');
      writeFileSync(file, broken);
      const store = new FileStore(directory, '1.0');
      const saved = store.load('seed-lab');
      for (const problem of store.takeProblems())
        expect(problem).toMatch(/\.jsonl:\d+: .+(delete|now|begin)/);
      const left = readdirSync(join(directory, 'sessions'))
        .map((name) => readFileSync(join(directory, 'sessions', name), 'utf8'))
        .join('\n');
      for (const row of broken.split('\n'))
        if (whole.has(row)) expect(left.includes(row), `seed ${seed}: ${row}`).toBe(true);
      // What goes on is written on a line of its own.
      if (saved) {
        store.append({ type: 'hint' });
        expect(readFileSync(file, 'utf8')).toMatch(/(^|\n)\{"type":"hint"\}\n$/);
      }
      for (const name of readdirSync(join(directory, 'sessions'))) rmSync(join(directory, 'sessions', name));
    }
  });

  it('keep what a damaged file held before, too', () => {
    const file = join(directory, 'sessions', 'seed-lab.jsonl');
    savedSession();
    for (const text of ['first\n', 'second\n']) {
      writeFileSync(file, text);
      new FileStore(directory, '1.0').load('seed-lab');
    }
    const texts = readdirSync(join(directory, 'sessions')).map((name) =>
      readFileSync(join(directory, 'sessions', name), 'utf8'),
    );
    expect(texts.sort()).toEqual(['first\n', 'second\n']);
  });

  it('are cut by octets, not by letters', () => {
    const text = savedSession();
    const file = join(directory, 'sessions', 'seed-lab.jsonl');
    writeFileSync(
      file,
      Buffer.concat([
        Buffer.from(text.slice(0, 300)),
        Buffer.from([0xff, 0xfe, 0x0a]),
        Buffer.from('{"type":"ev'),
      ]),
    );
    new FileStore(directory, '1.0').load('seed-lab');
    const left = readFileSync(file);
    expect(left.at(-1)).toBe(0x0a);
    expect(left.includes(0)).toBe(false);
  });
});

describe('damaged progress', () => {
  it('counts the lines that are whole and names the others', () => {
    const rows = Array.from({ length: 12 }, (_, at) =>
      JSON.stringify({ scenario: `s${at}`, score: at, solved: true }),
    );
    const text = `${rows.join('\n')}\n`;
    for (const seed of SEEDS) {
      const broken = damage(text, seed);
      writeFileSync(join(directory, 'progress.jsonl'), broken);
      const store = new FileStore(directory, '1.0');
      const best = store.best();
      for (const problem of store.takeProblems()) expect(problem).toMatch(/progress\.jsonl:\d+: .+delete/);
      for (const [at, row] of rows.entries())
        if (broken.split('\n').slice(0, -1).includes(row)) expect(best[`s${at}`].score).toBe(at);
      expect(readFileSync(join(directory, 'progress.jsonl'), 'utf8')).toBe(broken);
    }
  });
});

describe('damaged configuration', () => {
  const text = `theme: light
lang: zh
keys:
  leader: C-o
  after-leader: {journey: J, notebook: n}
  workspace:
    journey: F11
    skip: [F12, F8]
  diagnosis:
    submit: [Enter]
`;

  it('is a configuration, or refused with file, line, column and what to do', () => {
    parseConfig('config.yaml', text);
    let refused = 0;
    for (const seed of SEEDS) {
      try {
        keymapWith(keyChanges(parseConfig('config.yaml', damage(text, seed))) as KeyChanges);
      } catch (error) {
        expect((error as Error).message, `seed ${seed}`).toMatch(/^config\.yaml:\d+:\d+: \S.*\. \S.*/s);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(SEEDS.length / 3);
  });
});
