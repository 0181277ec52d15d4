import { beforeAll, describe, expect, test } from 'vitest';
import { placeOf, playedOf, type Recording } from '../../src/app/replay/index.ts';
import { scriptOf } from '../drills/labs.ts';
import { RecordedAttempt } from '../edge/gradebook/recorded.ts';
import { press, recorded, replayed, settled } from './replayed.ts';

const DRILL = 'bridge-two-networks';
const WRONG = 'on dock1\n$ docker ps\ndiagnose dock1/firewall docker-chains-flushed evidence 1\nsubmit\n';

let wrong: Recording;
let solved: Recording;
/** A wrong answer, everything begun anew, an undo, a hint, and giving up. */
let anew: Recording;
beforeAll(() => {
  const of = (number: number) => new RecordedAttempt(number, DRILL);
  wrong = recorded(of(1).types(scriptOf(DRILL, 'wrong.session')));
  solved = recorded(of(2).types(scriptOf(DRILL, 'solve.session')));
  anew = recorded(
    of(3)
      .types(WRONG)
      .presses('Escape', 'C-g', 'r', 'y')
      .types('on dock1\n$ hostname\n$ ip -br addr\n')
      .presses('C-g', 'z')
      .types('on cart\n$& ping -c 3 172.18.0.2\nwait 1500ms\n^C\nwait 60s\n$ ip addr\nhint\n')
      .presses('C-g', 'x', 'y'),
  );
});

const shownAt = (replayer: ReturnType<typeof replayed>) => JSON.stringify(replayer.shown().play);

describe('a timeline', () => {
  test('has each command where it was typed and where it had ended, and what was handed in', () => {
    const { timeline } = replayed(wrong).state;
    expect(timeline.commands.map(({ number }) => number)).toEqual(timeline.commands.map((_, at) => at + 1));
    for (const { typed, shown } of timeline.commands) expect(shown).toBeGreaterThan(typed);
    expect(timeline.submissions).toMatchObject([
      { score: 5, diagnosis: { mechanism: 'docker-chains-flushed' } },
    ]);
    expect(timeline.differs).toBeUndefined();
  });

  test('is played at the recorded pace, with pauses cut to two seconds', () => {
    const { knots } = replayed(anew).state.timeline;
    const gaps = knots.slice(1).map((knot, at) => knot.play - knots[at].play);
    expect(Math.max(...gaps)).toBe(2_000_000);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    // Ctrl-C came 1.5 s after the ping, which had printed its first line by then.
    const ping = knots.findIndex(({ doing }) => doing?.kind === 'command' && doing.command === 3);
    const signal = knots.findIndex(({ doing }) => doing?.kind === 'signal');
    expect(knots[signal].play - knots[ping].play).toBe(1_550_000);
  });

  test('goes on through undo and reset: what is done again is not shown again', () => {
    const { timeline } = replayed(anew).state;
    expect(
      timeline.commands.map(
        ({ number, line, undone, part }) => `${part} #${number} ${line}${undone ? ' undone' : ''}`,
      ),
    ).toEqual([
      '0 #1 docker ps undone',
      '1 #1 hostname',
      '1 #2 ip -br addr undone',
      '2 #2 ping -c 3 172.18.0.2',
      '2 #3 ip addr',
    ]);
    expect(timeline.knots.flatMap(({ doing }) => (doing?.kind === 'anew' ? [doing.commands] : []))).toEqual([
      0, 1,
    ]);
    expect(timeline.submissions.map(({ diagnosis }) => diagnosis?.verdict ?? null)).toEqual(['fault', null]);
  });

  test('of a file that was begun anew has no placeholder among what was handed in', () => {
    const last: Recording = { ...anew, parts: [{ ...anew.parts[2], carried: 0 }] };
    const { parts: _, ...head } = last;
    const lines = [{ ...head, type: 'header', seed: null }, ...last.parts[0].steps];
    const file = recorded({ lines: lines.map((line) => JSON.stringify(line)) });
    const { timeline } = replayed(file).state;
    expect(timeline.submissions.map(({ diagnosis }) => diagnosis)).toEqual([null]);
    expect(timeline.commands.map(({ line }) => line)).toEqual([
      'hostname',
      'ping -c 3 172.18.0.2',
      'ip addr',
    ]);
  });

  test('names the first command that shows something else, and plays on', () => {
    const steps = wrong.parts[0].steps.map((step) =>
      step.type === 'event' && step.event.kind === 'ended' && step.event.number === 3
        ? { ...step, event: { ...step.event, digest: '000000000000' } }
        : step,
    );
    const changed = replayed({ ...wrong, digest: 'ffffffffffff', parts: [{ steps, carried: 0 }] });
    expect(changed.state.notice?.en).toBe(
      'From command 3 on this is not what was seen then: the drill was changed. What can be played is.',
    );
    expect(changed.state.timeline.commands).toHaveLength(replayed(wrong).state.timeline.commands.length);
    expect(replayed({ ...wrong, digest: 'ffffffffffff' }).state.notice?.en).toBe(
      'Every command shows what was seen then, although the drill was changed.',
    );
  });
});

