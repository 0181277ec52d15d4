import { describe, expect, test } from 'vitest';
import { boardLines, boardOf, headline, paneOf } from '../../src/app/board/index.ts';
import { widthOf } from '../../src/lib/index.ts';
import { ANNA, BO, DRILLS, NOW } from './facts.ts';

const ofAnna = () => boardOf(DRILLS, [ANNA], NOW);

describe('the board of one player', () => {
  test('says per drill how often, how well at best and how at last; easy drills first, lost packs last', () => {
    expect(
      ofAnna().progress.map(({ drill, attempts, best, last }) => [
        drill.title.en,
        drill.twin,
        attempts,
        best,
        last.score,
      ]),
    ).toEqual([
      ['A web page nobody sees', 0, 2, 96, 96],
      ['Small works, big hangs', 0, 1, 12, 12],
      ['A ping that worked last week', 1, 2, 65, 65],
      ['A ping that worked last week', 2, 1, 0, 0],
      ['a drill of another pack (--scenarios)', 0, 1, 30, 30],
    ]);
  });

  test('counts a cause that was named without a repair as found', () => {
    expect(ofAnna().causes.map(({ id, missed, found }) => [id, missed, found])).toEqual([
      ['forwarding', 2, 1],
      ['advertise', 1, 1],
    ]);
  });

  test('keeps the cause of a drill in the middle to itself, whoever plays it, until it is over', () => {
    const known = (sessions: typeof ANNA.sessions) =>
      boardOf(
        DRILLS,
        [
          { ...ANNA, sessions: [] },
          { ...BO, sessions },
        ],
        NOW,
      ).causes.map(({ id }) => id);
    expect(known([])).toContain('vxlan');
    expect(known(ANNA.sessions)).not.toContain('vxlan');
    expect(JSON.stringify(ofAnna())).not.toMatch(/4789|a-pack-that-left/);
  });

  test('puts who sits at a drill first', () => {
    const { playing } = boardOf(DRILLS, [{ ...ANNA, sessions: [...ANNA.sessions].reverse() }], NOW);
    expect(playing.map(({ live, idle }) => [live, idle])).toEqual([
      [true, 2_000],
      [false, 10_800_000],
    ]);
  });

  test('counts drills solved once, of those that there are', () => {
    const again = { ...ANNA, attempts: [...ANNA.attempts, ANNA.attempts[1]!] };
    expect(boardOf(DRILLS, [again], NOW)).toMatchObject({ solved: 1, drills: 4, attempts: 8 });
  });

  test('a clock that was set back makes no time negative', () => {
    const { playing, progress } = boardOf(DRILLS, [ANNA], 0);
    expect(playing.every(({ idle }) => idle === 0)).toBe(true);
    expect(progress.every(({ since = 0 }) => since === 0)).toBe(true);
  });
});

describe('texts', () => {
  const both = () => boardOf(DRILLS, [ANNA, BO], NOW);

  test('lines hold every fact, in both languages', () => {
    expect(`${boardLines(both(), 'en').join('\n')}\n`).toMatchSnapshot();
    expect(`${boardLines(both(), 'zh').join('\n')}\n`).toMatchSnapshot();
    expect(boardLines(boardOf(DRILLS, [], NOW), 'en')).toContain('  No drill is in the middle.');
  });

  test('names from outside move no cursor and have no emoji', () => {
    const text = [
      ...boardLines(both(), 'en'),
      headline(boardOf(DRILLS, [BO], NOW), { lang: 'en', ascii: false }),
    ].join('');
    expect(text).toContain('博[31m');
    expect(text).not.toMatch(/\u001b|🚀/u);
  });

  test.each([118, 78, 60])('rows are exactly %i cells wide, Chinese ones too', (width) => {
    for (const lang of ['en', 'zh'] as const)
      for (const name of ['playing', 'progress', 'causes'] as const) {
        const pane = paneOf(name, both(), { lang, ascii: false }, width);
        const rows = pane.rows.map((row) => row.map(({ text }) => text).join(''));
        for (const row of [pane.head, ...rows]) expect(widthOf(row), row).toBe(width);
      }
  });

  test('a terminal with ASCII alone gets ASCII', () => {
    for (const name of ['playing', 'progress', 'causes'] as const) {
      const { rows } = paneOf(name, ofAnna(), { lang: 'en', ascii: true }, 60);
      expect(rows.flatMap((row) => row.map(({ text }) => text)).join('')).toMatch(/^[ -~]*$/);
    }
  });
});
