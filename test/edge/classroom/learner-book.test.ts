import { expect, test } from 'vitest';
import type { LogEntry } from '../../../src/app/trainer/index.ts';
import { LearnerBook, type BookParts } from '../../../src/edge/classroom/index.ts';
import type { Write } from '../../../src/edge/gradebook/index.ts';
import { result } from '../../results.ts';

const HEADER = { scenario: 'd', seed: 7, digest: 'x' };
const line: LogEntry = { type: 'event', event: { kind: 'line', at: 5, terminal: 'h', text: 'ls' } };
const time = (at: number): LogEntry => ({ type: 'event', event: { kind: 'time', at } });
const view = (screen: string): LogEntry => ({
  type: 'view',
  screen,
  pane: 'terminal',
  active: 0,
  drafts: {},
});
const submit: LogEntry = { type: 'submit', diagnosis: null };

/** A book, and what it wrote. */
function book(parts: Partial<BookParts> = {}) {
  const writes: Write[] = [];
  let ids = 0;
  const opened = new LearnerBook({
    class: 'c',
    learner: 'anna',
    engine: '1',
    attempts: [],
    open: [],
    terms: () => ({ mode: 'practice', released: false }),
    push: (write) => writes.push(write),
    onStanding: () => {},
    newId: () => `id${++ids}`,
    now: () => 1000,
    ...parts,
  });
  const kinds = () => writes.map(({ write }) => write);
  return { opened, writes, kinds };
}

/** The same learner at another server, which reads what the first one wrote. */
function reopened(writes: readonly Write[], parts: Partial<BookParts> = {}) {
  const lines = writes.flatMap((w) => (w.write === 'log' ? w.lines.map((l) => l.line) : []));
  const standing = writes.findLast((w) => w.write === 'standing')?.line;
  return book({ open: [{ id: 'id1', drill: 'd', lines, standing, marked: 0 }], ...parts });
}

test('keys and heartbeats are no lines of the log; undo goes on with the same attempt', () => {
  const { opened, writes, kinds } = book();
  opened.begin(HEADER, []);
  for (const entry of [line, view('workspace'), time(9), time(10), view('diagnosis')]) opened.append(entry);
  opened.keepStanding();
  opened.begin(HEADER, [line]);
  expect(kinds()).toEqual(['begin-attempt', 'log', 'log', 'standing', 'log', 'log']);
  const seqs = writes.flatMap((w) => (w.write === 'log' ? w.lines.map(({ seq }) => seq) : []));
  expect(seqs).toEqual([1, 2, 3, 4]);
  const saved = opened.load('d');
  expect(saved?.events).toEqual([line.event, { kind: 'time', at: 10 }]);
});

test('the time of an answer is in the log, and an answer that was not judged is judged again', () => {
  const { opened, writes } = book();
  opened.begin(HEADER, []);
  for (const entry of [line, view('diagnosis'), time(20)]) opened.append(entry);
  opened.keepStanding();
  opened.append(submit);
  const again = reopened(writes).opened;
  expect(again.place).toBe('d');
  const saved = again.load('d');
  expect(saved?.events.at(-1)).toEqual({ kind: 'time', at: 20 });
  expect(saved).toMatchObject({ submissions: [null], earned: [], view: { screen: 'debrief' } });
});

test('how an attempt ends: solved, given up, handed in, or left', () => {
  const ends = (entries: readonly LogEntry[], solved?: boolean) => {
    const { opened, writes } = book();
    opened.begin(HEADER, []);
    for (const entry of entries) opened.append(entry);
    if (solved !== undefined) opened.recordResult('d', result(40, solved));
    opened.end('d');
    const end = writes.at(-1);
    return end?.write === 'end-attempt' ? end.how : undefined;
  };
  const answer: LogEntry = { type: 'submit', diagnosis: { verdict: 'unknown', evidence: [] } };
  expect(ends([])).toBe('abandoned');
  expect(ends([answer], false)).toBe('handed-in');
  expect(ends([answer], true)).toBe('solved');
  expect(ends([submit], false)).toBe('given-up');
});

test('marks of an exam are nobody’s to see before they are released', () => {
  let released = false;
  const { opened, writes } = book({ terms: () => ({ mode: 'exam', released }) });
  opened.begin(HEADER, []);
  opened.append(submit);
  opened.recordResult('d', result(70, false, true));
  opened.end('d');
  expect(writes.filter(({ write }) => write === 'mark')).toHaveLength(1);
  expect([opened.best(), opened.isUsed('d')]).toEqual([{}, true]);
  released = true;
  expect(opened.best()).toEqual({ d: { score: 70, solved: false } });
});