describe('the world of a replay', () => {
  test('shows the same wherever one came from', () => {
    const straight = replayed(anew);
    const { length } = straight.state.timeline.knots;
    const expected = Array.from({ length }, (_, at) => {
      straight.showKnot(at);
      return shownAt(straight);
    });
    const jumping = replayed(anew);
    for (let n = 0; n < length; n++) {
      const at = (n * 17 + 5) % length;
      jumping.showKnot(at);
      expect(shownAt(jumping), `knot ${at}`).toBe(expected[at]);
    }
  });

  test('shows a command while it runs, as it is played', () => {
    const replayer = replayed(anew);
    const ping = replayer.state.timeline.commands[3];
    replayer.showKnot(ping.typed);
    press(replayer, 'Space');
    replayer.dispatch({ kind: 'tick', microseconds: 1_100_000 });
    const { play } = replayer.shown();
    expect(play?.notebook.at(-1)).toMatchObject({ line: 'ping -c 3 172.18.0.2', status: undefined });
    expect(play?.terminals[play.active]).toMatchObject({ id: 'cart', running: true });
    expect(placeOf(replayer.state).now).toBeGreaterThan(replayer.state.timeline.knots[ping.typed].now);
  });

  test('has what each command told once the rival worlds have answered, and only of those that ended', () => {
    const replayer = replayed(wrong);
    press(replayer, 'End');
    expect(replayer.shown().play?.suspects.ready).toBe(false);
    settled(replayer);
    expect(replayer.shown().play?.suspects).toMatchObject({ total: 10, ready: true });
    press(replayer, 'Home', 'Right');
    const { play } = replayer.shown();
    expect(play?.notebook).toMatchObject([{ number: 1, before: 10, after: 5 }]);
    expect(play?.suspects.left).toBe(5);
  });
});

describe('keys', () => {
  test('play, change the speed, step, scrub and jump', () => {
    const replayer = replayed(solved);
    const { timeline } = replayer.state;
    replayer.dispatch({ kind: 'tick', microseconds: 500_000 });
    expect(playedOf(replayer.state).at).toBe(500_000);
    press(replayer, '+', '+', '+', '+');
    replayer.dispatch({ kind: 'tick', microseconds: 100_000 });
    expect(playedOf(replayer.state).at).toBe(1_300_000);
    press(replayer, '-', '-', '-', '-', '-', '-', 'Space');
    replayer.dispatch({ kind: 'tick', microseconds: 1_000_000 });
    expect(playedOf(replayer.state)).toMatchObject({ at: 1_300_000 });
    press(replayer, 'Space');
    replayer.dispatch({ kind: 'tick', microseconds: 100_000 });
    expect(playedOf(replayer.state).at).toBe(1_350_000);
    press(replayer, 'Home', 'Right', 'Right', 'Right', 'Left');
    expect(replayer.state).toMatchObject({ knot: timeline.commands[1].shown, running: false });
    press(replayer, '.');
    expect(timeline.knots[replayer.state.knot].doing).toEqual({ kind: 'command', command: 2 });
    press(replayer, ',');
    expect(timeline.knots[replayer.state.knot].doing).toEqual({ kind: 'ended', command: 1 });
    press(replayer, 'c', 'End', 'Enter');
    expect(replayer.state.knot).toBe(timeline.commands.at(-1)?.shown);
    press(replayer, 'End');
    expect(replayer.state.knot).toBe(timeline.knots.length - 1);
    press(replayer, 'Space');
    expect(replayer.state).toMatchObject({ knot: 0, running: true });
  });

  test('show other panes and terminals, until the learner types again', () => {
    const replayer = replayed(solved, { columns: 80, rows: 24 });
    press(replayer, 'Home', 'Right', 'F3');
    expect(replayer.shown().play).toMatchObject({ pane: 'notebook' });
    press(replayer, 'F6', 'F6');
    expect(replayer.shown().play).toMatchObject({ pane: 'terminal', active: 1 });
    press(replayer, 'Escape');
    expect(replayer.shown().play?.active).toBe(2);
    press(replayer, 'F6', 'Space');
    replayer.dispatch({ kind: 'tick', microseconds: 3_000_000 });
    expect(replayer.state.look.terminal).toBeUndefined();
  });
});

test('of an exam that is not released nothing is told', () => {
  const replayer = settled(replayed(wrong, { concealed: true }));
  press(replayer, 'End');
  const { play } = replayer.shown();
  expect(play).toMatchObject({ concealed: true, suspects: { left: 0, total: 0, ready: true } });
  expect(
    play?.notebook.every(({ before, after, bits }) => [before, after, bits].every((n) => n === undefined)),
  ).toBe(true);
  press(replayer, 'w');
  expect(replayer.state.analysis).toBeUndefined();
  expect(replayer.state.notice?.en).toMatch(/not released/);
});
