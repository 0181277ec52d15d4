import { Terminal } from '@xterm/headless';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Recording } from '../../src/app/replay/index.ts';
import { formatCast } from '../../src/edge/cli/app/cast-file.ts';
import { replayCast } from '../../src/edge/cli/app/replay-cast.tsx';
import { scriptOf } from '../drills/labs.ts';
import { RecordedAttempt } from '../edge/gradebook/recorded.ts';
import { recorded, sourceOf } from './replayed.ts';

const DRILL = 'bridge-two-networks';

let recording: Recording;
beforeAll(() => {
  recording = recorded(new RecordedAttempt(1, DRILL).types(scriptOf(DRILL, 'wrong.session')));
});

type Line = [time: number, code: string, data: string];

/** A cast as a player reads it: each line is JSON of its own, the first one the header. */
function parsed(cast: string): { header: Record<string, unknown>; events: Line[] } {
  expect(cast.endsWith('\n')).toBe(true);
  const [header, ...events] = cast
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { header, events };
}

/** What a terminal shows that gets a cast's output. */
async function playedBack({ header, events }: ReturnType<typeof parsed>): Promise<string> {
  const terminal = new Terminal({
    cols: header.width as number,
    rows: header.height as number,
    allowProposedApi: true,
  });
  for (const [, code, data] of events) {
    if (code === 'r') terminal.resize(...(data.split('x').map(Number) as [number, number]));
    if (code === 'o') await new Promise<void>((done) => terminal.write(data, done));
  }
  const { active } = terminal.buffer;
  return Array.from({ length: terminal.rows }, (_, row) =>
    active.getLine(active.viewportY + row)?.translateToString(true, 0, terminal.cols),
  )
    .join('\n')
    .trimEnd();
}

test('a cast is what the format says', () => {
  const header = {
    width: 80,
    height: 24,
    title: 'T',
    duration: 1.5,
    idleTimeLimit: 2,
    timestamp: 1_790_000_000.5,
  };
  expect(
    formatCast(header, [
      { time: 0, code: 'o', data: '\u001b[1mA\nB\r\n' },
      { time: 0.1 + 0.2, code: 'm', data: '#1' },
      { time: 1.5, code: 'r', data: '120x40' },
    ]),
  ).toBe(
    '{"version":2,"width":80,"height":24,"timestamp":1790000000,"duration":1.5,"idle_time_limit":2,"title":"T","env":{"TERM":"xterm-256color"}}\n' +
      '[0,"o","\\u001b[1mA\\r\\nB\\r\\n"]\n[0.3,"m","#1"]\n[1.5,"r","120x40"]\n',
  );
});

describe('of a session', () => {
  test.each([
    { columns: 120, rows: 40 },
    { columns: 80, rows: 24 },
  ])('$columns x $rows: a terminal that gets it ends with the screen of the app', async (size) => {
    const { cast, screen } = await replayCast({
      source: sourceOf(recording),
      lang: 'en',
      theme: 'dark',
      size,
    });
    const read = parsed(cast);
    expect(read.header).toMatchObject({
      version: 2,
      width: size.columns,
      height: size.rows,
      idle_time_limit: 2,
    });
    const { duration } = read.header as { duration: number };
    let before = 0;
    for (const [time, code, data] of read.events) {
      expect(time).toBeGreaterThanOrEqual(before);
      expect(time - before).toBeLessThanOrEqual(2.000001);
      expect(['o', 'm']).toContain(code);
      expect(data).not.toBe('');
      before = time;
    }
    expect(before).toBeLessThanOrEqual(duration);
    const markers = read.events.filter(([, code]) => code === 'm').map(([, , data]) => data);
    expect(markers).toHaveLength(12);
    expect(markers[0]).toBe('#1 cart: wget -q -T 5 -O - http://api/');
    expect(markers.at(-1)).toMatch(/at dock1\/firewall, because of #1 #3 #6$/);
    expect(screen).toContain('cart');
    expect(await playedBack(read)).toBe(screen);
  });

  test("as large as the learner's own window, it is resized when that was", async () => {
    const [{ steps }] = recording.parts;
    const at = steps.findIndex((step) => step.type === 'event' && step.event.kind === 'ended');
    const moment = steps[at];
    const small = {
      kind: 'resize',
      at: moment.type === 'event' ? moment.event.at : 0,
      columns: 80,
      rows: 21,
    } as const;
    const resized = [
      ...steps.slice(0, at + 1),
      { type: 'event', event: small } as const,
      ...steps.slice(at + 1),
    ];
    const source = sourceOf({ ...recording, parts: [{ steps: resized, carried: 0 }] });
    const { cast, screen } = await replayCast({ source, lang: 'zh', theme: 'dark', size: 'recorded' });
    const read = parsed(cast);
    expect(read.header).toMatchObject({ width: 120, height: 40 });
    expect(read.events.filter(([, code]) => code === 'r').map(([, , data]) => data)).toEqual(['80x24']);
    expect(await playedBack(read)).toBe(screen);
  });

  test('of an exam that is not released it has no suspects', async () => {
    const size = { columns: 120, rows: 40 };
    const of = (concealed: boolean) =>
      replayCast({ source: sourceOf(recording, concealed), lang: 'en', theme: 'dark', size });
    expect((await of(false)).cast).toMatch(/Suspects|bits/);
    expect((await of(true)).cast).not.toMatch(/Suspects|bits/);
  });
});
