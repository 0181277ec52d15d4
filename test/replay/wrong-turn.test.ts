import { describe, expect, test } from 'vitest';
import { type RecordedCommand, wrongTurnOf } from '../../src/app/replay/index.ts';
import { scriptOf } from '../drills/labs.ts';
import { RecordedAttempt } from '../edge/gradebook/recorded.ts';
import { press, recorded, replayed, settled } from './replayed.ts';

/** Commands with suspects before and after them. */
function commandsOf(...rows: [before: number, after: number, changes?: Partial<RecordedCommand>][]) {
  const commands = rows.map(
    ([, , changes], at): RecordedCommand => ({
      part: 0,
      number: at + 1,
      where: 'host',
      line: 'ip addr',
      status: 0,
      typed: 2 * at,
      shown: 2 * at + 1,
      undone: false,
      ...changes,
    }),
  );
  const weighed = rows.map(([before, after], command) => ({ command, before, after, open: after > 1 }));
  return { commands, weighed };
}

describe('where nothing was handed in', () => {
  test('it is the first command of the longest stretch that ruled out nothing', () => {
    const { commands, weighed } = commandsOf(
      [9, 9],
      [9, 9],
      [9, 5],
      [5, 5],
      [5, 5],
      [5, 5],
      [5, 1],
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    );
    expect(wrongTurnOf([], weighed, commands)).toEqual({
      kind: 'stretch',
      command: 3,
      last: 5,
      length: 3,
      left: 5,
    });
  });

  test('one command is no stretch, undone and tidying ones are none, and what was begun anew breaks one', () => {
    const one = commandsOf([9, 9], [9, 5], [5, 5], [5, 2]);
    expect(wrongTurnOf([], one.weighed, one.commands)).toBeUndefined();
    const tidy = commandsOf([9, 9], [9, 9, { undone: true }], [9, 9, { line: 'clear' }], [9, 5]);
    expect(wrongTurnOf([], tidy.weighed, tidy.commands)).toBeUndefined();
    const parts = commandsOf([9, 9], [9, 9, { part: 1 }]);
    expect(wrongTurnOf([], parts.weighed, parts.commands)).toBeUndefined();
  });

  test('giving up hands nothing in', () => {
    const { commands, weighed } = commandsOf([9, 9], [9, 9]);
    const given = { submission: 0, givenUp: true, right: false, left: 9 };
    expect(wrongTurnOf([given], weighed, commands)).toMatchObject({ kind: 'stretch', command: 0, last: 1 });
  });
});

describe('where something wrong was handed in', () => {
  const { commands, weighed } = commandsOf([9, 9], [9, 9]);
  const said = { givenUp: false, right: false, left: 4 };
  const contradiction = { command: 1, predicted: 'up', seen: 'down' };

  test('it is the command that contradicts the first wrong answer', () => {
    const right = { ...said, right: true };
    const rows = [
      { ...right, submission: 0 },
      { ...said, submission: 1, contradiction },
      { ...said, submission: 2 },
    ];
    expect(wrongTurnOf(rows, weighed, commands)).toEqual({
      kind: 'contradicted',
      submission: 1,
      ...contradiction,
    });
  });

  test('without such a command it is the submission, a guess', () => {
    expect(wrongTurnOf([{ ...said, submission: 0 }], weighed, commands)).toEqual({
      kind: 'guess',
      submission: 0,
      left: 4,
    });
  });
});

describe.each(['bridge-two-networks', 'macvlan-own-host'])('%s', (drill) => {
  test('the wrong session has a turn that the debrief of its answer quotes, and one is led there', () => {
    const replayer = settled(
      replayed(recorded(new RecordedAttempt(1, drill).types(scriptOf(drill, 'wrong.session')))),
    );
    const { analysis, timeline } = replayer.state;
    const [card] = analysis?.cards ?? [];
    const turn = analysis?.wrongTurn;
    if (turn?.kind !== 'contradicted') throw new Error(`no contradiction: ${turn?.kind}`);
    expect(timeline.commands[turn.command].number).toBe(card.contradiction?.command);
    expect(timeline.submissions[0].score).toBe(card.score);
    press(replayer, 'w');
    expect(replayer.state.knot).toBe(timeline.commands[turn.command].shown);
    expect(replayer.state.notice).toMatchSnapshot();
  });

  test('the solving session has none; cut off before its answer it has a stretch, or nothing', () => {
    const solving = recorded(new RecordedAttempt(1, drill).types(scriptOf(drill, 'solve.session')));
    const replayer = settled(replayed(solving));
    expect(replayer.state.analysis?.wrongTurn).toEqual({ kind: 'none' });
    const steps = solving.parts[0].steps.filter(({ type }) => type !== 'submit' && type !== 'graded');
    const open = settled(replayed({ ...solving, parts: [{ steps, carried: 0 }] }));
    press(open, 'w');
    expect(open.state.notice).toMatchSnapshot();
  });
});

test('a session without an answer, whose commands tell nothing for a while, has that stretch by its ledger', () => {
  const script = 'on cart\n$ wget -q -T 5 -O - http://api/\n$ pwd\n$ clear\n$ id\n$ whoami\n$ ip addr\n';
  const replayer = settled(replayed(recorded(new RecordedAttempt(1, 'bridge-two-networks').types(script))));
  expect(replayer.state.analysis?.wrongTurn).toEqual({
    kind: 'stretch',
    command: 1,
    last: 4,
    length: 3,
    left: 5,
  });
  press(replayer, 'w');
  expect(replayer.state.notice?.en).toBe(
    'The wrong turn: from #2 (cart: pwd) to #5, 3 commands ruled out nothing; 5 suspects stayed.',
  );
});

test('a wrong answer that no command speaks against is a guess', () => {
  const script = 'on dock1\n$ pwd\ndiagnose dock1/firewall docker-chains-flushed evidence 1\nsubmit\n';
  const replayer = settled(replayed(recorded(new RecordedAttempt(1, 'bridge-two-networks').types(script))));
  expect(replayer.state.analysis?.wrongTurn).toEqual({ kind: 'guess', submission: 0, left: 10 });
  press(replayer, 'w');
  expect(replayer.state.knot).toBe(replayer.state.timeline.submissions[0].knot);
});
