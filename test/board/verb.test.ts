import { result } from '../results.ts';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesDigest, folderOwner } from '../../src/edge/cli/app/board-facts.ts';
import { FileStore } from '../../src/edge/logs/index.ts';
import { runCommandLine } from '../../src/edge/cli/index.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';

/** Drills that come with the program. */
const DRILLS = (await readPacks(undefined)).entries.filter(({ scenario }) => scenario.drill).length;

let home: string;
let folder: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netdrill-board-'));
  folder = join(home, 'anna', '.local', 'share', 'netdrill');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function board(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const exit = await runCommandLine(
    { args: ['board', ...args], version: '0' },
    { stdout: (text) => void (out += text), stderr: (text) => void (err += text) },
  );
  return { exit, out, err };
}

/** A folder in which a drill was solved, one was named only, and another one is in the middle. */
function played(): FileStore {
  const store = new FileStore(folder, '0');
  store.recordResult('bridge-no-way-out', result(96, true));
  store.recordResult('overlay-no-advertise', result(65, false, true));
  store.recordResult('overlay-4789-blocked', result(10, false));
  store.begin({ scenario: 'overlay-4789-blocked', seed: undefined, digest: '' }, [
    { type: 'event', event: { kind: 'open', at: 2_400_000_000, terminal: 'h', place: 'host128' } },
    { type: 'event', event: { kind: 'ended', at: 2_461_000_000, terminal: 'h', number: 1, digest: '' } },
    { type: 'hint' },
    { type: 'submit', diagnosis: { verdict: 'nothing', evidence: [1] } },
  ]);
  return store;
}

describe('netdrill board --plain', () => {
  test('says what the files of a folder say, and changes none of them', async () => {
    played();
    const before = filesDigest([{ directory: folder, name: '' }]);
    const { exit, out, err } = await board(folder, '--plain');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toBe(`Netdrill board: anna · 1 of ${DRILLS} solved · 3 attempts
In the middle
  anna: A ping that worked last week (7): handed in, sim 00:01:01, 1 command, 1 hint, 1 attempt, at it now
Drills
  anna: A ping that worked last week (1): level 3, 1 attempt, best 65, last 65 (named, not repaired), just now
  anna: A ping that worked last week (7): level 3, 1 attempt, best 10, last 10 (still open), just now
  anna: The nightly job fetches nothing: level 3, 1 attempt, best 96, last 96 (solved), just now
Causes
  --cluster-advertise is missing on the engines: missed 0, found 1
  the MASQUERADE rule of the bridge is gone: missed 0, found 1
`);
    expect(filesDigest([{ directory: folder, name: '' }])).toBe(before);
  });

  test('speaks Chinese', async () => {
    played();
    const { out } = await board(folder, '--plain', '--lang', 'zh');
    expect(out).toContain(
      'anna：上周还通的 ping (1)：难度 3，1 次提交，最高 65，最近结果 65（已诊断，未修复），刚才\n',
    );
  });

  test('gives the same as JSON', async () => {
    played();
    const { out } = await board(folder, '--json');
    expect(JSON.parse(out)).toMatchObject({
      players: ['anna'],
      playing: [{ commands: 1, hints: 1, submissions: 1, simulated: 61_000_000 }],
      solved: 1,
    });
  });

  test('names the broken line of results and the broken session, says what to do, and uses the rest', async () => {
    played();
    appendFileSync(join(folder, 'progress.jsonl'), 'garbage\n');
    writeFileSync(join(folder, 'sessions', 'a-drill.jsonl'), 'garbage\n');
    const { exit, out, err } = await board(folder, '--plain');
    expect(exit).toBe(1);
    expect(err).toContain(
      `${join(folder, 'progress.jsonl')}:4: not a line that Netdrill wrote. It is left out`,
    );
    expect(err).toMatch(/a-drill\.jsonl:1: no header of a session that this version reads\. Remove the file/);
    expect(out).toContain(`1 of ${DRILLS} solved · 3 attempts`);
  });

  test('a line of an older version counts as found where it was solved', async () => {
    mkdirSync(folder, { recursive: true });
    const line = (score: number, solved: boolean) =>
      `${JSON.stringify({ scenario: 'bridge-no-way-out', score, solved })}\n`;
    writeFileSync(join(folder, 'progress.jsonl'), line(90, true) + line(20, false));
    expect((await board(folder, '--plain')).out).toMatch(/is gone: missed 1, found 1\n/);
  });

  test('a folder that is none ends with 2', async () => {
    expect(await board(join(home, 'nobody'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no such folder'),
    });
  });

  test('says of an empty folder that nothing was handed in', async () => {
    mkdirSync(folder, { recursive: true });
    const { exit, out } = await board(folder, '--plain');
    expect(exit).toBe(0);
    expect(out).toContain("  Nothing handed in yet. 'netdrill' opens the drills.\n");
  });
});

describe('what is looked at', () => {
  test('whose a folder is stands in its path', () => {
    expect(folderOwner('/home/anna/.local/share/netdrill')).toBe('anna');
    expect(folderOwner('/srv/class/bo/netdrill/')).toBe('bo');
  });

  test('a look finds something new when a file was written, begun or removed', () => {
    const digest = () => filesDigest([{ directory: folder, name: 'anna' }]);
    const nothing = digest();
    const store = played();
    const begun = digest();
    store.append({ type: 'hint' });
    const appended = digest();
    store.end('overlay-4789-blocked');
    expect(new Set([nothing, begun, appended, digest()]).size).toBe(4);
  });
});

test('only the chunks of drawn boards ask for neo-blessed, and nothing loads them at the start', () => {
  const chunks = resolve(import.meta.dirname, '../../dist/chunks');
  const naming = (text: RegExp) =>
    readdirSync(chunks).filter(
      (name) => name.endsWith('.js') && text.test(readFileSync(join(chunks, name), 'utf8')),
    );
  expect(naming(/["']neo-blessed["']/)).toEqual([
    expect.stringMatching(/^board-screen-/),
    expect.stringMatching(/^class-board-screen-/),
    // Only says where it is, for the board's process that may read nothing else.
    expect.stringMatching(/^class-server-/),
  ]);
  expect(naming(/board-screen-/)).toContainEqual(expect.stringMatching(/^board-(?!screen-)/));
  expect(naming(/^import\b[^;]*board-screen-/m)).toEqual([]);
});
