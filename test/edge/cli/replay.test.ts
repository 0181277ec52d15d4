import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  forgetfulStore,
  initialState,
  type LogEntry,
  type SessionHeader,
  Sitting,
  TrainerRunner,
} from '../../../src/app/trainer/index.ts';
import { KeptWorlds } from '../../../src/drill/diagnosis/index.ts';
import { variantOf } from '../../../src/drill/scenario/index.ts';
import { parseScript } from '../../../src/drill/session/index.ts';
import { openGradebook } from '../../../src/edge/gradebook/index.ts';
import { entryLine, headerLine } from '../../../src/edge/logs/index.ts';
import { bundled, parts, scriptOf } from '../../drills/labs.ts';
import { netdrill } from '../gradebook/command.ts';
import { RecordedAttempt } from '../gradebook/recorded.ts';
import { attempt, idOf, line } from '../gradebook/samples.ts';

const DRILL = 'bridge-two-networks';

let folder: string;
let wrong: RecordedAttempt;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netdrill-replay-'));
  wrong = new RecordedAttempt(1, DRILL).types(scriptOf(DRILL, 'wrong.session'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file, and what `netdrill replay` says of it. */
async function replayOf(name: string, text: string, ...options: string[]) {
  const file = join(folder, name);
  writeFileSync(file, text);
  const { stdout, stderr, status } = await netdrill('replay', file, ...options);
  return { stdout, stderr: stderr.replaceAll(folder, ''), status };
}

const text = (lines = wrong.lines) => `${lines.join('\n')}\n`;

describe('a file', () => {
  test('is told as JSON: commands with what they told, what was handed in, the wrong turn', async () => {
    const { stdout, status } = await replayOf('wrong.jsonl', text(), '--json');
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      drill: DRILL,
      sameDrill: true,
      differsFrom: null,
      concealed: false,
      submissions: [{ score: 5, now: 5 }],
      wrongTurn: { kind: 'contradicted', command: 0, submission: 0 },
    });
    expect(report.commands[0]).toMatchObject({ number: 1, where: 'cart', status: 1, before: 10, after: 5 });
  });

  test('that lacks the end of its last line is played up to there', async () => {
    const { stdout, status } = await replayOf('cut.jsonl', text().slice(0, -40), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).commands).toHaveLength(11);
  });

  test('of another drill or version says so and plays what it can', async () => {
    const older = text()
      .replace('"engine":"0.1.0"', '"engine":"0.0.9"')
      .replace(/"digest":"\w+"\}/, '"digest":"abc"}');
    expect(JSON.parse((await replayOf('older.jsonl', older, '--json')).stdout)).toMatchObject({
      engine: '0.0.9',
      sameDrill: false,
      differsFrom: null,
    });
  });

  test('may be named by its drill, where the player has a session of it', async () => {
    vi.stubEnv('XDG_DATA_HOME', folder);
    const [session, over] = ['sessions', 'recordings'].map((name) => join(folder, 'netdrill', name));
    for (const [at, place] of [over, session].entries()) {
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `${DRILL}.jsonl`), text(wrong.lines.slice(0, at === 0 ? undefined : 12)));
      const { stdout } = await netdrill('replay', DRILL, '--json');
      // The one that is not over comes first.
      expect(JSON.parse(stdout).submissions).toHaveLength(at === 0 ? 1 : 0);
    }
    expect(await netdrill('replay', 'other-drill', '--json')).toMatchObject({ status: 2 });
    vi.unstubAllEnvs();
  });

  test("of a class is played on the learner's own variant", async () => {
    const lines: string[] = [];
    const write = (one: string) => lines.push(one.trimEnd());
    const store = {
      ...forgetfulStore,
      engine: '0.1.0',
      begin: (header: SessionHeader, entries: readonly LogEntry[]) =>
        [headerLine('0.1.0', header), ...entries.map(entryLine)].forEach(write),
      append: (entry: LogEntry) => void write(entryLine(entry)),
    };
    const variant = variantOf(bundled(DRILL), 41);
    const [place] = variant.terminals ?? [];
    const options = { scenarios: [variant], build: parts, kept: new KeptWorlds(), engine: '0.1.0' };
    const runner = new TrainerRunner(
      initialState({
        lang: 'en',
        columns: 120,
        rows: 40,
        ascii: false,
        theme: 'dark',
        drills: [],
        problems: [],
      }),
      {
        player: (tell) => new Sitting(options, tell),
        store,
        seed: () => 41,
        scrollEnd: () => 0,
        onQuit() {},
        copy: () => ({ en: '', zh: '' }),
      },
    );
    runner.openDrill(DRILL, false);
    runner.playScript(parseScript('test', `on ${place}\n$ ip -br addr\n$ docker ps\n`));
    const { stdout } = await replayOf('variant.jsonl', text(lines), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ seed: 41, sameDrill: true, differsFrom: null });
    expect(JSON.parse(stdout).commands[0].where).toBe(place);
  });

  test('is exported as a cast', async () => {
    const cast = join(folder, 'a.cast');
    const { stdout, status } = await replayOf(
      'wrong.jsonl',
      text(),
      '--cast',
      cast,
      '--size',
      '80x24',
      '--lang',
      'zh',
    );
    expect([status, stdout.split(':')[0]]).toEqual([0, cast]);
    expect(JSON.parse(readFileSync(cast, 'utf8').split('\n')[0])).toMatchObject({
      version: 2,
      width: 80,
      height: 24,
    });
    const nowhere = join(folder, 'none', 'a.cast');
    expect(await replayOf('wrong.jsonl', text(), '--cast', nowhere)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^netdrill replay: ENOENT.*a\.cast/),
    });
  });

  test.each([
    ['empty.jsonl', '', /^\/empty\.jsonl:1: no session's log/],
    ['a.session', 'on host128\n$ ip addr\n', /^\/a\.session:1: no session's log: .*'netdrill run'/],
    ['foreign.json', '{"version":2,"width":80}\n', /^\/foreign\.json:1: no session's log/],
    [
      'newer.jsonl',
      '{"type":"header","format":9}\n',
      /^\/newer\.jsonl:1: a session's log of format 9; .* reads format 2/,
    ],
    [
      'half.jsonl',
      '{"type":"header","format":2}\n',
      /^\/half\.jsonl:1: the header of a session's log that lacks something/,
    ],
    ['octets.jsonl', '\u0000\u0001\ufffd\n', /^\/octets\.jsonl:1: no session's log/],
  ])('%s is none', async (name, content, message) => {
    expect(await replayOf(name, content, '--json')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });

  test('with broken lines is refused, each with its number', async () => {
    const lines = wrong.lines.with(4, '{"type":"event"').with(9, 'hello');
    const { stderr, status } = await replayOf('broken.jsonl', text(lines), '--json');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^\/broken\.jsonl:5: not a line that Netdrill wrote.*\n\/broken\.jsonl:10: not a line/,
    );
  });

  test('of a drill that is not there, no file, and no terminal are said', async () => {
    expect(await replayOf('other.jsonl', text().replace(DRILL, 'unknown-drill'), '--json')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no scenario 'unknown-drill'; there are: /),
    });
    expect(await netdrill('replay')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/name one file/),
    });
    expect(await netdrill('replay', join(folder, 'none.jsonl'))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/ENOENT.*none\.jsonl/),
    });
    expect(await replayOf('wrong.jsonl', text())).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/this is no terminal. Give it --json, or --cast FILE/),
    });
    for (const size of ['8x2', 'large'])
      expect(await replayOf('wrong.jsonl', text(), '--cast', 'x', '--size', size)).toMatchObject({
        status: 2,
      });
  });
});

