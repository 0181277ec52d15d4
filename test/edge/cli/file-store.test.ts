import { result } from '../../results.ts';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileStore } from '../../../src/edge/logs/index.ts';

const HEADER = { scenario: 'a-drill', seed: 7, digest: 'abcabcabcabc' };
const OPEN = { type: 'event', event: { kind: 'open', at: 5, terminal: 'h', place: 'h' } } as const;
const LINE = { type: 'event', event: { kind: 'line', at: 9, terminal: 'h', text: 'ip a' } } as const;

let home: string;
let file: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'netdrill-store-'));
  file = join(home, 'sessions', 'a-drill.jsonl');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** A store in which a drill was begun and one line typed. */
function begun(): FileStore {
  const store = new FileStore(home, '1.2.3');
  store.begin(HEADER, [OPEN]);
  store.append(LINE);
  return store;
}

describe('sessions', () => {
  test('are read back as they were written', () => {
    begun();
    const again = new FileStore(home, '1.2.3');
    expect(again.unfinished()).toEqual(['a-drill']);
    expect(again.load('a-drill')).toMatchObject({
      ...HEADER,
      engine: '1.2.3',
      events: [OPEN.event, LINE.event],
      view: { screen: 'workspace' },
    });
    expect(again.takeProblems()).toEqual([]);
  });

  test('handed in and not judged yet opens on the debrief', () => {
    begun().append({ type: 'submit', diagnosis: { verdict: 'nothing', evidence: [1] } });
    const saved = new FileStore(home, '1.2.3').load('a-drill');
    expect(saved).toMatchObject({ view: { screen: 'debrief' }, earned: [] });
    expect(saved?.submissions).toHaveLength(1);
  });

  test('that are over are kept as the recording of their drill, where something was typed', () => {
    const recording = join(home, 'recordings', 'a-drill.jsonl');
    begun().end('a-drill');
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(recording, 'utf8')).toContain(LINE.event.text);
    const store = new FileStore(home, '1.2.3');
    store.begin(HEADER, [OPEN]);
    store.end('a-drill');
    store.end('a-drill');
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(recording, 'utf8')).toContain(LINE.event.text);
    expect([store.unfinished(), store.takeProblems()]).toEqual([[], []]);
  });

  test('a line that is none is named with its number, and the rest is used', () => {
    begun();
    appendFileSync(file, 'garbage\n{"type":"event","event":{"kind":"line","at":"soon"}}\n');
    const store = new FileStore(home, '1.2.3');
    store.append(LINE);
    expect(store.load('a-drill')?.events).toHaveLength(2);
    expect(store.takeProblems()).toEqual([
      expect.stringContaining(`${file}:4: not a line that Netdrill wrote`),
      expect.stringContaining(`${file}:5: not a line that Netdrill wrote`),
    ]);
  });

  test('a last line cut off by a kill is no fault, and the next one is not glued to it', () => {
    begun();
    appendFileSync(file, '{"type":"hi');
    const store = new FileStore(home, '1.2.3');
    expect(store.load('a-drill')?.events).toHaveLength(2);
    store.append({ type: 'hint' });
    const again = new FileStore(home, '1.2.3');
    expect(again.load('a-drill')).toMatchObject({ hints: 1 });
    expect([...store.takeProblems(), ...again.takeProblems()]).toEqual([]);
  });

  test.each([
    ['another format', `${JSON.stringify({ type: 'header', format: 1, ...HEADER })}\n`],
    ['no JSON at all', 'not a log\n'],
  ])('a file with %s is kept aside, and the drill begins anew', (_what, text) => {
    begun();
    writeFileSync(file, text);
    const store = new FileStore(home, '1.2.3');
    expect(store.load('a-drill')).toBeUndefined();
    expect(store.takeProblems()).toEqual([expect.stringContaining(`${file}:1: no header`)]);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text);
    expect(existsSync(file)).toBe(false);
  });
});

describe('a place that takes nothing', () => {
  test('is reported once, and nothing throws', () => {
    writeFileSync(join(home, 'file'), '');
    const store = new FileStore(join(home, 'file'), '1.2.3');
    store.begin(HEADER, []);
    store.append(LINE);
    store.recordResult('a-drill', result(50, false));
    expect(store.takeProblems()).toEqual([expect.stringMatching(/Nothing more is saved: free space/)]);
    expect(store.takeProblems()).toEqual([]);
  });
});

describe('progress', () => {
  test('keeps the best score, whatever a broken line says', () => {
    const store = new FileStore(home, '1.2.3');
    store.recordResult('a-drill', result(70, true));
    store.recordResult('a-drill', result(30, false));
    appendFileSync(join(home, 'progress.jsonl'), '{"scenario":3}\n');
    expect(store.best()).toEqual({ 'a-drill': { score: 70, solved: true } });
    expect(store.takeProblems()).toEqual([expect.stringContaining('progress.jsonl:3: not a line')]);
  });
});

describe('the review queue', () => {
  test('a drill comes back seven days after it was solved, one day after it was not, and at the same gap each time', () => {
    const DAY = 86_400_000;
    let now = Date.parse('2026-01-01T12:00:00Z');
    const store = new FileStore(home, '1.2.3', () => now);
    const after = (days: number) => {
      now += days * DAY;
      return [...store.due()].sort();
    };
    store.recordResult('solved', result(90, true));
    store.recordResult('open', result(30, false));
    expect(after(0.9)).toEqual([]);
    expect(after(0.1)).toEqual(['open']);
    expect(after(6)).toEqual(['open', 'solved']);
    store.recordResult('solved', result(95, true));
    expect(after(6.9)).toEqual(['open']);
    expect(after(0.1)).toEqual(['open', 'solved']);
  });
});