describe('an attempt of a gradebook', () => {
  let store: string;
  beforeAll(async () => {
    store = join(folder, 'class.db');
    const book = await openGradebook(store);
    for (const [number, mode] of [
      [1, 'exam'],
      [2, 'practice'],
    ] as const)
      await book.write([
        attempt(number, { drill: DRILL, seed: null, mode }),
        { write: 'log', attempt: idOf(number), lines: wrong.lines.map((one, at) => line(at + 1, one)) },
      ]);
    await book.close();
  });
  const report = async (number: number, ...options: string[]) => {
    const { stdout } = await netdrill(
      'replay',
      '--store',
      store,
      '--attempt',
      idOf(number),
      '--json',
      ...options,
    );
    return JSON.parse(stdout);
  };

  test('tells all there is, unless it is an exam that is not released', async () => {
    expect(await report(2)).toMatchObject({ concealed: false, submissions: [{ score: 5 }] });
    const exam = await report(1);
    expect(exam).toMatchObject({
      concealed: true,
      wrongTurn: null,
      submissions: [{ diagnosis: { verdict: 'fault' } }],
    });
    expect(exam.submissions[0]).not.toHaveProperty('score');
    expect(exam.submissions[0]).not.toHaveProperty('now');
    expect(exam.commands.every((one: { before: unknown }) => one.before === null)).toBe(true);
    expect(await report(1, '--teacher')).toMatchObject({
      concealed: false,
      wrongTurn: { kind: 'contradicted' },
    });
    const book = await openGradebook(store);
    await book.write([{ write: 'release', class: '8a', drill: DRILL, at: 1 }]);
    expect(await report(1)).toMatchObject({ concealed: true });
    await book.write([{ write: 'release', class: '7b', drill: DRILL, at: 1 }]);
    await book.close();
    expect(await report(1)).toMatchObject({ concealed: false, submissions: [{ score: 5 }] });
  });

  test('that is not there, or is not named, is said', async () => {
    expect(await netdrill('replay', '--store', store)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--attempt ID/),
    });
    expect(await netdrill('replay', '--store', store, '--attempt', 'x')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no attempt x in this gradebook/),
    });
  });
});
